import {
  isObject,
  type JsonObject,
  type JsonValue,
  type Message,
  NodeFailure,
  numberOf,
  timeOf,
} from '../../sdk/index.ts'

/** What a message says about its device. */
export type Update =
  | { readonly of: 'series' | 'attributes'; readonly ts: number; readonly values: JsonObject }
  | { readonly of: 'removed'; readonly keys: readonly string[] }

const none: readonly Update[] = []

const types = new Set([
  'POST_TELEMETRY_REQUEST',
  'TIMESERIES_UPDATED',
  'POST_ATTRIBUTES_REQUEST',
  'ATTRIBUTES_UPDATED',
  'ATTRIBUTES_DELETED',
  'ACTIVITY_EVENT',
  'INACTIVITY_EVENT',
  'ALARM_CLEAR',
  'ALARM_ACK',
  'ALARM_DELETE',
  'ENTITY_ASSIGNED',
  'ENTITY_UNASSIGNED',
  'ENTITY_UPDATED',
])

/** Whether messages of that type can change anything for the rules. */
export function isAboutRules(type: string): boolean {
  return types.has(type)
}

/** The values that a message brings, the earliest first; nothing for messages that bring none. Throws `NodeFailure`. */
export function updatesOf(message: Message, now: number): readonly Update[] {
  switch (message.type) {
    case 'POST_TELEMETRY_REQUEST':
      return series(bodyOf(message), timeOf(message))
    case 'TIMESERIES_UPDATED': {
      const body = bodyOf(message)
      return series(
        isObject(body) && Object.hasOwn(body, 'timeseries') ? (body.timeseries ?? null) : body,
        timeOf(message),
      )
    }
    case 'POST_ATTRIBUTES_REQUEST':
    case 'ATTRIBUTES_UPDATED':
      return [{ of: 'attributes', ts: now, values: objectIn(bodyOf(message)) }]
    case 'ATTRIBUTES_DELETED':
      return [{ of: 'removed', keys: keysIn(bodyOf(message)) }]
    case 'ACTIVITY_EVENT':
    case 'INACTIVITY_EVENT':
      return message.metadata.scope
        ? [{ of: 'attributes', ts: now, values: objectIn(bodyOf(message)) }]
        : series(bodyOf(message), timeOf(message))
    default:
      return none
  }
}

/** One update per point in time: values as they are, `{ts, values}`, or a list of these. */
function series(body: JsonValue, ts: number): readonly Update[] {
  if (!Array.isArray(body)) return [sample(body as JsonValue, ts)]
  const byTime = new Map<number, Update & { of: 'series' }>()
  for (const member of body as readonly JsonValue[]) {
    const one = sample(member, ts)
    const known = byTime.get(one.ts)
    byTime.set(one.ts, known === undefined ? one : { ...one, values: { ...known.values, ...one.values } })
  }
  return [...byTime.values()].sort((a, b) => a.ts - b.ts)
}

function sample(body: JsonValue, ts: number): { of: 'series'; ts: number; values: JsonObject } {
  const values = objectIn(body)
  if (!Object.hasOwn(values, 'ts') || !Object.hasOwn(values, 'values')) return { of: 'series', ts, values }
  const own = numberOf(values.ts)
  if (own === undefined || !Number.isSafeInteger(own))
    throw new NodeFailure('“ts” of the message is not a time in milliseconds')
  return { of: 'series', ts: own, values: objectIn(values.values ?? null) }
}

function bodyOf({ dataType, data }: Message): JsonValue {
  if (dataType === 'JSON') return data
  throw new NodeFailure('The message is not JSON, so the alarm rules find no values in it')
}

function objectIn(body: JsonValue): JsonObject {
  if (isObject(body)) return body
  throw new NodeFailure('The message is not an object of keys and values')
}

function keysIn(body: JsonValue): readonly string[] {
  const keys = objectIn(body).attributes
  if (!Array.isArray(keys)) throw new NodeFailure('The message does not say which “attributes” were deleted')
  return keys.filter((key) => typeof key === 'string')
}
