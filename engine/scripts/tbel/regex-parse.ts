/** Java's regular expressions to a tree. */
import { fail } from './failure.ts'
import {
  between,
  type CharacterTest,
  classes,
  isDigit,
  isLetter,
  isLineEnd,
  isSpace,
  not,
  propertyTest,
} from './regex-classes.ts'

export type RegexNode =
  | { readonly kind: 'empty' }
  | { readonly kind: 'set'; readonly test: CharacterTest }
  | { readonly kind: 'sequence'; readonly nodes: readonly RegexNode[] }
  | { readonly kind: 'choice'; readonly nodes: readonly RegexNode[] }
  | { readonly kind: 'group'; readonly node: RegexNode; readonly number: number }
  | { readonly kind: 'atomic'; readonly node: RegexNode }
  | { readonly kind: 'look'; readonly node: RegexNode; readonly behind: boolean; readonly negative: boolean }
  | { readonly kind: 'reference'; readonly number: number; readonly ignoreCase: boolean }
  | {
      readonly kind: 'anchor'
      readonly at: 'start' | 'end' | 'textStart' | 'textEnd' | 'lastLine' | 'word' | 'noWord'
    }
  | { readonly kind: 'lineBreak' }
  | {
      readonly kind: 'repeat'
      readonly node: RegexNode
      readonly min: number
      readonly max: number
      readonly how: 'greedy' | 'lazy' | 'possessive'
    }

export interface ParsedRegex {
  readonly node: RegexNode
  readonly groups: number
  readonly names: ReadonlyMap<string, number>
}

interface Flags {
  readonly ignoreCase: boolean
  readonly multiline: boolean
  readonly dotAll: boolean
  readonly comments: boolean
}

const maxDepth = 100

export function parseRegex(pattern: string): ParsedRegex {
  const parser = new RegexParser(pattern)
  const node = parser.choice({ ignoreCase: false, multiline: false, dotAll: false, comments: false })
  if (parser.at < pattern.length) parser.fail('a “)” too many')
  return { node, groups: parser.groups, names: parser.names }
}

const controls: Readonly<Record<string, number>> = { t: 9, n: 10, r: 13, f: 12, a: 7, e: 27 }

class RegexParser {
  readonly text: string
  at = 0
  groups = 0
  readonly names = new Map<string, number>()
  private depth = 0
  private flags: Flags = { ignoreCase: false, multiline: false, dotAll: false, comments: false }

  constructor(text: string) {
    this.text = text
  }

  choice(flags: Flags): RegexNode {
    if (++this.depth > maxDepth) this.fail('it is nested too deep')
    const outer = this.flags
    this.flags = flags
    const nodes = [this.sequence()]
    while (this.take('|')) nodes.push(this.sequence())
    this.flags = outer
    this.depth--
    return nodes.length === 1 ? (nodes[0] as RegexNode) : { kind: 'choice', nodes }
  }

  private sequence(): RegexNode {
    const nodes: RegexNode[] = []
    for (;;) {
      if (this.flags.comments) this.skipComments()
      const char = this.text[this.at]
      if (char === undefined || char === '|' || char === ')') break
      if (this.text.startsWith('\\Q', this.at)) {
        for (const quoted of this.quoted()) nodes.push(this.quantified(this.literal(quoted)))
        continue
      }
      nodes.push(this.quantified(this.atom()))
    }
    return nodes.length === 1 ? (nodes[0] as RegexNode) : { kind: 'sequence', nodes }
  }

  private skipComments(): void {
    for (;;) {
      while (isSpace(this.text.charCodeAt(this.at))) this.at++
      if (this.text[this.at] !== '#') return
      const newline = this.text.indexOf('\n', this.at)
      this.at = newline < 0 ? this.text.length : newline
    }
  }

  private quoted(): number[] {
    const end = this.text.indexOf('\\E', this.at + 2)
    const inside = this.text.slice(this.at + 2, end < 0 ? undefined : end)
    this.at = end < 0 ? this.text.length : end + 2
    return [...inside].map((char) => char.codePointAt(0) as number)
  }

  private quantified(node: RegexNode): RegexNode {
    let inner = node
    for (;;) {
      const bounds = this.bounds()
      if (bounds === null) return inner
      const how = this.take('+') ? 'possessive' : this.take('?') ? 'lazy' : 'greedy'
      inner = { kind: 'repeat', node: inner, min: bounds[0], max: bounds[1], how }
    }
  }

