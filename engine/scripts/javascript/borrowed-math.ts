/**
 * Functions of `Math` that the standard leaves to each engine: `Math.exp(1)` may end in another digit elsewhere. Compiled
 * scripts must answer what the sandbox answers, so they call the sandbox's own, which lie in its WebAssembly module as
 * plain functions of doubles. The module does not name them; each is told by what it answers to a row of probes.
 */
import { functionsOfDoubles, type MathFunction, type QuickJS } from './quickjs.ts'

const ofOne =
  'acos acosh asin asinh atan atanh cbrt cos cosh exp expm1 log log10 log1p log2 sin sinh tan tanh'.split(' ')
const ofTwo = ['atan2', 'pow']

/** By name; a function that was not found is not there. */
export type BorrowedMath = ReadonlyMap<string, MathFunction>

const probes = [
  ...[0, -0, 1, -1, 0.5, -0.5, 2, 10, 1e-8, -1e-300, 1e8, 1e300, 709.5, -745.2, 2.5, 3, 0.1, 0.9, 22],
  ...[Number.NaN, Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY],
  ...Array.from({ length: 40 }, (_, at) => ((at * 7919) % 1009) / 997),
  ...Array.from({ length: 40 }, (_, at) => ((at * 104729) % 10007) / 13 - 300),
]

const unlike = [Number.NaN, Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY, 0, -0, 2, 3, -1]

/** Arguments; C's functions differ from those of the standard where infinities and ones meet. */
const pairs: readonly (readonly [number, number])[] = [
  ...probes.map((probe, at): [number, number] => [probe, probes[(at * 31 + 7) % probes.length] as number]),
  ...[1, -1, 0, -0, ...unlike].flatMap((a) => unlike.map((b): [number, number] => [a, b])),
]

const spelled = 'Object.is(value, -0) ? "-0" : String(value)'

/** A script for the sandbox: what each function answers to each probe, as JSON. */
export const probeMath = `(() => {
  const spell = (value) => ${spelled}
  const pairs = [${pairs.map(([a, b]) => `[${literal(a)}, ${literal(b)}]`).join()}]
  const answers = {}
  for (const name of ${JSON.stringify([...ofOne, ...ofTwo])}) answers[name] = pairs.map(([a, b]) => spell(Math[name](a, b)))
  return JSON.stringify(answers)
})()`

function literal(value: number): string {
  return Object.is(value, -0) ? '-0' : String(value)
}

export function borrowMath(quickjs: QuickJS, answersText: string): BorrowedMath {
  const answers = JSON.parse(answersText) as Record<string, string[]>
  const candidates = { 1: functionsOfDoubles(quickjs, 1), 2: functionsOfDoubles(quickjs, 2) }
  const found = new Map<string, MathFunction>()
  for (const name of [...ofOne, ...ofTwo]) {
    const wanted = answers[name] ?? []
    const own = candidates[ofTwo.includes(name) ? 2 : 1].find((candidate) =>
      pairs.every(([a, b], at) => literal(candidate(a, b)) === wanted[at]),
    )
    if (own !== undefined) found.set(name, own)
  }
  return found
}
