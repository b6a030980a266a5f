import { parseJson, stringifyJson } from '../rules/json.ts'
import type { ScriptArgument, Scripts } from '../rules/needs.ts'
import { isObject, type JsonObject, type JsonValue, numberOf } from '../rules/values.ts'
import { badRequest } from './errors.ts'

/**
 * Tries a script of a calculated field on arguments given with it: always answered with 200, what went wrong is inside
 * of the answer.
 */
export function tryScript(
  scripts: Scripts,
  body: JsonValue,
): { readonly output: string; readonly error: string } {
  if (!isObject(body)) throw badRequest('Invalid request body: an object was expected')
  const { expression } = body
  if (typeof expression !== 'string' || expression.trim() === '')
    throw badRequest("Parameter 'expression' can't be empty!")
  if (scripts.compileArguments === undefined) return { output: '', error: 'TBEL scripts can’t run here' }
  try {
    const args = argumentsOf(body.arguments ?? null)
    const script = scripts.compileArguments(expression, Object.keys(args))
    const result = script.run(args, latestOf(args))
    return { output: result === null ? '' : stringifyJson(result), error: '' }
  } catch (error) {
    return { output: '', error: (error as Error).message }
  }
}

function argumentsOf(given: JsonValue): Record<string, ScriptArgument> {
  if (given === null) return {}
  if (!isObject(given)) throw new Error('The arguments must be an object')
  return Object.fromEntries(Object.entries(given).map(([name, each]) => [name, argumentOf(name, each)]))
}

function argumentOf(name: string, given: JsonValue): ScriptArgument {
  if (!isObject(given)) throw new Error(`Argument “${name}” must be an object with a type`)
  if (given.type === 'SINGLE_VALUE')
    return { type: 'SINGLE_VALUE', ts: numberOf(given.ts) ?? 0, value: valueOfText(given.value ?? null) }
  if (given.type !== 'TS_ROLLING')
    throw new Error(`Argument “${name}” must be of type SINGLE_VALUE or TS_ROLLING`)
  return {
    type: 'TS_ROLLING',
    timeWindow: windowOf(name, given.timeWindow),
    values: pointsOf(name, given.values),
  }
}

/** The dialog of the cloud writes JSON objects as text. */
function valueOfText(value: JsonValue): JsonValue {
  if (typeof value !== 'string' || !/^\s*[[{]/.test(value)) return value
  try {
    return parseJson(value)
  } catch {
    return value
  }
}

function windowOf(name: string, given: JsonValue | undefined): { startTs: number; endTs: number } {
  const window: JsonObject = isObject(given) ? given : {}
  const [startTs, endTs] = [numberOf(window.startTs), numberOf(window.endTs)]
  if (startTs === undefined || endTs === undefined)
    throw new Error(`Argument “${name}” needs a timeWindow of startTs and endTs`)
  return { startTs, endTs }
}

function pointsOf(name: string, given: JsonValue | undefined): { ts: number; value: number }[] {
  if (!Array.isArray(given)) throw new Error(`Argument “${name}” needs a list of values`)
  return given.map((point) => {
    const ts = isObject(point) ? numberOf(point.ts) : undefined
    if (ts === undefined) throw new Error(`A value of argument “${name}” is not {ts, value}`)
    const { value } = point as JsonObject
    return { ts, value: value === 'NaN' ? Number.NaN : (numberOf(value) ?? Number(value)) }
  })
}

function latestOf(args: Readonly<Record<string, ScriptArgument>>): number {
  let latest = -1
  for (const argument of Object.values(args)) {
    if (argument.type === 'SINGLE_VALUE') latest = Math.max(latest, argument.ts)
    else for (const { ts } of argument.values) latest = Math.max(latest, ts)
  }
  return latest
}
