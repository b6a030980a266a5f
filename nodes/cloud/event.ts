/** What a message becomes for the other side (edge-events.md 1.3); both push nodes share it. */
import type { CloudEvent } from '../sdk/calls.ts'
import {
  type AttributeScope,
  isObject,
  type JsonValue,
  type Message,
  type NodeContext,
  NodeFailure,
  timeOf,
  valueAt,
} from '../sdk/index.ts'

/** Originators that can carry telemetry and attributes over the link. */
const carriers = ['DEVICE', 'ASSET', 'ENTITY_VIEW', 'DASHBOARD', 'TENANT', 'CUSTOMER', 'USER', 'EDGE']

const dataActions = new Map([
  ['POST_TELEMETRY_REQUEST', 'TIMESERIES_UPDATED'],
  ['TIMESERIES_UPDATED', 'TIMESERIES_UPDATED'],
  ['POST_ATTRIBUTES_REQUEST', 'POST_ATTRIBUTES'],
  ['ATTRIBUTES_UPDATED', 'ATTRIBUTES_UPDATED'],
  ['ATTRIBUTES_DELETED', 'ATTRIBUTES_DELETED'],
])
const stateEvents = ['CONNECT_EVENT', 'DISCONNECT_EVENT', 'ACTIVITY_EVENT', 'INACTIVITY_EVENT']
const alarmTypes = ['ALARM', 'ALARM_CREATED', 'ALARM_UPDATED', 'ALARM_SEVERITY_UPDATED']
const alarmActs = ['ALARM_ACK', 'ALARM_CLEAR']

/** Compiles the way from messages to events. Throws `NodeFailure` for a message that can't become one. */
export function eventMaker(scope: AttributeScope, { clock }: NodeContext): (message: Message) => CloudEvent {
  return (message) => {
    const { id, type, originator } = message
    const made = { id, time: clock.now() }
    if (alarmTypes.includes(type) || alarmActs.includes(type)) {
      const action = alarmActs.includes(type) ? type : alarmAction(message)
      return { ...made, lane: 'general', type: 'ALARM', action, entityId: alarmId(message), body: null }
    }
    const action = dataActions.get(type) ?? stateAction(message)
    if (!carriers.includes(originator.entityType))
      throw new NodeFailure(`Data of a ${originator.entityType} can’t travel between edge and cloud`)
    const body = bodyOf(action, message, scope)
    return { ...made, lane: 'timeseries', type: originator.entityType, action, entityId: originator.id, body }
  }
}

function stateAction({ type, metadata }: Message): string {
  if (stateEvents.includes(type)) return metadata.scope ? 'ATTRIBUTES_UPDATED' : 'TIMESERIES_UPDATED'
  throw new NodeFailure(`Messages of the type ${type.slice(0, 60)} are not pushed; filter them out before`)
}

function alarmAction({ metadata }: Message): string {
  if (metadata.isNewAlarm?.toLowerCase() === 'true') return 'ADDED'
  return metadata.isClearedAlarm?.toLowerCase() === 'true' ? 'ALARM_CLEAR' : 'UPDATED'
}

function alarmId(message: Message): string {
  const id = valueAt(jsonOf(message), 'id')
  const plain = isObject(id) ? valueAt(id, 'id') : undefined
  if (typeof plain === 'string' && plain !== '') return plain
  throw new NodeFailure('The message holds no alarm: its data has no id')
}

function bodyOf(action: string, message: Message, otherwise: AttributeScope): CloudEvent['body'] {
  const data = jsonOf(message)
  const ts = timeOf(message)
  const scope = message.metadata.scope || otherwise
  switch (action) {
    case 'TIMESERIES_UPDATED':
      return { data, ts }
    case 'POST_ATTRIBUTES':
      return { kv: data, ts, scope, isPostAttributes: true }
    case 'ATTRIBUTES_UPDATED':
      return { kv: data, ts, scope }
    default:
      return { keys: deletedKeys(data), scope }
  }
}

function deletedKeys(data: JsonValue): string[] {
  const keys = valueAt(data, 'attributes')
  if (Array.isArray(keys) && keys.every((key) => typeof key === 'string')) return keys as string[]
  throw new NodeFailure(
    'The message does not say which attributes were deleted: “attributes” is no list of keys',
  )
}

function jsonOf({ dataType, data }: Message): JsonValue {
  if (dataType === 'JSON') return data
  throw new NodeFailure('The message holds no JSON, so it can’t be pushed')
}
