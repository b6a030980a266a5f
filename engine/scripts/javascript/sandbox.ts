import { JsonSyntaxError, parseJson, stringifyJson } from '../../rules/json.ts'
import { ScriptError, type ScriptInput } from '../../rules/needs.ts'
import type { JsonValue } from '../../rules/values.ts'
import { isFirstOnly, type WrappedBody } from './body.ts'
import type { Compiled, Machine } from './machine.ts'

/**
 * A script in QuickJS. What it sees is a copy as JSON, what it returns is taken as JSON; between the two
 * stand no objects of ours. Nothing outlives a call, so scripts know neither of each other nor of their own past.
 * Numbers are those of JavaScript in there: `42.0` comes out as `42`, integers beyond 2^53 lose digits.
 */
export class SandboxedScript {
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

  /** @param time milliseconds, where less is left than the limit */
  run({ msg, metadata, msgType }: ScriptInput, time?: number): JsonValue | undefined {
    const [msgUsed, metadataUsed, typeUsed] = this.#body.uses
    const data = msgUsed ? stringifyJson(msg) : '0'
    const input = this.#firstOnly
      ? data
      : `[${data},${metadataUsed ? JSON.stringify(metadata) : '0'},${typeUsed ? JSON.stringify(msgType) : '0'}]`
    const answer = this.#machine.call(this.#ready(), input, time)
    return typeof answer === 'object' ? read(answer.json) : answer
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

function read(json: string): JsonValue {
  try {
    return parseJson(json)
  } catch (error) {
    if (error instanceof JsonSyntaxError) throw new ScriptError(`Its result can't be taken: ${error.message}`)
    throw error
  }
}
