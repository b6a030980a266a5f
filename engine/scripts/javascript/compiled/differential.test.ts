/**
 * Both roads of JavaScript must answer the same: thousands of scripts, made at random from a seed and written by hand, run on
 * both, and their results or failures are compared. `SEED=123` starts elsewhere, `SCRIPTS=500000` runs longer.
 */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { parseJson } from '../../../rules/json.ts'
import { ScriptError, type ScriptInput, type Scripts } from '../../../rules/needs.ts'
import { JsonDouble, JsonLong, type JsonValue } from '../../../rules/values.ts'
import { createScripts } from '../../scripts.ts'
import { scriptOf } from './test-generator.ts'
import { messageOf } from './test-messages.ts'
import { handWritten } from './test-scripts.ts'
import { turned } from './turn.ts'

const seed = Number(process.env.SEED ?? 1)
const count = Number(process.env.SCRIPTS ?? 6000)
const messagesPerScript = 3

const limits = { time: 250 }
const both = await createScripts({ limits })
const sandbox = await createScripts({ limits, roads: 'sandbox' })

/** A value with what equality would miss: types of numbers, the order of keys, -0. */
function spell(value: unknown): string {
  if (value instanceof JsonDouble) return `double ${Object.is(value.value, -0) ? '-0' : value.value}`
  if (value instanceof JsonLong) return `long ${value.value}`
  if (Object.is(value, -0)) return '-0'
  if (Array.isArray(value)) return `[${value.map(spell).join(',')}]`
  if (typeof value === 'object' && value !== null) {
    return `{${Object.keys(value)
      .map((key) => `${JSON.stringify(key)}:${spell((value as Record<string, unknown>)[key])}`)
      .join(',')}}`
  }
  return typeof value === 'string' ? JSON.stringify(value) : String(value)
}

function outcomes(
  scripts: Scripts,
  body: string,
  inputs: readonly ScriptInput[],
): { road: boolean; said: string[]; compiled: number } {
  try {
    const script = scripts.compile('JS', body)
    let compiled = 0
    const said = inputs.map((input) => {
      turned.why = ''
      try {
        return spell(script.run(input))
      } catch (error) {
        if (error instanceof ScriptError) return `fails: ${error.message} at ${error.line}:${error.column}`
        return `crashes: ${(error as Error).stack}`
      } finally {
        if (turned.why === '') compiled++
      }
    })
    const road = script.road?.compiled ?? false
    script.close()
    return { road, said, compiled }
  } catch (error) {
    return { road: false, said: [`refused: ${(error as Error).message}`], compiled: 0 }
  }
}

function inputOf(json: string): ScriptInput {
  return {
    msg: parseJson(json) as JsonValue,
    metadata: { deviceName: 'Room 1', ts: '1700000000123', deviceType: 'thermometer' },
    msgType: 'POST_TELEMETRY_REQUEST',
  }
}

/** A machine that stands still for a moment stops a script at its time limit; only what differs twice differs. */
function difference(body: string, messages: readonly string[]): Difference {
  const first = compared(body, messages)
  return first.problem === undefined ? first : compared(body, messages)
}

interface Difference {
  readonly problem?: string
  readonly road: boolean
  readonly compiled: number
}

/** Runs a script on both roads and says where they differ. */
function compared(body: string, messages: readonly string[]): Difference {
  const inputs = messages.map(inputOf)
  const before = inputs.map(spell)
  const one = outcomes(both, body, inputs)
  const after = inputs.map(spell)
  const other = outcomes(sandbox, body, inputs)
  // The compiled one may be done before the sandbox has to stop.
  const at = one.said.findIndex(
    (said, index) => said !== other.said[index] && !/ran longer/.test(other.said[index] ?? ''),
  )
  const changed = before.findIndex((said, index) => said !== after[index])
  const told = { road: one.road, compiled: one.compiled }
  if (changed >= 0)
    return {
      ...told,
      problem: `changed its input\n${body}\nbefore ${before[changed]}\nafter  ${after[changed]}`,
    }
  if (at < 0) return told
  return {
    ...told,
    problem: `${body}\nmessage  ${messages[at]}\ncompiled ${one.said[at]}\nsandbox  ${other.said[at]}`,
  }
}

test('scripts written by hand answer the same on both roads', () => {
  const messages = Array.from({ length: 6 }, (_, at) => messageOf(seed + at))
  const problems = handWritten.flatMap(
    (body) => difference(body, ['{"temperature":25.5,"n":3}', ...messages]).problem ?? [],
  )
  assert.deepEqual(problems, [], `seed ${seed}\n\n${problems.slice(0, 10).join('\n\n')}`)
})

test(`${count} scripts made from seed ${seed} answer the same on both roads`, () => {
  console.log(`seed ${seed}`)
  const problems: string[] = []
  let [onRoad, compiled, runs] = [0, 0, 0]
  for (let at = 0; at < count && problems.length < 10; at++) {
    const own = (seed + at * 7919) >>> 0
    const messages = Array.from({ length: messagesPerScript }, (_, index) => messageOf(own + index))
    const { problem, road, compiled: finished } = difference(scriptOf(own), messages)
    if (problem !== undefined) problems.push(`script seed ${own}\n${problem}`)
    if (road) onRoad++
    compiled += finished
    runs += messages.length
  }
  assert.deepEqual(problems, [], `seed ${seed}\n\n${problems.join('\n\n')}`)
  console.log(`${onRoad} of ${count} scripts compiled, ${compiled} of ${runs} runs ended there`)
  // The comparison is worth something only where both roads are taken.
  assert.ok(onRoad > count * 0.8, `only ${onRoad} of ${count} scripts were compiled`)
  assert.ok(compiled > runs * 0.3, `only ${compiled} of ${runs} runs ended on the compiled road`)
})
