import type { ScriptInput, ScriptLanguage, Scripts } from '../rules/needs.ts'
import { ScriptError } from '../rules/needs.ts'
import { isObject, type JsonObject, type JsonValue } from '../rules/values.ts'
import type { ScriptOutcome, ScriptRun } from './contract.ts'

/** Longest script that is tried, in characters. */
const longestScript = 200_000

/** Runs a script once and judges its result as the node of its kind would (rule-engine.md 8). Never throws. */
export function runScript(scripts: Scripts, run: ScriptRun, names?: readonly string[]): ScriptOutcome {
  if (run.body.length > longestScript) {
    return { ok: false, error: `The script is longer than ${longestScript} characters` }
  }
  const started = performance.now()
  const input: ScriptInput = { msg: run.msg as JsonValue, metadata: run.metadata, msgType: run.msgType }
  let result: JsonValue | undefined
  try {
    result = once(scripts, run.language, run.body, input, names)
  } catch (error) {
    return failure(error)
  }
  const took = performance.now() - started
  const wrong = misfit(run.kind, result)
  if (wrong !== null) return { ok: false, error: wrong }
  return { ok: true, result: result ?? null, outputs: outputsOf(run.kind, result), took }
}

function once(
  scripts: Scripts,
  language: ScriptLanguage,
  body: string,
  input: ScriptInput,
  names?: readonly string[],
): JsonValue | undefined {
  if (!scripts.supports(language)) throw new ScriptError(`Scripts in ${language} are not supported here`)
  const script = scripts.compile(language, body, names)
  try {
    return script.run(input)
  } finally {
    script.close()
  }
}

function failure(error: unknown): ScriptOutcome {
  const message = error instanceof Error ? error.message : String(error)
  if (!(error instanceof ScriptError)) return { ok: false, error: message }
  return {
    ok: false,
    error: message,
    ...(error.line === undefined ? {} : { line: error.line }),
    ...(error.column === undefined ? {} : { column: error.column }),
  }
}

/** Why the result does not suit the kind of script, or null. */
function misfit(kind: ScriptRun['kind'], result: JsonValue | undefined): string | null {
  const got = result === undefined ? 'nothing' : JSON.stringify(result).slice(0, 80)
  switch (kind) {
    case 'filter':
      return typeof result === 'boolean'
        ? null
        : `A filter must return true or false, but this returned ${got}`
    case 'switch':
      return labelsOf(result)
        ? null
        : `A switch must return a text or a list of texts, but this returned ${got}`
    case 'transform':
      return messagesOf(result)
        ? null
        : `A transformation must return an object or a list of objects, not ${got}`
    case 'string':
      return typeof result === 'string' ? null : `The script must return a text, but this returned ${got}`
    case 'json':
      return result === undefined ? 'The script returned nothing' : null
  }
}

function outputsOf(kind: ScriptRun['kind'], result: JsonValue | undefined): readonly string[] {
  if (kind === 'filter') return [result === true ? 'True' : 'False']
  if (kind === 'switch') return labelsOf(result) ?? []
  return ['Success']
}

function labelsOf(result: JsonValue | undefined): readonly string[] | null {
  const labels = typeof result === 'string' ? [result] : result
  if (!Array.isArray(labels)) return null
  return labels.every((label) => typeof label === 'string') ? (labels as string[]) : null
}

function messagesOf(result: JsonValue | undefined): readonly JsonObject[] | null {
  const list: readonly JsonValue[] = Array.isArray(result) ? result : [result ?? null]
  return list.every(isObject) ? (list as readonly JsonObject[]) : null
}
