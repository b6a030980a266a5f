/** The forms of expectation that transport cases use, and how each is checked. */
import { parseJson, stringifyJson } from '../../engine/rules/json.ts'
import { isObject, type JsonValue, valueAt } from '../../engine/rules/values.ts'
import { type Answer, numberWord, type Request, textOf, typeOf } from './transport-prose.ts'
import type { World } from './transport-world.ts'

export interface Outcome {
  readonly world: World
  readonly request: Request
  readonly answer: Answer
  /** milliseconds that the answer may have taken by the case's words */
  readonly took: number
}

type Check = (outcome: Outcome, ...parts: string[]) => Promise<string | null> | string | null

/**
 * Answers that differ from the cloud's on purpose. A payload that can't be read is 400 with a reason here, where the
 * cloud says 500 with or without one.
 */
function isMeant(expected: string, outcome: Outcome): boolean {
  const { answer, request } = outcome
  const isUpload = request.method === 'POST' && /(telemetry|attributes)$/i.test(request.path)
  return isUpload && expected === '500' && answer.status === '400' && answer.body.includes('"errorCode":31')
}

const forms: [form: RegExp, check: Check][] = [
  [/^(?:CON |NON )?(\d{3}|\d\.\d\d)$/, status],
  [/^(\d{3}|\d\.\d\d):/, status],
  [
    /^NON (\d\.\d\d)$/,
    (outcome) => fail(outcome.answer.confirmable !== false, 'not a non-confirmable answer'),
  ],
  [/^(\d{3}|\d\.\d\d) piggybacked or separate/, status],
  [
    /^(500),? (?:empty(?: body)?|message starts .*)$/,
    (outcome, code = '') => (isMeant(code, outcome) ? null : empty(outcome, code)),
  ],
  [/^(\d{3}),? empty(?: body)?$/, empty],
  [
    /^(\d{3}), empty, after about ([\d.]+) s$/,
    (outcome, code = '', seconds = '') => empty(outcome, code) ?? about(outcome, seconds),
  ],
  [/^(\d{3}), JSON string (".*")$/, jsonString],
  [/^(\d{3}) with a JSON error body(?: at about ([\d.]+) s)?$/, jsonError],
  [/^(\d{3}|\d\.\d\d)(?:, Observe (\d+),)? (\{.*\})$/s, body],
  [
    /^no (\w+) member$/,
    (outcome, key = '') => fail(valueAt(bodyJson(outcome), key) !== undefined, `there is a member ${key}`),
  ],
  [/^(\d{3}) with all client and all shared attributes$/, allAttributes],
  [/^(\d{3}) with (\w+) only$/, onlyKey],
  [/^raw body text contains (\S+), not (\S+)$/, rawText],
  [/^rule engine sees (\w+) POST_TELEMETRY_REQUEST messages?$/, messages],
  [/^(\w+) TbMsg$/, messages],
  [/^(?:both keys|values|all keys) stored$/, allStored],
  [
    /^nothing stored$/,
    async ({ world }) => fail((await world.telemetryKeys()).length > 0, 'something is stored'),
  ],
  [
    /^stored at (\d+)$/,
    async (outcome, ts = '') => storedAt(outcome, Object.keys(sentValues(outcome)), [Number(ts)]),
  ],
  [/^stored (\S+) = (\w+)(?: (.+))?$/, stored],
  [
    /^(STRING|LONG|DOUBLE|BOOLEAN|JSON) (.+)$/,
    (outcome, type = '', text = '') => stored(outcome, onlySentKey(outcome), type, text),
  ],
  [
    /^a (\w+) key named (\w+)=(\S+) stored at server time$/,
    async (outcome, type = '', key = '', text = '') =>
      (await stored(outcome, key, type, text)) ?? storedAt(outcome, [key], []),
  ],
  [/^(\w+) stored as JSON (\{.*\})$/s, (outcome, key = '', text = '') => stored(outcome, key, 'JSON', text)],
  [/^(\w+ (?:stored|absent)(?:, \w+ (?:stored|absent))*)$/, presence],
  [/^(\w+=[^,]+(?:, \w+=[^,]+)*?)(?: stored)?$/, pairs],
  [/^(\w+ at [^,]+(?:, \w+ at [^,]+)*)$/, times],
  [/^(\w+) (CLIENT_SCOPE) attributes of types (.+)$/, attributeTypes],
  [
    /^CLIENT_SCOPE$/,
    (outcome) => attributeTypes(outcome, String(Object.keys(sentValues(outcome)).length), 'CLIENT_SCOPE', ''),
  ],
]

