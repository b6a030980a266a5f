/**
 * Java's regular expressions, matched by backtracking that counts its steps: a pattern that would run for ever ends at
 * the time limit of the run like any loop. JavaScript's own engine can't be stopped, and knows another dialect.
 */

import { makeText, spend } from '../meter.ts'
import { fail, TbelFailure } from './failure.ts'
import type { CharacterTest } from './regex-classes.ts'
import { parseRegex, type RegexNode } from './regex-parse.ts'

/** Captured positions: start and end of group n at 2n and 2n + 1, -1 where it took no part. */
export type Captures = number[]

interface State {
  readonly text: string
  captures: Captures
  /** by number of a repetition: positions from which another round of it leads nowhere */
  readonly deadEnds: Map<number, Set<number>>
}

/** Matches at a position and calls what comes after; false makes it try another way. */
type Matcher = (state: State, at: number, after: (at: number) => boolean) => boolean

export interface Regex {
  readonly groups: number
  readonly names: ReadonlyMap<string, number>
  readonly match: Matcher
}

const cache = new Map<string, Regex>()

/** The compiled pattern, kept for the next time. Throws `TbelFailure` where it is none. */
export function regexOf(pattern: string): Regex {
  const known = cache.get(pattern)
  if (known !== undefined) return known
  if (pattern.length > 2000) fail('A regular expression can have 2000 characters at most')
  const { node, groups, names } = parseRegex(pattern)
  const regex = { groups, names, match: matcherOf(node, { isForgetful: !hasReference(node) }) }
  if (cache.size >= 200) cache.delete(cache.keys().next().value as string)
  cache.set(pattern, regex)
  return regex
}

/** Whether the whole text matches. */
export function matchesWhole(pattern: string, text: string): boolean {
  return run(regexOf(pattern), text, 0, (end) => end === text.length) !== null
}

/** The first match at or after `from`. */
export function find(regex: Regex, text: string, from: number): Captures | null {
  for (let at = from; at <= text.length; at++) {
    spend(1)
    const captures = run(regex, text, at, () => true)
    if (captures !== null) return captures
  }
  return null
}

function run(regex: Regex, text: string, from: number, accept: (end: number) => boolean): Captures | null {
  const state: State = {
    text,
    captures: new Array((regex.groups + 1) * 2).fill(-1),
    deadEnds: new Map(),
  }
  try {
    const found = regex.match(state, from, (end) => {
      if (!accept(end)) return false
      state.captures[0] = from
      state.captures[1] = end
      return true
    })
    return found ? state.captures : null
  } catch (error) {
    if (error instanceof RangeError)
      throw new TbelFailure('The regular expression needs too much memory on this text')
    throw error
  }
}

function widthAt(text: string, at: number): number {
  return (text.codePointAt(at) as number) > 0xffff ? 2 : 1
}

/** What is known of the place of a part in its pattern. */
interface Place {
  /**
   * Whether what follows depends on nothing but the position: no group is referred to, no round is counted, and nothing
   * looks back. Then a position that led nowhere once always will, and patterns such as `(a+)+b` end in good time.
   */
  readonly isForgetful: boolean
}

/** Whether a pattern refers to what a group has matched. */
function hasReference(part: unknown): boolean {
  if (typeof part !== 'object' || part === null) return false
  if ('kind' in part && part.kind === 'reference') return true
  return Object.values(part).some(hasReference)
}

function matcherOf(node: RegexNode, place: Place): Matcher {
  switch (node.kind) {
    case 'empty':
      return (_state, at, after) => after(at)
    case 'set': {
      const { test } = node
      return (state, at, after) =>
        at < state.text.length &&
        test(state.text.codePointAt(at) as number) &&
        after(at + widthAt(state.text, at))
    }
    case 'sequence':
      return sequence(node.nodes.map((each) => matcherOf(each, place)))
    case 'choice': {
      const ways = node.nodes.map((each) => matcherOf(each, place))
      return (state, at, after) => {
        for (const way of ways) {
          spend(1)
          if (way(state, at, after)) return true
        }
        return false
      }
    }
    case 'group':
      return group(matcherOf(node.node, place), node.number)
    case 'atomic':
      return atomic(matcherOf(node.node, place))
    case 'look':
      return node.behind
        ? lookBehind(matcherOf(node.node, { isForgetful: false }), node.negative)
        : lookAhead(matcherOf(node.node, place), node.negative)
    case 'reference':
      return reference(node.number, node.ignoreCase)
    case 'anchor':
      return anchor(node.at)
    case 'lineBreak':
      return (state, at, after) =>
        state.text.startsWith('\r\n', at)
          ? after(at + 2)
          : /[\n-\r\u0085\u2028\u2029]/.test(state.text[at] ?? '') && after(at + 1)
    case 'repeat': {
      const { min, max, how } = node
      if (how === 'possessive') return atomic(matcherOf({ ...node, how: 'greedy' }, place))
      if (node.node.kind === 'set') {
        return how === 'lazy' ? lazySet(node.node.test, min, max) : greedySet(node.node.test, min, max)
      }
      const isForgetful = place.isForgetful && max === Number.POSITIVE_INFINITY && min < 2
      return repeat(matcherOf(node.node, { isForgetful }), min, max, how === 'lazy', isForgetful)
    }
  }
}

