/**
 * What the result of a script means to a node (rule-engine.md 8). A result of the wrong kind fails the message, and
 * says what came and what was expected.
 */
import { NodeFailure } from '../../engine/rules/failure.ts'
import { stringifyJson } from '../../engine/rules/json.ts'
import type { Message, Metadata } from '../../engine/rules/message.ts'
import type { ScriptLanguage } from '../../engine/rules/needs.ts'
import { isObject, type JsonObject, type JsonValue } from '../../engine/rules/values.ts'
import { scalarText } from './path.ts'

type Result = JsonValue | undefined

/** A filter answers true or false; nothing else will do, not even the text "true". */
export function judgeFilter(result: Result): boolean {
  if (typeof result === 'boolean') return result
  throw wrong(result, 'true or false')
}

/** A switch answers one output or a list of them; each once, in the order in which they first came. */
export function judgeSwitch(result: Result): readonly string[] {
  if (typeof result === 'string') return [result]
  if (!Array.isArray(result)) throw wrong(result, 'the name of an output, or a list of names,')
  for (const name of result) if (typeof name !== 'string') throw wrong(name, 'the name of an output')
  return [...new Set(result as string[])]
}

/**
 * A transformation answers one object of `{msg, metadata, msgType}` or a list of them; what is missing stays.
 * @param language in TBEL, lists and objects in the metadata become text; in JavaScript they fail
 */
export function judgeTransform(
  result: Result,
  message: Message,
  language: ScriptLanguage = 'JS',
): readonly Message[] {
  if (!Array.isArray(result)) return [transformed(result, message, language)]
  if (result.length === 0)
    throw new NodeFailure('The script returned an empty list, so there is nothing to send on')
  return result.map((each) => transformed(each, message, language))
}

function transformed(result: Result, message: Message, language: ScriptLanguage): Message {
  if (!isObject(result)) throw wrong(result, 'an object of msg, metadata and msgType')
  const data = Object.hasOwn(result, 'msg') ? result.msg : undefined
  const metadata = Object.hasOwn(result, 'metadata') ? result.metadata : undefined
  const type = Object.hasOwn(result, 'msgType') ? result.msgType : undefined
  return message.with({
    ...(data !== undefined && data !== null && { data, dataType: 'JSON' as const }),
    ...(metadata !== undefined && metadata !== null && { metadata: metadataOf(metadata, language) }),
    ...(typeof type === 'string' && type !== '' && { type }),
  })
}

/** Metadata values become text and nulls vanish; anything deeper is no metadata, but for TBEL. */
function metadataOf(value: JsonValue, language: ScriptLanguage): Metadata {
  if (!isObject(value)) throw wrong(value, 'an object as metadata')
  if (holdsTexts(value)) return value
  const entries: [string, string][] = []
  for (const [key, member] of Object.entries(value)) {
    if (member === null) continue
    const text = language === 'TBEL' ? javaText(member) : scalarText(member)
    if (text === undefined)
      throw new NodeFailure(`Metadata “${key}” holds ${kindOf(member)}; make it text with JSON.stringify`)
    entries.push([key, text])
  }
  return Object.fromEntries(entries)
}

/** A value as TBEL writes it into text: `[1, 2]`, `{a=1, b=x}`. */
function javaText(value: JsonValue): string {
  const text = scalarText(value)
  if (text !== undefined) return text
  if (Array.isArray(value)) return `[${value.map(javaText).join(', ')}]`
  const members = Object.entries(value as JsonObject)
  return `{${members.map(([key, member]) => `${key}=${javaText(member)}`).join(', ')}}`
}

/** Whether everything is text already, as most scripts leave it. */
function holdsTexts(value: JsonObject): value is Metadata {
  for (const key in value) if (typeof value[key] !== 'string') return false
  return true
}

/** Text, or where `anything` will do, its JSON. */
export function judgeText(result: Result, anything: boolean): string {
  if (typeof result === 'string') return result
  if (anything) return stringifyJson(result ?? null)
  throw wrong(result, 'text')
}

/** What a value is, in words. */
export function kindOf(value: unknown): string {
  if (value === undefined || value === null) return 'nothing'
  if (Array.isArray(value)) return 'a list'
  if (typeof value === 'boolean') return String(value)
  if (typeof value === 'string') return 'text'
  return typeof value === 'number' || !isObject(value) ? 'a number' : 'an object'
}

function wrong(result: Result, expected: string): NodeFailure {
  return new NodeFailure(`The script returned ${kindOf(result)} where ${expected} was expected`)
}
