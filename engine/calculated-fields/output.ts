/** What becomes of results: a message into the chain of the entity, or values that are saved at once. */
import { stringifyJson } from '../rules/json.ts'
import { type EntityRef, Message } from '../rules/message.ts'
import type { ValuesCause } from '../rules/needs.ts'
import { isObject, type JsonObject, type JsonValue } from '../rules/values.ts'
import type { Field, Outcome, Output } from './field.ts'
import type { Change } from './gather.ts'
import type { World } from './world.ts'

/** Values that were saved by a field, which may be arguments of others. */
export interface FollowUp {
  readonly change: Change
  readonly cause: ValuesCause
}

/** Sends or saves what came out. Answers what was saved. */
export async function deliver(
  world: World,
  field: Field,
  entity: EntityRef,
  outcome: Outcome,
  cause: ValuesCause,
): Promise<FollowUp[]> {
  if (outcome.is === 'NOTHING') return []
  const calculatedBy = [...(cause.calculatedBy ?? []), field.stored.id]
  if (outcome.is === 'ALARM') {
    const { messageType, data, metadata } = outcome
    await send(world, entity, { type: messageType, data, metadata, calculatedBy }, cause)
    return []
  }
  const { output } = field.plan
  if (output === null) return []
  const followUps: FollowUp[] = []
  for (const to of outcome.to) {
    if (output.immediate === null) {
      await send(world, to, { ...messageOf(field, output, outcome.data), calculatedBy }, cause)
      continue
    }
    const changes =
      output.type === 'TIME_SERIES'
        ? await saveSeries(world, to, outcome.data, output.immediate, cause)
        : await saveAttributes(world, to, outcome.data as JsonObject, field, output, cause)
    if (output.immediate.calculates)
      for (const change of changes)
        followUps.push({
          change,
          cause: { ...cause, ...(to.id !== entity.id && { place: null }), calculatedBy },
        })
  }
  return followUps
}

interface Sent {
  readonly type: string
  readonly data: JsonValue
  readonly metadata: Readonly<Record<string, string>>
  readonly calculatedBy: readonly string[]
}

function messageOf(field: Field, output: Output, data: JsonValue): Omit<Sent, 'calculatedBy'> {
  const metadata = { calculatedFieldName: field.stored.name }
  return output.type === 'TIME_SERIES'
    ? { type: 'POST_TELEMETRY_REQUEST', data, metadata }
    : { type: 'POST_ATTRIBUTES_REQUEST', data, metadata: { ...metadata, scope: output.scope } }
}

async function send(world: World, originator: EntityRef, sent: Sent, cause: ValuesCause): Promise<void> {
  const about = await world.entities.byId(originator)
  const customerId = originator.entityType === 'CUSTOMER' ? originator.id : (about?.customerId ?? null)
  await world.enqueue(
    Message.of({
      id: world.identity.uuid(),
      // The time of the message that it comes of: when that is run again after a crash, nothing is saved twice.
      ts: cause.ts ?? world.clock.now(),
      tie: cause.ts === undefined ? 0 : (cause.tie ?? 0),
      originator,
      customerId,
      ...sent,
    }),
  )
}

async function saveSeries(
  { telemetry, clock }: World,
  entity: EntityRef,
  data: JsonValue,
  { ttl, history, latest, live }: Extract<Output, { type: 'TIME_SERIES' }>['immediate'] & object,
  cause: ValuesCause,
): Promise<Change[]> {
  const now = cause.ts ?? clock.now()
  const batches = (Array.isArray(data) ? data : [data]).map((each) => batchOf(each as JsonObject, now))
  const tie = (ts: number) => (cause.ts === ts ? (cause.tie ?? 0) : 0)
  await Promise.all(
    batches.map(({ ts, values }) =>
      telemetry.save(entity, ts, tie(ts), values, { history, latest, ttl, live }),
    ),
  )
  return batches.map(({ ts, values }) => ({ entity, scope: null, ts, values }))
}

function batchOf(data: JsonObject, now: number): { ts: number; values: JsonObject } {
  if (!Object.hasOwn(data, 'ts') || !isObject(data.values)) return { ts: now, values: data }
  if (!Number.isSafeInteger(data.ts)) throw new Error('“ts” of the result is not a time in milliseconds')
  return { ts: data.ts as number, values: data.values }
}

async function saveAttributes(
  world: World,
  entity: EntityRef,
  values: JsonObject,
  field: Field,
  { scope, immediate }: Extract<Output, { type: 'ATTRIBUTES' }>,
  cause: ValuesCause,
): Promise<Change[]> {
  if (immediate === null) return []
  const ts = world.clock.now()
  const wanted = immediate.onlyChanges ? await changed(world, entity, scope, values) : values
  if (Object.keys(wanted).length === 0) return []
  if (immediate.saves) {
    await world.attributes.save(entity, scope, wanted, ts)
    if (scope === 'SHARED_SCOPE' && entity.entityType === 'DEVICE') world.notifyShared(entity.id, wanted)
    if (immediate.tells && scope !== 'CLIENT_SCOPE') {
      const metadata = { scope, calculatedFieldName: field.stored.name }
      const calculatedBy = [...(cause.calculatedBy ?? []), field.stored.id]
      await send(world, entity, { type: 'ATTRIBUTES_UPDATED', data: wanted, metadata, calculatedBy }, cause)
    }
  }
  return [{ entity, scope, ts, values: wanted }]
}

/** The values that differ from the stored ones, in value or in type (5 and 5.0 are two). */
async function changed(
  { attributes }: World,
  entity: EntityRef,
  scope: Extract<Output, { type: 'ATTRIBUTES' }>['scope'],
  values: JsonObject,
): Promise<JsonObject> {
  const stored = await attributes.read(entity, scope, Object.keys(values))
  const different = Object.entries(values).filter(
    ([key, value]) =>
      !Object.hasOwn(stored, key) || stringifyJson(stored[key] ?? null) !== stringifyJson(value),
  )
  return Object.fromEntries(different)
}