/** What is wrong with the outcome by this clause; null when nothing is. */
export async function check(clause: string, outcome: Outcome): Promise<string | null> {
  const matching = forms.filter(([form]) => form.test(clause))
  if (matching.length === 0) return `can’t read the expectation “${clause}”`
  // The narrower forms stand first; “NON 2.01” is both a status and a kind of message.
  const wanted = clause.startsWith('NON ') ? matching : matching.slice(0, 1)
  for (const [form, run] of wanted) {
    const problem = await run(outcome, ...(form.exec(clause) ?? []).slice(1))
    if (problem !== null) return `${problem} (“${clause}”)`
  }
  return null
}

function fail(isWrong: boolean, what: string): string | null {
  return isWrong ? what : null
}

function status(outcome: Outcome, expected = ''): string | null {
  const { answer } = outcome
  return fail(
    answer.status !== expected && !isMeant(expected, outcome),
    `answered ${answer.status} ${answer.body.slice(0, 100)}`,
  )
}

function empty(outcome: Outcome, expected = ''): string | null {
  return (
    status(outcome, expected) ??
    fail(outcome.answer.body !== '', `the body is ${outcome.answer.body.slice(0, 100)}`)
  )
}

function jsonString(outcome: Outcome, expected = '', text = ''): string | null {
  return (
    status(outcome, expected) ??
    fail(outcome.answer.body !== text, `the body is ${outcome.answer.body.slice(0, 100)}`)
  )
}

function about({ took }: Outcome, seconds: string): string | null {
  return fail(Math.abs(took - Number(seconds) * 1000) > 1500, `came after ${took} ms`)
}

function jsonError(outcome: Outcome, expected = '', seconds?: string): string | null {
  const missing = ['status', 'message', 'errorCode', 'timestamp'].find(
    (key) => valueAt(bodyJson(outcome), key) === undefined,
  )
  return (
    status(outcome, expected) ??
    fail(missing !== undefined, `no ${missing} in the body`) ??
    (seconds === undefined ? null : about(outcome, seconds))
  )
}

function bodyJson({ answer }: Outcome): JsonValue {
  try {
    return parseJson(answer.body)
  } catch {
    return null
  }
}

/** The body as given; where the case leaves a value out (…), only its key must be there. */
function body(outcome: Outcome, expected = '', observe = '', json = ''): string | null {
  const wrong =
    status(outcome, expected) ??
    fail(observe !== '' && outcome.answer.observe !== Number(observe), `Observe is ${outcome.answer.observe}`)
  if (wrong !== null) return wrong
  const isAlike = alike(parseJson(json.replaceAll('…', '"…"')), bodyJson(outcome))
  return fail(!isAlike, `the body is ${outcome.answer.body.slice(0, 200)}`)
}

function alike(expected: JsonValue, found: JsonValue | undefined): boolean {
  if (expected === '…') return found !== undefined
  if (!isObject(expected) || found === undefined)
    return found !== undefined && stringifyJson(expected) === stringifyJson(found)
  const keys = Object.keys(expected)
  return (
    isObject(found) &&
    Object.keys(found).length === keys.length &&
    keys.every((key) => alike(valueAt(expected, key) as JsonValue, valueAt(found, key)))
  )
}

async function allAttributes(outcome: Outcome, expected = ''): Promise<string | null> {
  const found = bodyJson(outcome)
  const sections = isObject(found) ? Object.keys(found).sort().join() : ''
  return (
    status(outcome, expected) ??
    fail(sections !== 'client,shared', `the body is ${outcome.answer.body.slice(0, 200)}`)
  )
}

