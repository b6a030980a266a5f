/**
 * Regular expressions on the compiled road. V8's engine can't be stopped, so only patterns come here whose work can be told from the
 * length of the text: no loops within loops, nothing that looks around or back. A text that is too long for its pattern turns off.
 */
import { spend } from '../../meter.ts'
import { callable } from './access.ts'
import { bounds, turnOff } from './turn.ts'
import { grown, list, text, type Value } from './values.ts'

/** Steps that one call may take at most; some milliseconds. */
const mostSteps = 2_000_000

/** What a pattern may cost: `factor * length ^ power` steps. */
export interface Cost {
  readonly power: number
  readonly factor: number
}

interface Group {
  /** whether it can match in more than one way */
  isOpen: boolean
}

/** A part of a pattern that needs no look inside: an escape, a class, a character. */
const atom =
  /\\(?:[dDwWsStnrfv.*+?^$|(){}[\]/\\-]|x[0-9a-fA-F]{2}|u[0-9a-fA-F]{4})|\[\^?(?:\\(?:[dDwWsStnrfv.*+?^$|(){}[\]/\\-]|x[0-9a-fA-F]{2}|u[0-9a-fA-F]{4})|[^\\\]])+\]|[^\\[\](){}*+?|^$]/y
const quantifier = /(?:[*+?]|\{(\d{1,3})(,(\d{1,3})?)?\})\??/y

/** What a pattern costs, or null where that can't be told. */
export function costOf(pattern: string, flags: string): Cost | null {
  if (!/^[gim]*$/.test(flags) || pattern.length > 500) return null
  // Ignoring case goes by tables of Unicode, which engines know in different versions.
  if (flags.includes('i') && /[^\0-\x7f]|\\u/.test(pattern)) return null
  let power = 1
  let factor = 1
  const open: Group[] = [{ isOpen: false }]
  let last: Group | 'atom' | 'none' = 'none'
  for (let at = 0; at < pattern.length; ) {
    const char = pattern[at]
    atom.lastIndex = at
    quantifier.lastIndex = at
    const found = atom.exec(pattern)
    const repeated = found === null ? quantifier.exec(pattern) : null
    if (found !== null) {
      last = 'atom'
      at += found[0].length
    } else if (repeated !== null) {
      if (last === 'none') return null
      const [whole, min, comma, max] = repeated
      const once = whole.startsWith('?') || max === '1'
      const exact = min !== undefined && comma === undefined
      if (last !== 'atom' && last.isOpen && !once) return null
      for (const group of open) group.isOpen ||= !exact
      if (once) factor *= 2
      else if (exact) factor *= Math.max(1, Number(min))
      else power++
      last = 'none'
      at += whole.length
    } else if (char === '(') {
      const plain = pattern.startsWith('(?:', at)
      if (!plain && pattern[at + 1] === '?') return null
      open.push({ isOpen: false })
      last = 'none'
      at += plain ? 3 : 1
    } else if (char === ')') {
      last = open.pop() as Group
      if (open.length === 0) return null
      at++
    } else if (char === '|') {
      for (const group of open) group.isOpen = true
      factor *= 2
      last = 'none'
      at++
    } else if (char === '^' || char === '$') {
      last = 'none'
      at++
    } else return null
    if (factor > 4096 || power > 6) return null
  }
  return open.length === 1 ? { power, factor } : null
}

/** A pattern with the longest text that it may look at. */
export interface Regex {
  readonly native: RegExp
  readonly longest: number
  readonly isAscii: boolean
}

/** The pattern of a literal. The emitter has asked for its cost before. */
export function regexOf(pattern: string, flags: string): Regex {
  const { power, factor } = costOf(pattern, flags) ?? turnOff('a regular expression')
  const longest = Math.min(
    Math.floor((mostSteps / factor / (pattern.length + 1)) ** (1 / power)),
    bounds.text,
  )
  return { native: new RegExp(pattern, flags), longest, isAscii: flags.includes('i') }
}

const beyondAscii = /[^\0-\x7f]/

/** The text that a pattern is to look at. */
function subject(regex: Regex, value: Value): string {
  const source = text(value)
  if (source.length > regex.longest || (regex.isAscii && beyondAscii.test(source))) {
    turnOff('a regular expression on such a text')
  }
  spend(source.length >> 2)
  regex.native.lastIndex = 0
  return source
}

/** `/…/.test(value)` */
export function regexTest(regex: Regex, value: Value): boolean {
  return regex.native.test(subject(regex, value))
}

/** `/…/.exec(value)`, `value.match(/…/)` */
export function regexMatch(regex: Regex, value: Value): Value {
  const found = subject(regex, value).match(regex.native)
  return found === null ? null : list(found as unknown as Value[])
}

/** `value.search(/…/)` */
export function regexSearch(regex: Regex, value: Value): number {
  return subject(regex, value).search(regex.native)
}

/** `value.split(/…/)` */
export function regexSplit(regex: Regex, value: Value): Value[] {
  return list(subject(regex, value).split(regex.native))
}

/** `value.replace(/…/, by)` */
export function regexReplace(regex: Regex, value: Value, by: Value): string {
  const source = subject(regex, value)
  if (typeof by === 'function') return replacedBy(regex.native, source, by)
  const instead = text(by)
  if ((source.length + 1) * (instead.length + 1) > bounds.text && instead.length > 8) turnOff('a long text')
  if (instead.includes('$') && source.length * instead.length > 4096) turnOff('a long text')
  return grown(source.replace(regex.native, instead))
}

function replacedBy(native: RegExp, source: string, by: Value): string {
  const make = callable(by)
  let result = ''
  let from = 0
  for (;;) {
    spend(1)
    const found = native.exec(source)
    if (found === null) break
    // The callback may use the same pattern.
    const { lastIndex } = native
    result = grown(result + source.slice(from, found.index) + text(make(...found, found.index, source)))
    from = found.index + found[0].length
    if (!native.global) break
    native.lastIndex = found[0] === '' ? lastIndex + 1 : lastIndex
  }
  return grown(result + source.slice(from))
}
