/**
 * Nothing that a script does reaches the host, or holds it. Every attempt of test-escapes-*.ts runs on a shared engine, in both
 * languages and on both roads of JavaScript; after each the host must be what it was, and a plain script must still run.
 */
import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { ScriptError, type ScriptInput, type ScriptLanguage, type Scripts } from '../rules/needs.ts'
import { createScripts } from './scripts.ts'
import { javaScriptEscapes, javaScriptExhaustions, javaScriptMonsters } from './test-escapes-javascript.ts'
import { tbelEscapes, tbelExhaustions, tbelMonsters } from './test-escapes-tbel.ts'

/** milliseconds of processor time that no attempt may take; the limit of a run and what may still run then */
const longest = 130

const host = globalThis as unknown as Record<string, unknown>
host.canary = 'alive'

/** Everything that a script could change for others, by name. */
function surroundings(): Map<string, unknown> {
  const found = new Map<string, unknown>()
  const objects: Record<string, object> = {
    globalThis,
    Math,
    JSON,
    Reflect,
    console,
    process,
    ...Object.fromEntries(
      [
        Object,
        Function,
        Array,
        String,
        Number,
        Boolean,
        Date,
        RegExp,
        Error,
        TypeError,
        Map,
        Set,
        Promise,
        Symbol,
      ].flatMap((type) => [
        [type.name, type],
        [`${type.name}.prototype`, type.prototype],
      ]),
    ),
  }
  for (const [name, object] of Object.entries(objects)) {
    for (const key of Object.getOwnPropertyNames(object)) {
      const { value, get, set } = Object.getOwnPropertyDescriptor(object, key) as PropertyDescriptor
      // The clock of the process moves by itself.
      if (typeof value !== 'number') found.set(`${name}.${key}`, value ?? get ?? set)
    }
    found.set(`${name} prototype`, Object.getPrototypeOf(object))
    found.set(`${name} frozen`, Object.isFrozen(object))
  }
  return found
}

const before = surroundings()

/** What a script has done to the host. */
function damage(): string | undefined {
  const after = surroundings()
  for (const [name, value] of before) if (after.get(name) !== value) return `changed ${name}`
  for (const name of after.keys()) if (!before.has(name)) return `made ${name}`
  return host.canary === 'alive' ? undefined : 'killed the canary'
}

/** What only the host knows. */
const secrets = [process.version, 'root:x:', process.cwd(), String(process.pid)]

function inputOf(): ScriptInput {
  return {
    msg: { temperature: 25.5, list: [1, 2, 3] },
    metadata: { deviceName: 'Room 1' },
    msgType: 'POST_TELEMETRY_REQUEST',
  }
}

interface Outcome {
  readonly error: string | undefined
  readonly result: string
  readonly took: number
}

function attempt(scripts: Scripts, language: ScriptLanguage, body: string): Outcome {
  const input = inputOf()
  const { user, system } = process.threadCpuUsage()
  const took = () => {
    const now = process.threadCpuUsage()
    return (now.user + now.system - user - system) / 1000
  }
  try {
    const script = scripts.compile(language, body)
    try {
      return { error: undefined, result: JSON.stringify(script.run(input)) ?? '', took: took() }
    } finally {
      script.close()
      assert.deepEqual(input, inputOf(), `${body} changed its input`)
    }
  } catch (error) {
    assert.ok(error instanceof ScriptError, `${body} threw ${(error as Error)?.stack}`)
    return { error: error.message, result: '', took: took() }
  }
}

interface Attempts {
  readonly escapes: readonly string[]
  readonly exhaustions: readonly string[]
  readonly monsters: readonly string[]
}

function tryAll(name: string, scripts: Scripts, language: ScriptLanguage, attempts: Attempts): void {
  const plain = scripts.compile(language, 'return msg.temperature > 20;')

  /** Runs each script and says what is wrong with how it ended. */
  const check = (
    bodies: readonly string[],
    judge: (body: string, outcome: Outcome) => string | undefined,
  ) => {
    const problems: string[] = []
    for (const body of bodies) {
      const outcome = attempt(scripts, language, body)
      const reasonless =
        outcome.error !== undefined && outcome.error.length < 6 ? 'failed without a reason' : undefined
      const stuck = plain.run(inputOf()) === true ? undefined : 'broke the next script'
      const problem = judge(body, outcome) ?? reasonless ?? damage() ?? stuck
      if (problem !== undefined) problems.push(`${body.slice(0, 200)} ${problem}`)
    }
    assert.deepEqual(problems, [])
  }

  describe(name, () => {
    test(`${attempts.escapes.length} ways out lead nowhere`, () => {
      assert.ok(attempts.escapes.length >= 100)
      check(attempts.escapes, (body, { error, result }) => {
        const told = secrets.find((secret) => `${result} ${error}`.includes(secret) && !body.includes(secret))
        return told && `came back with ${result}${error}`
      })
    })

    test(`${attempts.exhaustions.length} ways to use up the host end soon, with a reason`, () => {
      assert.ok(attempts.exhaustions.length >= 60)
      check(attempts.exhaustions, (body, { error, result, took }) => {
        if (error === undefined) return `ended with ${result.slice(0, 100)}`
        // A second time, where it may have been the collector's.
        const isSlow = took > longest && attempt(scripts, language, body).took > longest
        return isSlow ? `took ${Math.round(took)} ms` : undefined
      })
    })

    test(`${attempts.monsters.length} monstrous sources are refused, or run`, () => {
      check(attempts.monsters, () => undefined)
    })
  })
}

const javaScript = {
  escapes: javaScriptEscapes,
  exhaustions: javaScriptExhaustions,
  monsters: javaScriptMonsters,
}
tryAll('JavaScript on both roads', await createScripts(), 'JS', javaScript)
tryAll('JavaScript in the sandbox', await createScripts({ roads: 'sandbox' }), 'JS', javaScript)
tryAll('TBEL', await createScripts(), 'TBEL', {
  escapes: tbelEscapes,
  exhaustions: tbelExhaustions,
  monsters: tbelMonsters,
})
