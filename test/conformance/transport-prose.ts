/**
 * Reads the prose of a transport case: what it sends, and the clauses of what it expects. Knows forms, not cases: a
 * clause in a form that is not listed is an error, so that nothing passes by not being understood.
 */
import { parseJson, stringifyJson } from '../../engine/rules/json.ts'
import { isDouble, isObject, JsonLong, type JsonObject, type JsonValue } from '../../engine/rules/values.ts'
import type { Scope, Setting } from './transport-world.ts'

export interface Case {
  readonly id: string
  readonly transport: string
  readonly given: string
  readonly send: string
  readonly expect: string
}

export interface Request {
  readonly method: string
  /** path below `/api/v1/{token}/`, or from the root where the case names it whole */
  readonly path: string
  readonly query: string
  readonly body: string | undefined
  readonly confirmable: boolean
}

export interface Answer {
  /** `200`, `2.05` */
  readonly status: string
  readonly body: string
  /** of CoAP answers */
  readonly confirmable?: boolean
  readonly observe?: number | undefined
}

/** `CON POST /api/v1/T/telemetry {"a":1}`, `GET attributes?clientKeys=a`, `POST telemetry with no body`. */
export function readRequest(send: string): Request {
  const found = /^(CON |NON )?(GET|POST|PUT|DELETE) (\S+?)(?:,?\s+(.*))?$/s.exec(send)
  if (found === null) throw new Error(`can’t read what to send: ${send}`)
  const [, con, method = '', target = '', rest = ''] = found
  const [path = '', query = ''] = target.split('?')
  return { method, path, query, body: bodyOf(rest), confirmable: con !== 'NON ' }
}

function bodyOf(rest: string): string | undefined {
  const size = /^with a (\d+)-byte body/.exec(rest)?.[1]
  if (size !== undefined) return `{"a":"${'x'.repeat(Number(size) - 8)}"}`
  const text = rest.replace(/^body:? /, '').replace(/\s+\([^()]*\)$/, '')
  return /^[{["\d]/.test(text) ? text : undefined
}

/** The clauses of an expectation, comments in parentheses taken out. */
export function clausesOf(expect: string): string[] {
  return split(expect.replace(/\s*\((?![^()]*\{)[^()]*\)/g, ''), ';')
}

/** Splits at a separator that stands outside of braces, brackets and quotes. */
function split(text: string, separator: string): string[] {
  const parts: string[] = []
  let depth = 0
  let isQuoted = false
  let from = 0
  for (let at = 0; at < text.length; at++) {
    const char = text[at]
    if (char === '"') isQuoted = !isQuoted
    if (isQuoted) continue
    if (char === '{' || char === '[') depth++
    if (char === '}' || char === ']') depth--
    if (char === separator && depth === 0) {
      parts.push(text.slice(from, at).trim())
      from = at + 1
    }
  }
  parts.push(text.slice(from).trim())
  return parts.filter((part) => part !== '')
}

/** What `given` says about device and server. */
export function settingOf(given: string): Setting {
  const limit = /\/rpc\/\*\*=(\d+)|same limit (\d+)/.exec(given)
  return {
    ...(limit !== null && { largestCallBody: Number(limit[1] ?? limit[2]) }),
    transportType: /transport type (\w+)/.exec(given)?.[1] ?? 'DEFAULT',
    castStrings: !/type_cast_enabled=false/.test(given),
  }
}

/** The attributes that `given` and the keys asked for say are there. */
export function attributesOf(given: string, query: string): { scope: Scope; values: JsonObject }[] {
  const found: { scope: Scope; values: JsonObject }[] = []
  const scopes = { client: 'CLIENT_SCOPE', shared: 'SHARED_SCOPE', 'server-scope': 'SERVER_SCOPE' } as const
  for (const part of given.split(/[;,]\s+(?=client|shared|server-scope)/)) {
    const named = /^(client|shared|server-scope)(?: attr(?:ibute)?s?| keys)? (\S+)$/.exec(part)
    if (named !== null) {
      const pairs = (named[2] ?? '').split(',').map((pair) => pair.split('='))
      const values = Object.fromEntries(
        pairs.map(([key = '', text]) => [key, text === undefined ? `value of ${key}` : parseJson(text)]),
      )
      found.push({ scope: scopes[named[1] as keyof typeof scopes], values })
    }
    // A value without a name is the one that the request asks for.
    const unnamed = /^(client|shared) (?:double|long) (\S+)$/.exec(part)
    const key = new RegExp(`${unnamed?.[1]}Keys=([^&,]+)`).exec(query)?.[1]
    if (unnamed !== null && key !== undefined) {
      found.push({ scope: scopes[unnamed[1] as 'client'], values: { [key]: parseJson(unnamed[2] ?? '') } })
    }
  }
  return found
}

/** The cloud's name of a value's type (device-api.md 2.2). */
export function typeOf(value: JsonValue): string {
  if (typeof value === 'string') return 'STRING'
  if (typeof value === 'boolean') return 'BOOLEAN'
  if (isObject(value) || Array.isArray(value)) return 'JSON'
  if (value instanceof JsonLong || !isDouble(value)) return 'LONG'
  return 'DOUBLE'
}

/** A value as the cases write it: text without quotes, everything else as JSON. */
export function textOf(value: JsonValue): string {
  return typeof value === 'string' ? value : stringifyJson(value)
}

const numbers = ['no', 'one', 'two', 'three', 'four', 'five', 'six', 'seven', 'eight', 'nine', 'ten']

export function numberWord(word: string): number {
  return /^\d+$/.test(word) ? Number(word) : numbers.indexOf(word.toLowerCase())
}
