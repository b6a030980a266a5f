import type { ArgumentScript, ScriptArguments } from '../../rules/needs.ts'
import type { JsonValue } from '../../rules/values.ts'
import { compileFunction } from './compile.ts'
import type { Value } from './kinds.ts'
import { argumentValues } from './library/rolling.ts'

/** Compiles a script of named arguments, which `ctx` has as well. Throws `ScriptError` where it does not parse. */
export function compileArgumentScript(body: string, names: readonly string[]): ArgumentScript {
  const run = compileFunction(body, ['ctx', ...names])
  return {
    run(args: ScriptArguments, latestTs: number): JsonValue {
      const values = argumentValues({ ...args, $latestTs: latestTs } as Readonly<Record<string, Value>>)
      return run(['ctx', ...names].map((name) => values.get(name) ?? null))
    },
  }
}
