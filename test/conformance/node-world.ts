/** The world of a behaviour case (nodes.json, "conventions") as the bench for nodes has it. */
import type { LoginOfDevice, Needs } from '../../engine/rules/needs.ts'
import { type EntityRef, isObject, type JsonObject, type JsonValue } from '../../nodes/sdk/index.ts'
import { World } from '../../nodes/sdk/play.ts'

/** `DEVICE:d1` */
type Ref = string

interface Sample {
  readonly ts: number
  readonly value: JsonValue
}

export interface Context {
  readonly now?: number
  readonly attributes?: Record<Ref, Record<string, Record<string, JsonValue>>>
  readonly latestTelemetry?: Record<Ref, Record<string, Sample>>
  readonly history?: Record<Ref, Record<string, readonly Sample[]>>
  readonly entities?: Record<Ref, JsonObject>
  readonly profileOf?: Record<Ref, { readonly name: string; readonly defaultRuleChainId?: string }>
  readonly customerOf?: Record<Ref, string>
  readonly deviceCredentials?: Record<Ref, LoginOfDevice>
  readonly geofencingState?: JsonObject
  readonly selfNode?: { readonly id?: string; readonly name?: string; readonly ruleChainId?: string }
  readonly serviceId?: string
  readonly enqueueFails?: boolean
  readonly stateServiceFails?: boolean
}

export const originatorIds: Record<string, string> = {
  DEVICE: 'd1',
  ASSET: 'a1',
  CUSTOMER: 'c1',
  TENANT: 't1',
  DASHBOARD: 'db1',
  ALARM: 'al1',
}

const selfId = 'node'

/** Whether a case asks about something that Weir does not hold yet: relations, alarms, entities other than devices. */
export function isBeyondUs(each: {
  readonly node: string
  readonly context?: Context
  readonly input?: { readonly context?: Context }
}): boolean {
  const context: Context & { readonly relations?: unknown; readonly alarms?: unknown } =
    each.context ?? each.input?.context ?? {}
  if (context.relations !== undefined || context.alarms !== undefined) return true
  return Object.keys(context.entities ?? {}).some((ref) => !ref.startsWith('DEVICE:'))
}

export function worldOf(context: Context): World {
  const world = new World()
  if (context.now !== undefined) world.time = context.now
  world.server.tenantId = 't1'
  world.server.name = context.serviceId ?? world.server.name
  world.isQueueFull = context.enqueueFails ?? false
  for (const [ref, scopes] of Object.entries(context.attributes ?? {}))
    for (const [scope, values] of Object.entries(scopes))
      for (const [key, value] of Object.entries(values))
        world.attributesOf(entityOf(ref), scope).set(key, value)
  for (const [ref, latest] of Object.entries(context.latestTelemetry ?? {}))
    for (const [key, sample] of Object.entries(latest)) world.historyOf(entityOf(ref)).set(key, [sample])
  for (const [ref, history] of Object.entries(context.history ?? {}))
    for (const [key, samples] of Object.entries(history))
      world.historyOf(entityOf(ref)).set(key, [...samples])
  for (const [ref, login] of Object.entries(context.deviceCredentials ?? {}))
    world.credentials.set(entityOf(ref).id, login)
  if (context.geofencingState !== undefined)
    for (const id of Object.values(originatorIds)) world.setState(selfId, id, context.geofencingState)
  addDevices(world, context)
  return world
}

/** A device is there when anything is known of it. */
function addDevices(world: World, { entities = {}, profileOf = {}, customerOf = {} }: Context): void {
  const refs = new Set([...Object.keys(entities), ...Object.keys(profileOf), ...Object.keys(customerOf)])
  for (const ref of refs) {
    const { entityType, id } = entityOf(ref)
    if (entityType !== 'DEVICE') continue
    const { name, type, label, additionalInfo, deviceProfileId } = entities[ref] ?? {}
    world.devices.set(id, {
      id,
      name: textOf(name) ?? id,
      type: profileOf[ref]?.name ?? textOf(type) ?? 'default',
      label: textOf(label) ?? null,
      profileId: isObject(deviceProfileId) ? String(deviceProfileId.id) : 'p1',
      customerId: customerOf[ref] ?? null,
      defaultRuleChainId: profileOf[ref]?.defaultRuleChainId ?? null,
      ...(isObject(additionalInfo) && { additionalInfo }),
    })
  }
}

export function nodeOf({ selfNode = {} }: Context) {
  const { id = selfId, name, ruleChainId } = selfNode
  return { id, ...(name && { name }), ...(ruleChainId && { chainId: ruleChainId }) }
}

/** The parts of the world that a case wants broken. */
export function brokenNeeds({ stateServiceFails }: Context): Partial<Needs> {
  if (!stateServiceFails) return {}
  return {
    deviceStates: { record: () => Promise.reject(new Error('The state of devices can’t be set now')) },
  }
}

function entityOf(ref: Ref): EntityRef {
  const [entityType = '', id = ''] = ref.split(':')
  return { entityType, id }
}

function textOf(value: JsonValue | undefined): string | undefined {
  return typeof value === 'string' ? value : undefined
}