function sequence(parts: readonly Matcher[]): Matcher {
  const from = (index: number): Matcher => {
    const part = parts[index]
    if (part === undefined) return (_state, at, after) => after(at)
    if (index === parts.length - 1) return part
    const rest = from(index + 1)
    return (state, at, after) => part(state, at, (next) => rest(state, next, after))
  }
  return from(0)
}

function group(inner: Matcher, number: number): Matcher {
  return (state, at, after) => {
    const { captures } = state
    const start = captures[number * 2] as number
    const end = captures[number * 2 + 1] as number
    const found = inner(state, at, (next) => {
      const before = [captures[number * 2], captures[number * 2 + 1]] as [number, number]
      captures[number * 2] = at
      captures[number * 2 + 1] = next
      if (after(next)) return true
      ;[captures[number * 2], captures[number * 2 + 1]] = before
      return false
    })
    if (!found) {
      captures[number * 2] = start
      captures[number * 2 + 1] = end
    }
    return found
  }
}

function atomic(inner: Matcher): Matcher {
  return (state, at, after) => {
    let end = -1
    const found = inner(state, at, (next) => {
      end = next
      return true
    })
    return found && after(end)
  }
}

function lookAhead(inner: Matcher, negative: boolean): Matcher {
  return (state, at, after) => inner(state, at, () => true) !== negative && after(at)
}

function lookBehind(inner: Matcher, negative: boolean): Matcher {
  return (state, at, after) => {
    let found = false
    for (let start = at; start >= 0 && !found; start--) {
      spend(1)
      found = inner(state, start, (end) => end === at)
    }
    return found !== negative && after(at)
  }
}

function reference(number: number, ignoreCase: boolean): Matcher {
  return (state, at, after) => {
    const start = state.captures[number * 2] ?? -1
    if (start < 0) return false
    const captured = state.text.slice(start, state.captures[number * 2 + 1])
    const here = state.text.slice(at, at + captured.length)
    spend(1 + (captured.length >> 4))
    const same = ignoreCase ? here.toLowerCase() === captured.toLowerCase() : here === captured
    return same && after(at + captured.length)
  }
}

function isWordAt(text: string, at: number): boolean {
  return /\w/.test(text[at] ?? '')
}

function anchor(where: Extract<RegexNode, { kind: 'anchor' }>['at']): Matcher {
  const holds = (text: string, at: number): boolean => {
    switch (where) {
      case 'textStart':
        return at === 0
      case 'textEnd':
        return at === text.length
      case 'lastLine':
        return (
          at === text.length ||
          (at === text.length - 1 && text[at] === '\n') ||
          text.slice(at, at + 3) === '\r\n'
        )
      case 'start':
        return at === 0 || (text[at - 1] === '\n' && at < text.length)
      case 'end':
        return at === text.length || text[at] === '\n'
      case 'word':
        return isWordAt(text, at - 1) !== isWordAt(text, at)
      case 'noWord':
        return isWordAt(text, at - 1) === isWordAt(text, at)
    }
  }
  return (state, at, after) => holds(state.text, at) && after(at)
}

/** The common case without recursion: as many characters of a set as there are, then one less and so on. */
function greedySet(test: CharacterTest, min: number, max: number): Matcher {
  return (state, from, after) => {
    const { text } = state
    let at = from
    let count = 0
    while (count < max && at < text.length && test(text.codePointAt(at) as number)) {
      at += widthAt(text, at)
      count++
    }
    spend(count >> 2)
    for (; count >= min; count--) {
      spend(1)
      if (after(at)) return true
      at -= at > from + 1 && widthAt(text, at - 2) === 2 ? 2 : 1
    }
    return false
  }
}