  private bounds(): [number, number] | null {
    if (this.take('*')) return [0, Number.POSITIVE_INFINITY]
    if (this.take('+')) return [1, Number.POSITIVE_INFINITY]
    if (this.take('?')) return [0, 1]
    if (this.text[this.at] !== '{') return null
    const counts = /^\{(\d{1,6})(,?)(\d{0,6})\}/.exec(this.text.slice(this.at, this.at + 16))
    if (counts === null) this.fail('“{” needs counts, as in {2,5}; write \\\\{ for the character')
    this.at += counts[0].length
    const min = Number(counts[1])
    const max = counts[2] === '' ? min : counts[3] === '' ? Number.POSITIVE_INFINITY : Number(counts[3])
    if (max < min) this.fail('the counts in “{}” are in the wrong order')
    return [min, max]
  }

  private atom(): RegexNode {
    const char = this.text[this.at] as string
    switch (char) {
      case '(':
        this.at++
        return this.group()
      case '[':
        this.at++
        return { kind: 'set', test: this.set() }
      case '.':
        this.at++
        return { kind: 'set', test: this.flags.dotAll ? () => true : not(isLineEnd) }
      case '^':
        this.at++
        return { kind: 'anchor', at: this.flags.multiline ? 'start' : 'textStart' }
      case '$':
        this.at++
        return { kind: 'anchor', at: this.flags.multiline ? 'end' : 'lastLine' }
      case '\\':
        this.at++
        return this.escape()
      case '*':
      case '+':
      case '?':
        return this.fail(`nothing stands in front of “${char}”`)
    }
    return this.literal(this.codePoint())
  }

  private codePoint(): number {
    const code = this.text.codePointAt(this.at)
    if (code === undefined) return this.fail('it ends too early')
    this.at += code > 0xffff ? 2 : 1
    return code
  }

  private literal(code: number): RegexNode {
    return { kind: 'set', test: this.folded(code, code) }
  }

  /** Java folds the case of ASCII letters only, unless told otherwise. */
  private folded(from: number, to: number): CharacterTest {
    if (!this.flags.ignoreCase) return from === to ? (code) => code === from : between(from, to)
    const test = between(from, to)
    return (code) => test(code) || (isLetter(code) && test(code ^ 32))
  }

  private group(): RegexNode {
    if (!this.take('?')) return this.capture(null)
    for (const [sign, behind, negative] of [
      ['=', false, false],
      ['!', false, true],
      ['<=', true, false],
      ['<!', true, true],
    ] as const) {
      if (this.text.startsWith(sign, this.at)) {
        this.at += sign.length
        return { kind: 'look', node: this.closed(this.flags), behind, negative }
      }
    }
    if (this.take('>')) return { kind: 'atomic', node: this.closed(this.flags) }
    if (this.take('<')) {
      const name = /^[a-zA-Z][a-zA-Z0-9]*(?=>)/.exec(this.text.slice(this.at))?.[0]
      if (name === undefined) this.fail('the name of a group is missing')
      this.at += name.length + 1
      return this.capture(name)
    }
    const letters = /^[a-zA-Z]*(?:-[a-zA-Z]+)?/.exec(this.text.slice(this.at))?.[0] ?? ''
    this.at += letters.length
    const flags = this.changedFlags(letters)
    if (this.take(':')) return this.closed(flags)
    if (!this.take(')')) this.fail('this kind of group is not known')
    this.flags = flags
    return { kind: 'empty' }
  }

  private changedFlags(letters: string): Flags {
    const [on = '', off = ''] = letters.split('-')
    if (/[^imsxudU]/.test(on + off)) this.fail(`the flags “${letters}” are not known`)
    const flag = (letter: string, before: boolean) => (on.includes(letter) || before) && !off.includes(letter)
    return {
      ignoreCase: flag('i', this.flags.ignoreCase),
      multiline: flag('m', this.flags.multiline),
      dotAll: flag('s', this.flags.dotAll),
      comments: flag('x', this.flags.comments),
    }
  }

  private capture(name: string | null): RegexNode {
    const number = ++this.groups
    if (name !== null) this.names.set(name, number)
    return { kind: 'group', node: this.closed(this.flags), number }
  }

  private closed(flags: Flags): RegexNode {
    const node = this.choice(flags)
    if (!this.take(')')) this.fail('a group is not closed')
    return node
  }