function onlyKey(outcome: Outcome, expected = '', key = ''): string | null {
  const found = bodyJson(outcome)
  const keys = isObject(found) ? Object.values(found).flatMap((section) => Object.keys(section ?? {})) : []
  return status(outcome, expected) ?? fail(keys.join() !== key, `the keys are ${keys.join()}`)
}

function rawText({ answer }: Outcome, text = '', not = ''): string | null {
  return fail(
    !answer.body.includes(text) || answer.body.replaceAll(text, '').includes(not),
    `the body is ${answer.body.slice(0, 200)}`,
  )
}

function messages({ world }: Outcome, word = ''): string | null {
  const seen = world.messages()
  return fail(seen !== null && seen !== numberWord(word), `${seen} messages`)
}

/** All values that the request's body holds, by key, over all of its records. */
function sentValues({ request }: Outcome): Record<string, JsonValue> {
  const document = parseJson(request.body ?? '{}')
  const records = (Array.isArray(document) ? document : [document]) as JsonValue[]
  return Object.assign({}, ...records.map((record) => valueAt(record, 'values') ?? record))
}

function onlySentKey(outcome: Outcome): string {
  return Object.keys(sentValues(outcome))[0] ?? ''
}

async function allStored(outcome: Outcome): Promise<string | null> {
  for (const [key, value] of Object.entries(sentValues(outcome))) {
    const wrong = await stored(outcome, key, typeOf(value), textOf(value))
    if (wrong !== null) return wrong
  }
  return null
}

async function stored({ world }: Outcome, key = '', type = '', text?: string): Promise<string | null> {
  const [sample] = await world.telemetry([key])
  if (sample === undefined) return `${key} is not stored`
  const isSame = typeOf(sample.value) === type && (text === undefined || textOf(sample.value) === text)
  return fail(!isSame, `${key} is ${typeOf(sample.value)} ${textOf(sample.value)}`)
}

/** @param expected the times in order; none stands for the server's */
async function storedAt(
  { world }: Outcome,
  keys: readonly string[],
  expected: readonly number[],
): Promise<string | null> {
  const found = (await world.telemetry(keys)).map(({ ts }) => ts)
  const isSame =
    expected.length === 0
      ? found.length > 0 && found.every((ts) => world.isServerTime(ts))
      : found.join() === expected.join()
  return fail(!isSame, `${keys.join()} is stored at ${found.join() || 'no time'}`)
}

async function presence({ world }: Outcome, list = ''): Promise<string | null> {
  const keys = await world.telemetryKeys()
  for (const part of list.split(', ')) {
    const [key = '', state] = part.split(' ')
    if (keys.includes(key) !== (state === 'stored')) return `${key} is not ${state}`
  }
  return null
}

async function pairs(outcome: Outcome, list = ''): Promise<string | null> {
  for (const pair of list.split(', ')) {
    const [key = '', text = ''] = pair.split('=')
    const [sample] = await outcome.world.telemetry([key])
    if (sample === undefined || textOf(sample.value) !== text)
      return `${key} is ${sample === undefined ? 'not stored' : textOf(sample.value)}`
  }
  return null
}

async function times(outcome: Outcome, list = ''): Promise<string | null> {
  for (const part of list.split(', ')) {
    const [key = '', when = ''] = part.split(' at ')
    const expected = when === 'server time' ? [] : when.split(' and ').map(Number)
    const wrong = await storedAt(outcome, [key], expected)
    if (wrong !== null) return wrong
  }
  return null
}

async function attributeTypes(outcome: Outcome, count = '', scope = '', types = ''): Promise<string | null> {
  const found = await outcome.world.attributes(scope as 'CLIENT_SCOPE')
  const sent = Object.keys(sentValues(outcome))
  const seen = sent.map((key) => (Object.hasOwn(found, key) ? typeOf(found[key] as JsonValue) : 'absent'))
  const isSame =
    seen.length === numberWord(count) &&
    !seen.includes('absent') &&
    (types === '' || seen.join(', ') === types)
  return fail(!isSame, `the attributes are ${seen.join(', ')}`)
}
