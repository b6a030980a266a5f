/** JavaScript compiled to guarded JavaScript; whatever goes beyond it is left to the sandbox (docs/decisions/javascript-two-roads.md). */
import { ScriptError, type ScriptInput } from '../../../rules/needs.ts'
import type { JsonValue } from '../../../rules/values.ts'
import { begin, TimeFailure, timeLeft } from '../../meter.ts'
import { wrapBody } from '../body.ts'
import type { ScriptLimits } from '../machine.ts'
import { emitScript } from './emit.ts'
import { resultOf, TooLong } from './result.ts'
import type { Runtime } from './runtime.ts'
import { parseBody } from './syntax.ts'
import { bounds, needsCopies } from './turn.ts'

type Emitted = (msg: unknown, metadata: unknown, msgType: unknown) => unknown

/** Told by a run that gave up: how much time is left for the sandbox. */
export class TurnedOff {
  readonly time: number
  constructor(time: number) {
    this.time = time
  }
}

/** A script on the compiled road. */
export class CompiledScript {
  readonly #make: (direct: boolean) => Emitted
  readonly #limits: ScriptLimits
  #run: Emitted
  #isDirect = true

  constructor(make: (direct: boolean) => Emitted, limits: ScriptLimits) {
    this.#make = make
    this.#limits = limits
    this.#run = make(true)
  }

  /** Throws `ScriptError` past its time and for a result that is too long, and `TurnedOff` where the sandbox is to run it. */
  run(input: ScriptInput): JsonValue | undefined {
    begin(this.#limits.time, bounds.made)
    try {
      return resultOf(this.#run(input.msg, input.metadata, input.msgType), this.#limits.result)
    } catch (error) {
      if (error === needsCopies && this.#isDirect) {
        // It wants whole lists and objects of the message, and will again.
        this.#isDirect = false
        this.#run = this.#make(false)
        return this.run(input)
      }
      throw this.#explained(error)
    }
  }

  #explained(error: unknown): unknown {
    const { time, result } = this.#limits
    if (error instanceof TimeFailure) return new ScriptError(`It ran longer than ${time} ms and was stopped`)
    if (error instanceof TooLong) return new ScriptError(`Its result is longer than ${result} characters`)
    return new TurnedOff(timeLeft())
  }
}

/** Throws `OffRoad` for what only the sandbox can run, or refuse. */
export function compileJavaScript(
  body: string,
  names: readonly string[],
  globals: ReadonlySet<string>,
  runtime: Runtime,
  limits: ScriptLimits,
): CompiledScript {
  const { inner, undeclared } = wrapBody(body, names, globals)
  const tree = parseBody(inner, body)
  const runtimeNames = Object.keys(runtime)
  return new CompiledScript((direct) => {
    const code = emitScript(tree, undeclared, runtimeNames, direct)
    // Only text of our own making: names are numbered, literals escaped.
    return new Function('runtime', code)(runtime) as Emitted
  }, limits)
}
