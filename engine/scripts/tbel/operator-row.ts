/**
 * Operators in a row, in the groups that the cloud makes of them: it looks back at the last operator and at the one at the
 * root, no further. That is precedence in all but rare rows (three rising levels behind a loose one, as in
 * `a & b == c + d - e`), and scripts must mean the same here.
 */
import type { Binary, Expression } from './ast.ts'

type Group = Extract<Expression, { kind: 'binary' }>
type Open = { -readonly [Key in keyof Group]: Group[Key] }

const levels: readonly (readonly Binary[])[] = [
  ['|'],
  ['^'],
  ['&'],
  ['==', '!='],
  ['<', '<=', '>', '>='],
  ['<<', '>>', '>>>', '<<<'],
  ['+', '-'],
  ['*', '/', '%'],
  ['**'],
  ['#'],
]

const strengths = new Map(levels.flatMap((signs, level) => signs.map((sign) => [sign, level] as const)))

function strength(sign: Binary): number {
  return strengths.get(sign) as number
}

/** Whether an operator stands in rows: the others take all in front of them, and only one operand behind. */
export function isRowOperator(sign: string): sign is Binary {
  return strengths.has(sign as Binary)
}

export class OperatorRow {
  private readonly first: Expression
  private readonly groups = new Set<Expression>()
  private root: Open | null = null
  private last: Binary = '|'

  constructor(first: Expression) {
    this.first = first
  }

  get expression(): Expression {
    return this.root ?? this.first
  }

  add(sign: Binary, operand: Expression, at: number): void {
    const { root, last } = this
    this.last = sign
    if (root === null) {
      this.root = this.group(sign, this.first, operand, at)
      return
    }
    if (strength(sign) > strength(last)) {
      const outer = this.rightmost(root)
      outer.right = this.group(sign, outer.right, operand, at)
    } else if (strength(root.sign) >= strength(sign)) {
      this.root = this.group(sign, root, operand, at)
    } else {
      root.right = this.group(sign, root.right, operand, at)
    }
  }

  private group(sign: Binary, left: Expression, right: Expression, at: number): Open {
    const group: Open = { kind: 'binary', sign, left, right, at }
    this.groups.add(group)
    return group
  }

  /** The innermost group at the end of the row; what stands in parentheses is an operand. */
  private rightmost(root: Open): Open {
    let group = root
    while (this.groups.has(group.right)) group = group.right as Open
    return group
  }
}

/** Signs that end what a `-` or `!` in front is about; others between two operands without blanks belong to it. */
const endingSigns = '*/+%,=&|;'
const closing: Readonly<Record<string, string>> = { '(': ')', '[': ']', '{': '}' }

/** The offset at which the operand of a sign in front ends, from the one at which it starts. */
export function endOfOperand(text: string, from: number): number {
  let at = from
  while (at < text.length) {
    const char = text[at] as string
    if (endingSigns.includes(char)) return at
    if (char <= ' ') {
      const next = skipBlanks(text, at)
      if (text[next] !== '.') return at
      at = skipBlanks(text, next + 1)
    } else {
      at = Object.hasOwn(closing, char) || char === '"' || char === "'" ? endOfEnclosed(text, at) : at + 1
    }
  }
  return at
}

function skipBlanks(text: string, from: number): number {
  let at = from
  while (at < text.length && (text[at] as string) <= ' ') at++
  return at
}

/** Behind a text in quotes, or what stands in brackets. */
function endOfEnclosed(text: string, from: number): number {
  const open: string[] = []
  for (let at = from; at < text.length; at++) {
    const char = text[at] as string
    const innermost = open.at(-1)
    if (innermost === '"' || innermost === "'") {
      if (char === '\\') at++
      else if (char === innermost) open.pop()
    } else if (char === '"' || char === "'") open.push(char)
    else if (Object.hasOwn(closing, char)) open.push(closing[char] as string)
    else if (char === innermost) open.pop()
    if (open.length === 0) return at + 1
  }
  return text.length
}
