/** What a node did to the world of the bench, compared with what a behaviour case expects ("sideEffects"). */
import type { Caller } from '../../engine/rules/message.ts'
import type { EntityRef, JsonObject, JsonValue, Message } from '../../nodes/sdk/index.ts'
import { isObject } from '../../nodes/sdk/index.ts'
import type { Deed, World } from '../../nodes/sdk/play.ts'
import { type Expectation, sameValue } from './node-messages.ts'

/** `{saveRelation: {from, to, type}}`, `{unassign: 'DEVICE:d1'}` … */
export type Effect = Readonly<Record<string, JsonValue>>

export function checkEffects(world: World, { sideEffects, enqueued }: Expectation): string | undefined {
  if (sideEffects === undefined) return undefined
  const expectsChain = enqueued?.some(({ ruleChainId }) => ruleChainId !== undefined) ?? false
  const { deeds } = world
  const done = `it did ${JSON.stringify(deeds)}`
  // Cases about alarms name the message that tells of one only where it matters.
  const isQuiet = sideEffects.some((effect) => Object.keys(effect).some((kind) => kind.startsWith('alarm')))
  const namesMessage = sideEffects.some((effect) => 'enqueueToRoot' in effect)
  const seen = deeds.filter(
    (deed) =>
      !('notify' in deed || 'acknowledge' in deed || 'requeue' in deed) &&
      // Where no chain called this one, the message just ends.
      !('leave' in deed && deed.message.callers === null) &&
      !('enter' in deed && expectsChain) &&
      !(isQuiet && !namesMessage && 'enqueue' in deed) &&
      !('calculate' in deed && deeds.some((other) => isSavedFor(other, deed))),
  )
  if (seen.length !== sideEffects.length) return done
  const wrong = sideEffects.findIndex(
    (effect, index) => !isMet(effect, effectOf(seen[index] as Deed, deeds, effect), world),
  )
  return wrong === -1 ? undefined : `effect ${wrong + 1} is another: ${done}`
}

type Calculated = Extract<Deed, { calculate: JsonObject }>

/** Whether calculated fields were told of what that deed saved: the cases have the two in one. */
function isSavedFor(deed: Deed, { calculate }: Calculated): boolean {
  if ('show' in deed) return deed.show === calculate
  return 'save' in deed && deed.save !== 'relation' && deed.values === calculate
}

/** Live views were told of attributes that are not saved. */
function shown({ show, entity, scope }: Extract<Deed, { show: JsonObject }>, all: readonly Deed[]): Effect {
  const processCalculatedFields = all.some((each) => 'calculate' in each && each.calculate === show)
  const strategy = { ...onlyFields, sendWsUpdate: true, processCalculatedFields }
  return { saveAttributes: { entity: textOf(entity), values: show, scope, strategy } }
}

/** Calculated fields were told of what was not saved: by their own node, or by a save node that does nothing else. */
function calculated({ calculate, entity, scope, ts }: Calculated): Effect {
  const at = { entity: textOf(entity), values: calculate }
  if (scope !== null)
    return {
      calculatedFields: { attributes: calculate, scope },
      saveAttributes: { ...at, scope, strategy: onlyFields },
    }
  return {
    calculatedFields: { telemetry: calculate, ts },
    saveTimeseries: { ...at, ts, strategy: onlyFields },
  }
}

const onlyFields = {
  saveTimeseries: false,
  saveLatest: false,
  saveAttributes: false,
  sendWsUpdate: false,
  processCalculatedFields: true,
}

/** A deed in the words of the cases; of a chain that is entered, in the word that the case has for it. */
function effectOf(deed: Deed, all: readonly Deed[], wanted: Effect): Effect {
  if ('save' in deed) return saved(deed, all)
  if ('calculate' in deed) return calculated(deed)
  if ('show' in deed) return shown(deed, all)
  if ('remove' in deed) return removed(deed, all)
  if ('event' in deed)
    return {
      deviceState: {
        event: deed.event.replace('_EVENT', '').toLowerCase(),
        device: `DEVICE:${deed.device}`,
        ts: deed.ts,
      },
    }
  if ('enqueue' in deed) {
    return { enqueueToRoot: messageEffect(deed.enqueue) }
  }
  if ('alarm' in deed) {
    const { originator, ...alarm } = deed.result.alarm
    const kind = `alarm${deed.alarm.charAt(0).toUpperCase()}${deed.alarm.slice(1)}`
    return { [kind]: { ...alarm, originator: textOf(originator) } as JsonObject }
  }
  if ('create' in deed) {
    const { ref, name, type } = deed.create
    const createEntity = { entityType: ref.entityType, name, type }
    return ref.entityType === 'CUSTOMER' ? { createCustomer: name, createEntity } : { createEntity }
  }
  if ('assign' in deed) {
    const { assign, customerId } = deed
    if (customerId === null) return { unassign: textOf(assign) }
    return { assign: { entity: textOf(assign), customer: `CUSTOMER:${customerId}` } }
  }
  if ('unassign' in deed) return { unassign: textOf(deed.unassign), customer: `CUSTOMER:${deed.customerId}` }
  if ('insert' in deed) return { cassandraInsert: { table: `cs_tb_${deed.insert}`, row: deed.row.values } }
  if ('leave' in deed) {
    const { chainId, nodeId, outer } = deed.message.callers as Caller
    return { output: { relation: deed.leave, chain: chainId, node: nodeId, stack: stackOf(outer) } }
  }
  if ('enter' in deed) {
    const about = { chain: deed.enter, ruleChainId: deed.enter, ...messageEffect(deed.message) }
    return Object.fromEntries(
      Object.entries(wanted).map(([word, value]) => [word, isObject(value) ? about : deed.enter]),
    )
  }
  if ('log' in deed) return { log: deed.log }
  return called(deed)
}

