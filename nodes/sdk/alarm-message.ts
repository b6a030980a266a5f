/** What the nodes about alarms share: the script that builds details, alarms in messages, and what they tell. */
import {
  type Alarm,
  type AlarmCause,
  alarmJson,
  type Severity,
  severities,
} from '../../engine/rules/alarms.ts'
import type { NodeContext } from '../../engine/rules/context.ts'
import { NodeFailure } from '../../engine/rules/failure.ts'
import { stringifyJson } from '../../engine/rules/json.ts'
import { type EntityRef, Message } from '../../engine/rules/message.ts'
import type { ScriptLanguage } from '../../engine/rules/needs.ts'
import { isObject, type JsonObject, type JsonValue, numberOf, valueAt } from '../../engine/rules/values.ts'
import { type FieldSpec, field } from './fields.ts'
import { compileScript } from './scripted.ts'

export interface DetailsConfig {
  readonly scriptLang?: ScriptLanguage | undefined
  readonly alarmDetailsBuildJs?: string | undefined
  readonly alarmDetailsBuildTbel?: string | undefined
}

const startingJs = `var details = {};
if (metadata.prevAlarmDetails) {
    details = JSON.parse(metadata.prevAlarmDetails);
}
return details;`

const startingTbel = `var details = {};
if (metadata.prevAlarmDetails != null) {
    details = JSON.parse(metadata.prevAlarmDetails);
}
return details;`

// biome-ignore lint/suspicious/noTemplateCurlyInString: it is what the person writes
export const typeHint = 'As “High temperature”; ${key} takes from metadata, $[key] from the message'

/** The fields of the script that builds an alarm's details. */
export function detailsFields(showWhen?: FieldSpec['showWhen']) {
  const bodies = { JS: 'alarmDetailsBuildJs', TBEL: 'alarmDetailsBuildTbel' }
  const about = {
    label: 'Details',
    hint: 'Returns the details as an object; metadata.prevAlarmDetails holds those of the alarm that is there, as JSON',
    script: { language: 'scriptLang', bodies },
  }
  return {
    scriptLang: field.optional(
      field.choice({
        label: 'Language',
        options: [
          { value: 'JS', label: 'JavaScript' },
          { value: 'TBEL', label: 'TBEL' },
        ],
        default: 'JS',
        ...(showWhen && { showWhen }),
      }),
    ),
    alarmDetailsBuildJs: field.script({
      ...about,
      default: startingJs,
      showWhen: { field: 'scriptLang', is: ['JS'] },
    }),
    alarmDetailsBuildTbel: field.script({
      ...about,
      default: startingTbel,
      showWhen: { field: 'scriptLang', is: ['TBEL'] },
    }),
  }
}

export interface DetailsScript {
  /** Runs for a message; the script sees the details that the alarm has so far, where it has any. */
  details(message: Message, previous: JsonValue): JsonValue
  close(): void
}

export function compileDetails(config: DetailsConfig, context: Pick<NodeContext, 'scripts'>): DetailsScript {
  const { scriptLang, alarmDetailsBuildJs: jsScript, alarmDetailsBuildTbel: tbelScript } = config
  const script = compileScript({ scriptLang, jsScript, tbelScript }, context)
  return {
    details({ data, metadata, type }, previous) {
      const seen = previous === null ? metadata : { ...metadata, prevAlarmDetails: stringifyJson(previous) }
      return script.runWith({ msg: data, metadata: seen, msgType: type }) ?? null
    },
    close: () => script.close(),
  }
}

/** Which message at which node changes an alarm, and what it said. */
export function causeOf(
  { id, data, flight, place }: Message,
  { id: nodeId, chainId }: NodeContext['node'],
): AlarmCause {
  return {
    chainId,
    nodeId,
    messageId: id,
    ...(flight && { flight: flight.number }),
    ...(place && { place }),
    ...(isObject(data) && { values: data }),
  }
}

/** The handled message as it goes on: the alarm in it, and a flag for what happened. */
export function alarmMessage(message: Message, alarm: Alarm, tenantId: string, flag: string): Message {
  return message.with({
    type: 'ALARM',
    dataType: 'JSON',
    data: alarmJson(alarm, tenantId),
    metadata: { ...message.metadata, [flag]: 'true' },
  })
}

/** The message by which the chains hear of a change to an alarm. */
export function alarmEvent(type: string, alarm: Alarm, tenantId: string, context: NodeContext): Message {
  const { identity, clock, node } = context
  return Message.of({
    id: identity.uuid(),
    ts: clock.now(),
    type,
    originator: alarm.originator,
    customerId: alarm.customerId,
    metadata: { ruleNodeId: node.id },
    data: alarmJson(alarm, tenantId),
  })
}

/** Members of an alarm in a message body; what the body does not say is undefined. */
export interface AlarmInBody {
  readonly id: string | undefined
  readonly type: string | undefined
  readonly originator: EntityRef | undefined
  readonly customerId: string | undefined
  readonly severity: Severity | undefined
  readonly startTs: number
  readonly endTs: number
  readonly details: JsonValue
  readonly propagate: boolean
  readonly propagateToOwner: boolean
  readonly propagateToTenant: boolean
  readonly propagateRelationTypes: readonly string[]
}

/** The alarm that a message carries. Throws `NodeFailure` for a body that is none. */
export function alarmIn(message: Message): AlarmInBody {
  const { data } = message
  if (message.dataType !== 'JSON' || !isObject(data)) throw new NodeFailure('The message holds no alarm')
  const text = (key: string) => memberOf(data, key, (value) => typeof value === 'string', 'text') as string
  const flag = (key: string) =>
    memberOf(data, key, (value) => typeof value === 'boolean', 'true or false') === true
  const time = (key: string) =>
    numberOf(memberOf(data, key, (value) => numberOf(value) !== undefined, 'a time in milliseconds')) ?? 0
  const severity = text('severity') as Severity | undefined
  if (severity !== undefined && !severities.includes(severity))
    throw new NodeFailure(`The message holds no alarm: “${severity}” is no severity`)
  return {
    id: refIn(data, 'id')?.id,
    type: text('type'),
    originator: refIn(data, 'originator'),
    customerId: refIn(data, 'customerId')?.id,
    severity,
    startTs: time('startTs'),
    endTs: time('endTs'),
    details: valueAt(data, 'details') ?? null,
    propagate: flag('propagate'),
    propagateToOwner: flag('propagateToOwner'),
    propagateToTenant: flag('propagateToTenant'),
    propagateRelationTypes: textsIn(data, 'propagateRelationTypes'),
  }
}

function memberOf(
  data: JsonObject,
  key: string,
  isRight: (value: JsonValue) => boolean,
  expected: string,
): JsonValue | undefined {
  const value = valueAt(data, key) ?? undefined
  if (value === undefined || isRight(value)) return value
  throw new NodeFailure(`The message holds no alarm: its “${key}” is not ${expected}`)
}

function refIn(data: JsonObject, key: string): EntityRef | undefined {
  const value = memberOf(data, key, isObject, 'an id with its type')
  if (value === undefined) return undefined
  const [entityType, id] = [valueAt(value, 'entityType'), valueAt(value, 'id')]
  if (typeof entityType === 'string' && typeof id === 'string') return { entityType, id }
  throw new NodeFailure(`The message holds no alarm: its “${key}” is not an id with its type`)
}

function textsIn(data: JsonObject, key: string): readonly string[] {
  const value = memberOf(data, key, Array.isArray, 'a list') as readonly JsonValue[] | undefined
  return (value ?? []).map(String)
}