function lazySet(test: CharacterTest, min: number, max: number): Matcher {
  return (state, from, after) => {
    const { text } = state
    let at = from
    for (let count = 0; ; count++) {
      spend(1)
      if (count >= min && after(at)) return true
      if (count >= max || at >= text.length || !test(text.codePointAt(at) as number)) return false
      at += widthAt(text, at)
    }
  }
}

let repetitions = 0

function repeat(inner: Matcher, min: number, max: number, lazy: boolean, isForgetful: boolean): Matcher {
  const number = ++repetitions
  const round = (state: State, at: number, count: number, after: (at: number) => boolean): boolean => {
    spend(1)
    const again = () => {
      if (count >= max || (isForgetful && state.deadEnds.get(number)?.has(at))) return false
      const found = inner(
        state,
        at,
        (next) => (next > at || count < min) && round(state, next, count + 1, after),
      )
      if (!found && isForgetful && count >= min) remember(state, number, at)
      return found
    }
    if (count < min) return again()
    return lazy ? after(at) || again() : again() || after(at)
  }
  return (state, at, after) => round(state, at, 0, after)
}

function remember(state: State, number: number, at: number): void {
  const known = state.deadEnds.get(number)
  if (known === undefined) state.deadEnds.set(number, new Set([at]))
  else known.add(at)
}

/** The captured text of a group, null where it took no part. */
function captured(text: string, captures: Captures, number: number): string | null {
  const start = captures[number * 2] ?? -1
  return start < 0 ? null : text.slice(start, captures[number * 2 + 1])
}

/** Java's `replaceAll` and `replaceFirst`: `$1` and `${name}` stand for groups, a backslash takes the next literally. */
export function replaceMatches(text: string, pattern: string, replacement: string, all: boolean): string {
  const regex = regexOf(pattern)
  let result = ''
  let from = 0
  for (let at = 0; at <= text.length; ) {
    const captures = find(regex, text, at)
    if (captures === null) break
    const [start = 0, end = 0] = captures
    result += text.slice(from, start) + expanded(replacement, regex, text, captures)
    makeText(result.length >> 4)
    from = end
    at = end > start ? end : end + 1
    if (!all) break
  }
  result += text.slice(from)
  makeText(result.length)
  return result
}

function expanded(replacement: string, regex: Regex, text: string, captures: Captures): string {
  if (!/[\\$]/.test(replacement)) return replacement
  let result = ''
  for (let at = 0; at < replacement.length; at++) {
    const char = replacement[at] as string
    if (char === '\\') {
      if (++at >= replacement.length) fail('A replacement ends with a lone backslash')
      result += replacement[at]
    } else if (char === '$') {
      const named = /^\{(\w+)\}/.exec(replacement.slice(at + 1))
      const number =
        named === null ? groupNumber(replacement, at + 1, regex.groups) : regex.names.get(named[1] as string)
      if (number === undefined || number > regex.groups)
        fail('A replacement names a group that does not exist')
      result += captured(text, captures, number) ?? ''
      at += named === null ? String(number).length : named[0].length
    } else {
      result += char
    }
  }
  return result
}

function groupNumber(replacement: string, at: number, groups: number): number | undefined {
  if (!/\d/.test(replacement[at] ?? ''))
    fail('“$” in a replacement needs the number of a group; write \\\\$ for the sign')
  let number = Number(replacement[at])
  for (let next = at + 1; /\d/.test(replacement[next] ?? ''); next++) {
    const longer = number * 10 + Number(replacement[next])
    if (longer > groups) break
    number = longer
  }
  return number
}

/** Java's `split`: empty parts at the end are dropped unless a limit is given. */
export function splitText(text: string, pattern: string, limit: number): string[] {
  if (text === '') return ['']
  const regex = regexOf(pattern)
  const parts: string[] = []
  let from = 0
  let isSplit = false
  for (let at = 0; at <= text.length && (limit <= 0 || parts.length < limit - 1); ) {
    const captures = find(regex, text, at)
    if (captures === null) break
    const [start = 0, end = 0] = captures
    at = end > start ? end : end + 1
    // An empty match at the start makes no empty part.
    if (end === 0 || (start === end && start >= text.length)) continue
    parts.push(text.slice(from, start))
    isSplit = true
    from = end
  }
  parts.push(text.slice(from))
  if (limit === 0 && isSplit) while (parts.at(-1) === '') parts.pop()
  return parts
}
