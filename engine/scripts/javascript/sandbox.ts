import { parseJson, stringifyJson } from '../../rules/json.ts'
import { type Script, ScriptError, type ScriptInput } from '../../rules/needs.ts'
import type { JsonValue } from '../../rules/values.ts'
import { isFirstOnly, type WrappedBody, wrapBody } from './body.ts'
import { type Compiled, Machine, type ScriptLimits } from './machine.ts'

/**
 * JavaScript in QuickJS. What a script sees is a copy as JSON, what it returns is taken as JSON; between the two
 * stand no objects of ours. Nothing outlives a call, so scripts know neither of each other nor of their own past.
 * Numbers are those of JavaScript in there: `42.0` comes out as `42`, integers beyond 2^53 lose digits.
 */
export async function startJavaScript(
  limits: ScriptLimits,
): Promise<(body: string, names: readonly string[]) => Script> {
  const machine = await Machine.start(limits)
  return (body, names) => new SandboxedScript(machine, wrapBody(body, names, machine.globals))
}

class SandboxedScript implements Script {
  readonly #machine: Machine
  readonly #body: WrappedBody
  readonly #firstOnly: boolean
  #compiled: Compiled | null

  constructor(machine: Machine, body: WrappedBody) {
    this.#machine = machine
    this.#body = body
    this.#firstOnly = isFirstOnly(body.uses)
    this.#compiled = machine.compile(body)
  }

  run({ msg, metadata, msgType }: ScriptInput): JsonValue | undefined {
    const [msgUsed, metadataUsed, typeUsed] = this.#body.uses
    const data = msgUsed ? stringifyJson(msg) : '0'
    const input = this.#firstOnly
      ? data
      : `[${data},${metadataUsed ? JSON.stringify(metadata) : '0'},${typeUsed ? JSON.stringify(msgType) : '0'}]`
    const answer = this.#machine.call(this.#ready(), input)
    return typeof answer === 'object' ? parseJson(answer.json) : answer
  }

  close(): void {
    if (this.#compiled !== null) this.#machine.free(this.#compiled)
    this.#compiled = null
  }

  /** Compiled anew where the machine was put back since. */
  #ready(): Compiled {
    if (this.#compiled === null) throw new ScriptError('The script was closed')
    if (this.#compiled.generation === this.#machine.generation) return this.#compiled
    this.#compiled = this.#machine.compile(this.#body)
    return this.#compiled
  }
}
