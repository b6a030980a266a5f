import { type Script, ScriptError, type ScriptInput, type ScriptRoad } from '../../rules/needs.ts'
import type { JsonValue } from '../../rules/values.ts'
import { wrapBody } from './body.ts'
import { type CompiledScript, compileJavaScript, TurnedOff } from './compiled/compile.ts'
import { type Runtime, runtimeBeside } from './compiled/runtime.ts'
import { OffRoad } from './compiled/syntax.ts'
import { turned } from './compiled/turn.ts'
import { Machine, type ScriptLimits } from './machine.ts'
import { SandboxedScript } from './sandbox.ts'

/** Which roads scripts may take; tests ask for one. */
export type Roads = 'both' | 'sandbox'

/**
 * JavaScript on two roads: compiled by us where a script stays within what can be guarded, in QuickJS where it does not.
 * Both answer the same.
 */
export async function startJavaScript(
  limits: ScriptLimits,
  roads: Roads = 'both',
): Promise<(body: string, names: readonly string[]) => Script> {
  const machine = await Machine.start(limits)
  const runtime = runtimeBeside(machine.math)
  return (body, names) => new JavaScript(machine, runtime, body, names, roads)
}

/** Runs that turned off before a script gives up trying, and what share of all runs they must be. */
const patience = { runs: 32, share: 0.5 }

class JavaScript implements Script {
  /** There always, since it takes over where the compiled script turns off. */
  readonly #sandboxed: SandboxedScript
  #compiled: CompiledScript | null = null
  #road: ScriptRoad
  #runs = 0
  #turns = 0
  #isClosed = false

  constructor(machine: Machine, runtime: Runtime, body: string, names: readonly string[], roads: Roads) {
    this.#sandboxed = new SandboxedScript(machine, wrapBody(body, names, machine.globals))
    this.#road = { compiled: false, reason: 'asked for' }
    if (roads === 'sandbox') return
    try {
      this.#compiled = compileJavaScript(body, names, machine.globals, runtime, machine.limits)
      this.#road = { compiled: true }
    } catch (error) {
      if (error instanceof RangeError) this.#road = { compiled: false, reason: 'deep nesting' }
      else if (error instanceof OffRoad) this.#road = roadOf(error)
      else throw error
    }
  }

  get road(): ScriptRoad {
    return this.#road
  }

  run(input: ScriptInput): JsonValue | undefined {
    if (this.#compiled === null) return this.#sandboxed.run(input)
    if (this.#isClosed) throw new ScriptError('The script was closed')
    this.#runs++
    try {
      return this.#compiled.run(input)
    } catch (error) {
      if (!(error instanceof TurnedOff)) throw error
      this.#countTurn()
      return this.#sandboxed.run(input, Math.max(error.time, 1))
    }
  }

  close(): void {
    this.#isClosed = true
    this.#sandboxed.close()
  }

  /** A script that turns off again and again would only run twice. */
  #countTurn(): void {
    this.#turns++
    if (this.#turns < patience.runs || this.#turns < this.#runs * patience.share) return
    this.#compiled = null
    this.#road = { compiled: false, reason: turned.why }
  }
}

function roadOf({ message, line, column }: OffRoad): ScriptRoad {
  return {
    compiled: false,
    reason: message,
    ...(line !== undefined && column !== undefined && { line, column }),
  }
}