  private escape(): RegexNode {
    const char = this.text[this.at] ?? ''
    const anchors = { b: 'word', B: 'noWord', A: 'textStart', z: 'textEnd', Z: 'lastLine' } as const
    if (Object.hasOwn(anchors, char)) {
      this.at++
      return { kind: 'anchor', at: anchors[char as keyof typeof anchors] }
    }
    if (char === 'R') {
      this.at++
      return { kind: 'lineBreak' }
    }
    if (char === 'k') {
      const name = /^k<([a-zA-Z0-9]+)>/.exec(this.text.slice(this.at))
      const number = name === null ? undefined : this.names.get(name[1] as string)
      if (name === null || number === undefined) this.fail('\\k names no group')
      this.at += name[0].length
      return { kind: 'reference', number, ignoreCase: this.flags.ignoreCase }
    }
    if (char >= '1' && char <= '9') return this.backReference()
    const test = this.classEscape()
    return test === null ? this.literal(this.codeEscape()) : { kind: 'set', test }
  }

  private backReference(): RegexNode {
    let number = Number(this.text[this.at++])
    while (
      isDigit(this.text.charCodeAt(this.at)) &&
      number * 10 + Number(this.text[this.at]) <= this.groups
    ) {
      number = number * 10 + Number(this.text[this.at++])
    }
    return { kind: 'reference', number, ignoreCase: this.flags.ignoreCase }
  }

  /** `\d`, `\p{Alpha}` and the like, else null. */
  private classEscape(): CharacterTest | null {
    const char = this.text[this.at] ?? ''
    if (Object.hasOwn(classes, char)) {
      this.at++
      return classes[char] as CharacterTest
    }
    if (char !== 'p' && char !== 'P') return null
    const name = /^[pP](?:\{(?:Is|java)?(\w+)\}|(\w))/.exec(this.text.slice(this.at))
    if (name === null) this.fail('\\p needs a name in braces')
    this.at += name[0].length
    const test = this.property((name[1] ?? name[2]) as string)
    return char === 'P' ? not(test) : test
  }

  private property(name: string): CharacterTest {
    return propertyTest(name) ?? this.fail(`\\p{${name}} is not known`)
  }

  /** The code of an escaped character; the backslash is behind us. */
  private codeEscape(): number {
    const char = this.text[this.at] ?? ''
    if (Object.hasOwn(controls, char)) {
      this.at++
      return controls[char] as number
    }
    const coded = /^(?:x([0-9a-fA-F]{2})|x\{([0-9a-fA-F]{1,6})\}|u([0-9a-fA-F]{4}))/.exec(
      this.text.slice(this.at),
    )
    if (coded !== null) {
      this.at += coded[0].length
      return Number.parseInt((coded[1] ?? coded[2] ?? coded[3]) as string, 16)
    }
    const octal = /^0([0-3]?[0-7]{1,2})/.exec(this.text.slice(this.at))
    if (octal !== null) {
      this.at += octal[0].length
      return Number.parseInt(octal[1] as string, 8)
    }
    if (/[a-zA-Z0-9]/.test(char)) this.fail(`\\${char} is not known`)
    return this.codePoint()
  }

  /** A set in brackets; the opening one is behind us. */
  private set(): CharacterTest {
    if (++this.depth > maxDepth) this.fail('it is nested too deep')
    const negative = this.take('^')
    let intersection: CharacterTest | null = null
    let tests: CharacterTest[] = []
    const union = (): CharacterTest => {
      const members = tests
      return (code) => members.some((test) => test(code))
    }
    for (let first = true; ; first = false) {
      const char = this.text[this.at]
      if (char === undefined) this.fail('a “[” is not closed')
      if (char === ']' && !first) break
      if (this.text.startsWith('&&', this.at)) {
        this.at += 2
        intersection = both(intersection, union())
        tests = []
      } else {
        tests.push(this.setMember())
      }
    }
    this.at++
    this.depth--
    const whole = tests.length === 0 && intersection !== null ? intersection : both(intersection, union())
    return negative ? not(whole) : whole
  }

  private setMember(): CharacterTest {
    if (this.take('[')) return this.set()
    if (this.take('\\')) {
      const test = this.classEscape()
      if (test !== null) return test
      return this.range(this.codeEscape())
    }
    return this.range(this.codePoint())
  }

  private range(from: number): CharacterTest {
    const next = this.text[this.at + 1]
    if (this.text[this.at] !== '-' || next === ']' || next === '[' || next === undefined)
      return this.folded(from, from)
    this.at++
    const to = this.take('\\') ? this.codeEscape() : this.codePoint()
    if (to < from) this.fail('the ends of a range are in the wrong order')
    return this.folded(from, to)
  }

  private take(sign: string): boolean {
    if (this.text[this.at] !== sign) return false
    this.at++
    return true
  }

  fail(why: string): never {
    return fail(
      `The regular expression “${this.text.slice(0, 80)}” is wrong at character ${this.at + 1}: ${why}`,
    )
  }
}

function both(first: CharacterTest | null, second: CharacterTest): CharacterTest {
  return first === null ? second : (code) => first(code) && second(code)
}
