/** TBEL scripts, compiled to JavaScript and run within limits. */
import { type Script, ScriptError, type ScriptInput } from '../../rules/needs.ts'
import type { JsonValue } from '../../rules/values.ts'
import { begin, LimitFailure } from '../meter.ts'
import { emitScript } from './emit.ts'
import { TbelFailure } from './failure.ts'
import type { Value } from './kinds.ts'
import { errorAt } from './lex.ts'
import { toJson } from './library/json.ts'
import { marks } from './map-keys.ts'
import { parseTbel } from './parse.ts'
import { runtime } from './runtime.ts'
import { inputsToCopy } from './writes.ts'

const messageNames: readonly string[] = ['msg', 'metadata', 'msgType']
const runtimeNames = Object.keys(runtime)

/** A compiled function of named values. Throws `ScriptError` on failure and past its limits. */
export type TbelFunction = (values: readonly Value[]) => JsonValue

let scripts = 0

/** Compiles a script of any argument names. Throws `ScriptError` with line and column where it does not parse. */
export function compileFunction(body: string, names: readonly string[]): TbelFunction {
  const source = `tbel-${++scripts}`
  const { emitted, run } = translated(body, names, source)
  const place = new RegExp(`${source}:(\\d+):`)
  return (values) => {
    begin()
    marks.used = false
    try {
      return toJson(run(...values))
    } catch (error) {
      throw explained(error, body, offsetOf(error, place, emitted.offsets))
    }
  }
}

function translated(body: string, names: readonly string[], source: string) {
  const tree = parseTbel(body)
  try {
    const emitted = emitScript(tree, names, inputsToCopy(tree, names), runtimeNames)
    // Only text of our own making: names are numbered, literals escaped (docs/decisions/tbel-compiler.md).
    const make = new Function('runtime', 'constants', `${emitted.code}\n//# sourceURL=${source}`)
    return { emitted, run: make(runtime, emitted.constants) as (...values: Value[]) => Value }
  } catch (error) {
    if (error instanceof RangeError)
      throw new ScriptError('The script is nested too deep; split its expressions')
    throw error
  }
}

/** Lines that `new Function` puts in front of the code. */
const headerLines = 2

/** The offset in the script where an error came up, from the line of generated code. */
function offsetOf(
  error: unknown,
  place: RegExp,
  offsets: readonly (number | undefined)[],
): number | undefined {
  const line = error instanceof Error ? place.exec(error.stack ?? '')?.[1] : undefined
  return line === undefined ? undefined : offsets[Number(line) - 1 - headerLines]
}

function explained(error: unknown, body: string, offset: number | undefined): ScriptError {
  const what = reason(error)
  return offset === undefined ? new ScriptError(what) : errorAt(body, offset, what)
}

function reason(error: unknown): string {
  if (error instanceof TbelFailure || error instanceof LimitFailure) return error.message
  if (error instanceof RangeError && /call stack/.test(error.message))
    return 'The script calls its functions too deep'
  // Lists and maps that `toUnmodifiable()` made are frozen.
  if (error instanceof TypeError && /read only|not extensible|Cannot delete/.test(error.message)) {
    return 'The collection is unmodifiable'
  }
  return `The script failed: ${error instanceof Error ? error.message : String(error)}`
}

/** Compiles a script of a rule node, or of the three names given. Throws `ScriptError`. */
export function compileTbel(body: string, names: readonly string[] = messageNames): Script {
  const run = compileFunction(body, names)
  return {
    run: ({ msg, metadata, msgType }: ScriptInput) => run([msg, metadata, msgType]),
    road: { compiled: true },
    close() {},
  }
}
