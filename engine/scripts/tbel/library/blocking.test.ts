/**
 * Nothing that a script can call holds the event loop for longer than it may: calls of the library are made up from a seed, with
 * the largest arguments that a message can bring, and the processor time of each is measured. As a test it looks for calls that run away, which shows on any machine, however busy;
 * `SEED=7 CALLS=20000 LONGEST=100` looks for those that hold the loop of this machine for longer than is promised.
 */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { compileFunction } from '../compile.ts'
import { ScriptArray, ScriptByte, ScriptSet } from '../kinds.ts'
import { libraryNames } from './library.ts'
import { allMethods } from './methods.ts'

const seed = Number(process.env.SEED ?? 1)
const count = Number(process.env.CALLS ?? 120)
/** milliseconds; a script is stopped after 70, and a step that runs by then ends first */
const longest = Number(process.env.LONGEST ?? 1000)

const large: Readonly<Record<string, unknown>> = {
  digits: '1'.repeat(4_000_000),
  letters: 'ab'.repeat(2_000_000),
  blanks: ' '.repeat(4_000_000),
  hex: '0F'.repeat(2_000_000),
  commas: 'a,'.repeat(2_000_000),
  list: Array.from({ length: 300_000 }, (_, at) => at % 250),
  texts: Array.from({ length: 100_000 }, (_, at) => `k${at}`),
  nested: Array.from({ length: 50_000 }, (_, at) => [at, { a: at }]),
  map: Object.fromEntries(Array.from({ length: 100_000 }, (_, at) => [`k${at}`, at])),
  json: JSON.stringify(Array.from({ length: 90_000 }, (_, at) => at)),
  bytes: new ScriptArray(
    'byte',
    Array.from({ length: 300_000 }, (_, at) => ScriptByte.of(at)),
  ),
  set: new ScriptSet(new Map(Array.from({ length: 100_000 }, (_, at) => [`s${at}`, `s${at}`]))),
}

const names = Object.keys(large)
const receivers: Readonly<Record<string, readonly string[]>> = {
  String: ['digits', 'letters', 'blanks', 'commas', 'hex'],
  List: ['list', 'texts', 'nested'],
  Map: ['map'],
  Array: ['bytes'],
  Set: ['set'],
  Date: ['new Date(0)'],
  Integer: ['5'],
}
const small = [
  '0',
  '1',
  '-1',
  '2147483647',
  '100000',
  '"a"',
  '"(a*)*b"',
  '"%s"',
  '"UTF-16"',
  '","',
  'true',
  'null',
]
const operators = '+ - * / ** == < contains strsim soundslike ~= # or is'.split(' ')

let state = seed >>> 0
function pick<T>(from: readonly T[]): T {
  state = (Math.imul(state, 1664525) + 1013904223) >>> 0
  return from[Math.floor((state / 2 ** 32) * from.length)] as T
}

function call(): string {
  const { functions, classes } = libraryNames()
  const args = () =>
    Array.from({ length: pick([0, 1, 1, 1, 2, 2, 3]) }, () => pick(pick([names, small]))).join(', ')
  const kind = pick(Object.keys(receivers))
  const found = pick([...classes])
  return pick([
    () => `${pick(functions)}(${pick(names)})`,
    () => `${pick(functions)}(${args()})`,
    () => `${pick(receivers[kind] ?? [])}.${pick(allMethods().get(kind) ?? [])}(${args()})`,
    () => `${pick(receivers[kind] ?? [])}.${pick(allMethods().get(kind) ?? [])}(${args()})`,
    () => `${found[0]}.${pick([...found[1].statics.keys(), 'x'])}(${args()})`,
    () => `${pick(names)} ${pick(operators)} ${pick(names)}`,
  ])()
}

function processorTime(): number {
  const { user, system } = process.threadCpuUsage()
  return (user + system) / 1000
}

/** Milliseconds that a script takes, however it ends. */
function timeOf(script: string): number {
  let run: ReturnType<typeof compileFunction>
  try {
    run = compileFunction(script, names)
  } catch {
    return 0
  }
  const from = processorTime()
  try {
    run(Object.values(large))
  } catch {
    // That it ends is all that counts here.
  }
  return processorTime() - from
}

test(`no call of the library holds the thread for long, once or in a loop (seed ${seed})`, () => {
  const slow: string[] = []
  for (let at = 0; at < count; at++) {
    const one = call()
    for (const script of [`var r = ${one}; return 1;`, `while (true) { ${one}; }`]) {
      // The second time counts where the first was slow: it may have been the collector, or a compiler.
      if (timeOf(script) > longest && timeOf(script) > longest)
        slow.push(`${script} took ${Math.round(timeOf(script))} ms`)
    }
  }
  assert.deepEqual(slow, [])
})