function messageEffect({ type, originator, data, metadata, callers }: Message): JsonObject {
  const about = { originator: textOf(originator), originatorType: originator.entityType }
  return { type, ...about, data, metadata: { ...metadata }, stack: stackOf(callers) }
}

/** `[[chain, node], …]`, the innermost last. */
function stackOf(callers: Caller | null): string[][] {
  return callers === null ? [] : [...stackOf(callers.outer), [callers.chainId, callers.nodeId]]
}

function saved(deed: Extract<Deed, { save: string }>, all: readonly Deed[]): Effect {
  if (deed.save === 'relation') {
    const { from, to, type } = deed.relation
    return { saveRelation: { from: textOf(from), to: textOf(to), type } }
  }
  const { values } = deed
  const entity = textOf(deed.entity)
  const processCalculatedFields = all.some((each) => 'calculate' in each && isSavedFor(deed, each))
  if (deed.save === 'attributes') {
    // Whether a device is told of what it can't see changes nothing, so only of shared attributes it is looked at.
    const told = deed.scope === 'SHARED_SCOPE' ? { notifyDevice: isTold(all) } : {}
    const { live = true } = deed
    const strategy = { saveAttributes: true, sendWsUpdate: live, processCalculatedFields }
    return { saveAttributes: { entity, values, scope: deed.scope, ...told, strategy } }
  }
  const { history, latest, live = true, ttl } = deed.options
  const strategy = {
    saveTimeseries: history,
    saveLatest: latest,
    sendWsUpdate: live,
    processCalculatedFields,
  }
  return { saveTimeseries: { entity, values, ts: deed.ts, ttl, strategy } }
}

function removed(deed: Extract<Deed, { remove: string }>, all: readonly Deed[]): Effect {
  if (deed.remove === 'relation') {
    const { from, to, type } = deed.relation
    return { deleteRelation: { from: textOf(from), to: textOf(to), type } }
  }
  const { entity, scope, keys } = deed
  return { deleteAttributes: { entity: textOf(entity), scope, keys, notifyDevice: isTold(all) } }
}

/** What devices, edges and people who wait were told. */
function called(deed: Deed): Effect {
  if ('call' in deed) {
    const { deviceId, method, params, additionalInfo, retries, expirationTime } = deed.call
    return {
      rpcRequest: {
        device: `DEVICE:${deviceId}`,
        requestUUID: deed.call.id,
        method,
        body: params,
        additionalInfo,
        oneway: deed.call.isOneWay,
        persisted: deed.call.isPersistent,
        retries,
        restApiCall: deed.call.isRestCall,
        expirationTime,
      },
    }
  }
  if ('answer' in deed) {
    const { answer, device, sessionId, requestId } = deed
    return { rpcReply: { body: answer, device: `DEVICE:${device}`, sessionId, requestId } }
  }
  if ('restReply' in deed) return { restReply: { serviceId: deed.serviceId, requestUUID: deed.requestId } }
  if ('edgeEvent' in deed) {
    const { type, action, entityId, body } = deed.edgeEvent
    return { edgeEvent: { edge: deed.edge, type, action, entity: `${type}:${entityId}`, body } }
  }
  if ('cloudEvent' in deed) {
    const { type, action, entityId, body } = deed.cloudEvent
    return { cloudEvent: { type, action, entity: `${type}:${entityId}`, body } }
  }
  return {}
}

function isTold(all: readonly Deed[]): boolean {
  return all.some((each) => 'notify' in each)
}

/** Whether everything that is expected is there; what a case does not name may be anything. */
function isMet(wanted: Effect, found: Effect, world: World): boolean {
  return Object.entries(wanted).every(([kind, expected]) => {
    const done = Object.hasOwn(found, kind) ? (found[kind] ?? null) : undefined
    if (done === undefined) return false
    if (!isObject(expected)) return sameValue(done, expected)
    return isObject(done) && holds(done, expected, world)
  })
}

function holds(done: JsonObject, expected: JsonObject, world: World): boolean {
  return Object.entries(expected).every(([key, value]) => {
    const found = Object.hasOwn(done, key) ? (done[key] ?? null) : null
    if (key === 'ts' && value === 'now') return found === world.time
    if (key === 'metadataContains' && isObject(value))
      return isObject(done.metadata) && holds(done.metadata, value, world)
    if (key === 'strategy' && isObject(value) && isObject(found)) return holds(found, value, world)
    if (key === 'notifyDevice' && !Object.hasOwn(done, key)) return true
    // What the profile of the tenant says, and whether types survive: not of the bench.
    if ((key === 'ttl' && typeof value !== 'number') || key === 'typed') return true
    // Which server asked, and the number of a call on the wire, no node decides here.
    if (Object.hasOwn(done, 'requestUUID') && ['originServiceId', 'requestId'].includes(key)) return true
    return sameValue(found, value)
  })
}

function textOf({ entityType, id }: EntityRef): string {
  return `${entityType}:${id}`
}
