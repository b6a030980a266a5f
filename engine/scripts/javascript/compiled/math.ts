/**
 * `Math`. What the standard says to the last bit is done by the host; sines, logarithms and powers are the sandbox's own
 * (borrowed-math.ts).
 */
import type { BorrowedMath } from '../borrowed-math.ts'
import { turnOff } from './turn.ts'
import { num, type Value } from './values.ts'

type MathCall = (a: Value, b: Value) => number

/** Functions of one or two arguments by name. */
export function mathOf(borrowed: BorrowedMath): Record<string, MathCall> {
  const functions: Record<string, MathCall> = {
    abs: (a) => Math.abs(num(a)),
    ceil: (a) => Math.ceil(num(a)),
    clz32: (a) => Math.clz32(num(a)),
    floor: (a) => Math.floor(num(a)),
    fround: (a) => Math.fround(num(a)),
    imul: (a, b) => Math.imul(num(a), num(b)),
    random: () => Math.random(),
    round: (a) => Math.round(num(a)),
    sign: (a) => Math.sign(num(a)),
    sqrt: (a) => Math.sqrt(num(a)),
    trunc: (a) => Math.trunc(num(a)),
  }
  for (const [name, call] of borrowed) functions[name] = (a, b) => call(num(a), num(b))
  return functions
}

export const mathConstants = new Map<string, number>(
  (['E', 'LN10', 'LN2', 'LOG10E', 'LOG2E', 'PI', 'SQRT1_2', 'SQRT2'] as const).map((name) => [
    name,
    Math[name],
  ]),
)

export function max(args: readonly Value[]): number {
  let result = Number.NEGATIVE_INFINITY
  for (const arg of args) result = Math.max(result, num(arg))
  return result
}

export function min(args: readonly Value[]): number {
  let result = Number.POSITIVE_INFINITY
  for (const arg of args) result = Math.min(result, num(arg))
  return result
}

/** Where the sandbox's function was not found. */
export function noMath(): never {
  return turnOff('Math')
}
