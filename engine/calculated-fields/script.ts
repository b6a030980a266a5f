import type { ArgumentScript, ScriptArgument, Scripts } from '../rules/needs.ts'
import { isObject, type JsonObject, type JsonValue } from '../rules/values.ts'
import { type Argument, latestTsOf } from './arguments.ts'
import { InvalidField, nothing, type Outcome, type Output, type Plan } from './field.ts'
import { checkVariables, type Given, readArguments, readOutput, textAt } from './read.ts'
import type { FieldState } from './state.ts'

/** A TBEL script: what it returns is saved, each key for itself. */
export function readScript(given: Given): Plan {
  const specs = readArguments(given)
  const names = specs.map(({ name }) => name)
  const output = readOutput(given)
  const run = scriptOf(given.scripts, textAt(given.configuration, 'expression'), names)
  return {
    arguments: specs,
    output,
    calculate: (state, { now }) => valuesOf(run(state, now), output, state),
  }
}

/** A script over the arguments of a state, compiled. Throws `InvalidField` where it does not parse. */
export function scriptOf(
  scripts: Scripts,
  body: string,
  names: readonly string[],
): (state: FieldState, now: number) => JsonValue {
  const script = compiledScript(scripts, body, names)
  return (state, now) => script.run(scriptArguments(state.args, now), latestTsOf(state.args.values()))
}

export function compiledScript(scripts: Scripts, body: string, names: readonly string[]): ArgumentScript {
  checkVariables(names)
  if (body.trim() === '') throw new InvalidField('Expression must be specified!')
  if (scripts.compileArguments === undefined) throw new InvalidField('TBEL scripts can’t run here')
  try {
    return scripts.compileArguments(body, names)
  } catch (error) {
    throw new InvalidField(`The script can’t be compiled: ${(error as Error).message}`)
  }
}

export function scriptArguments(
  args: ReadonlyMap<string, Argument>,
  now: number,
): Record<string, ScriptArgument> {
  const given: Record<string, ScriptArgument> = Object.create(null)
  // Windows end now, or behind the last point should one be of later, and all alike: so they can be merged.
  const endTs = Math.max(now, latestTsOf(args.values()) + 1)
  for (const [name, argument] of args) {
    if (argument.kind === 'SINGLE')
      given[name] = { type: 'SINGLE_VALUE', ts: argument.ts, value: argument.value }
    else if (argument.kind === 'ROLLING') given[name] = argument.script(endTs)
  }
  return given
}

/** The result of a script as values to be saved. Throws where it is of no use for that. */
export function valuesOf(result: JsonValue, output: Output, { entity }: FieldState, to = [entity]): Outcome {
  const data = Array.isArray(result)
    ? result.map(checked).filter(isFilled)
    : isNothing(result)
      ? null
      : checked(result)
  if (data === null || !(Array.isArray(data) || isFilled(data))) return nothing
  if (Array.isArray(data) && data.length === 0) return nothing
  if (output.type === 'ATTRIBUTES' && (Array.isArray(data) || isTimed(data as JsonObject)))
    throw new Error('Attributes have no time: the script must return an object of keys and values')
  return { is: 'VALUES', data, to }
}

function isNothing(result: JsonValue): boolean {
  return result === null || result === ''
}

/** Without keys that have no value, which can't be saved. */
function checked(result: JsonValue): JsonObject {
  if (!isObject(result)) {
    const got = JSON.stringify(result)?.slice(0, 80)
    throw new Error(
      `The script must return an object of keys and values, or a list of {ts, values}, not ${got}`,
    )
  }
  if (isTimed(result)) return { ts: result.ts as JsonValue, values: withoutNull(result.values as JsonObject) }
  return withoutNull(result)
}

function isTimed(result: JsonObject): boolean {
  return Object.hasOwn(result, 'ts') && Object.hasOwn(result, 'values') && isObject(result.values)
}

function withoutNull(values: JsonObject): JsonObject {
  const kept = Object.entries(values).filter(([, value]) => value !== null)
  return kept.length === Object.keys(values).length ? values : Object.fromEntries(kept)
}

function isFilled(result: JsonObject): boolean {
  return Object.keys(isTimed(result) ? (result.values as JsonObject) : result).length > 0
}
