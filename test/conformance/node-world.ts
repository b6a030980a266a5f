/** The world of a behaviour case (nodes.json, "conventions") as the bench for nodes has it. */
import type { Alarm } from '../../engine/rules/alarms.ts'
import type { CallError } from '../../engine/rules/calls.ts'
import type { CustomTables } from '../../engine/rules/custom-tables.ts'
import type { RelationGroup } from '../../engine/rules/entities.ts'
import type { Caller } from '../../engine/rules/message.ts'
import type { DeviceSummary, LoginOfDevice, Needs } from '../../engine/rules/needs.ts'
import {
  type EntityRef,
  isObject,
  type JsonObject,
  type JsonValue,
  NodeFailure,
} from '../../nodes/sdk/index.ts'
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
  readonly relations?: readonly {
    readonly from: Ref
    readonly to: Ref
    readonly type: string
    readonly typeGroup?: RelationGroup
  }[]
  readonly entities?: Record<Ref, JsonObject>
  readonly profileOf?: Record<Ref, { readonly name: string; readonly defaultRuleChainId?: string }>
  readonly customerOf?: Record<Ref, string>
  readonly entityViews?: readonly {
    readonly id: string
    readonly entity?: Ref
    readonly startTimeMs?: number
    readonly endTimeMs?: number
    readonly keys?: {
      readonly timeseries?: readonly string[]
      readonly attributes?: Readonly<Record<'cs' | 'ss' | 'sh', readonly string[]>>
    }
  }[]
  readonly deviceCredentials?: Record<Ref, LoginOfDevice>
  readonly deviceProfile?: Record<Ref, JsonObject>
  readonly geofencingState?: JsonObject
  readonly relatedEdges?: Record<Ref, readonly string[]>
  readonly selfNode?: {
    readonly id?: string
    readonly name?: string
    readonly queueName?: string
    readonly ruleChainId?: string
  }
  /** the chains and nodes that called this one, the innermost last */
  readonly stack?: readonly (readonly [chainId: string, nodeId: string])[]
  readonly serviceId?: string
  readonly enqueueFails?: boolean
  readonly alarms?: readonly JsonObject[]
  readonly alarmCreationDisabled?: boolean
  readonly cassandra?: { readonly tables?: Record<string, readonly string[]> } | null
  readonly rpcResponse?: { readonly response?: string | null; readonly error?: string | null }
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

const selfId = 'self'

/** @param about the class of the node, and what the first message is about */
export function worldOf(
  context: Context,
  about: { readonly node: string; readonly originator: EntityRef },
): World {
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
  addEntities(world, context, about)
  for (const { from, to, type, typeGroup = 'COMMON' } of context.relations ?? [])
    world.relations.add({ from: entityOf(from), to: entityOf(to), type, typeGroup })
  addViews(world, context, about.originator)
  addAlarms(world, context, about.originator)
  addDeviceProfiles(world, context)
  addOthers(world, context, about.node)
  return world
}

/** An entity is there when anything is known of it. */
function addEntities(
  world: World,
  context: Context,
  { node, originator }: Parameters<typeof worldOf>[1],
): void {
  const { entities = {}, profileOf = {}, customerOf = {} } = context
  const refs = new Set([...Object.keys(entities), ...Object.keys(profileOf), ...Object.keys(customerOf)])
  // A case that says whose things are, or gives them to somebody, has its originator.
  if (context.customerOf !== undefined || /\.Tb(Assign|Unassign)\w+Node$/.test(node))
    refs.add(`${originator.entityType}:${originator.id}`)
  for (const ref of refs) {
    const { name, title, email, type, label, customerId, deviceProfileId, assetProfileId, ...fields } =
      entities[ref] ?? {}
    const entity = entityOf(ref)
    const isPerson = entity.entityType === 'USER'
    const profile = deviceProfileId ?? assetProfileId ?? null
    const about = {
      name: textOf(name ?? title ?? (isPerson ? email : undefined)) ?? entity.id,
      type: profileOf[ref]?.name ?? textOf(type) ?? 'default',
      label: textOf(label) ?? null,
      profileId: isObject(profile) ? String(profile.id) : 'p1',
      customerId: customerOf[ref] ?? (isObject(customerId) ? String(customerId.id) : null),
      defaultRuleChainId: profileOf[ref]?.defaultRuleChainId ?? null,
      ...(typeof fields.createdTime === 'number' && { createdTime: fields.createdTime }),
    }
    world.entities.add(entity, {
      ...about,
      fields: {
        ...fields,
        ...(email !== undefined && { email }),
        ...(typeof label === 'string' && { label }),
      },
    })
    if (entity.entityType === 'DEVICE') world.devices.set(entity.id, { id: entity.id, ...about })
  }
  for (const end of (context.relations ?? []).flatMap(({ from, to }) => [entityOf(from), entityOf(to)]))
    if (end.entityType === 'DEVICE') addDevice(world, end.id)
}

/** A device of which nothing else is known. */
function addDevice(world: World, id: string): DeviceSummary {
  const known = world.devices.get(id)
  const device = known ?? { id, name: id, type: 'default', label: null, profileId: 'p1', customerId: null }
  world.devices.set(id, device)
  return device
}

function addViews(world: World, { entityViews = [] }: Context, originator: EntityRef): void {
  for (const { id, entity, startTimeMs = 0, endTimeMs = 0, keys = {} } of entityViews)
    world.entities.views.push({
      id,
      name: id,
      entity: entity === undefined ? originator : entityOf(entity),
      startTime: startTimeMs,
      endTime: endTimeMs,
      clientKeys: keys.attributes?.cs ?? [],
      sharedKeys: keys.attributes?.sh ?? [],
      serverKeys: keys.attributes?.ss ?? [],
      timeseriesKeys: keys.timeseries ?? [],
    })
}

/** Alarms are of the message's originator where the case does not say whose. */
function addAlarms(world: World, context: Context, messageOriginator: EntityRef): void {
  world.alarms.isFull = context.alarmCreationDisabled ?? false
  for (const { id, originator, ...alarm } of context.alarms ?? [])
    world.alarms.add({
      type: 'General Alarm',
      severity: 'CRITICAL',
      ...(alarm as Partial<Alarm>),
      ...(isObject(id) && { id: String(id.id) }),
      originator: isObject(originator) ? (originator as unknown as EntityRef) : messageOriginator,
    })
}

/** A device that has a profile is there, even where nothing else is known of it. */
function addDeviceProfiles(world: World, { deviceProfile = {} }: Context): void {
  for (const [ref, profileData] of Object.entries(deviceProfile)) {
    const { id } = entityOf(ref)
    world.profiles.set(id, profileData, addDevice(world, id).profileId)
  }
}

function addOthers(world: World, { rpcResponse, relatedEdges }: Context, node: string): void {
  const { response, error } = rpcResponse ?? {}
  if (rpcResponse !== undefined)
    world.calls.answersToAll =
      typeof error === 'string' ? { error: error as CallError } : { response: response ?? null }
  // These two run where edges connect to.
  if (relatedEdges === undefined && !/\.(TbMsgPushToEdge|TbSendRPCReply)Node$/.test(node)) return
  const edges = Object.entries(relatedEdges ?? {}).map(([ref, ids]) => [ref.replace(':', ' '), ids] as const)
  world.calls.edges = new Map(edges)
}

export function nodeOf({ selfNode = {} }: Context) {
  const { id = selfId, name, queueName, ruleChainId } = selfNode
  return {
    id,
    ...(name && { name }),
    ...(queueName && { queueName }),
    ...(ruleChainId && { chainId: ruleChainId }),
  }
}

/** Who called the chain of a message. */
export function callersOf({ stack = [] }: Context): Caller | null {
  return stack.reduce<Caller | null>((outer, [chainId, nodeId]) => ({ chainId, nodeId, outer }), null)
}

/** The parts of the world that a case wants broken, or has other than the bench. */
export function brokenNeeds({ stateServiceFails, cassandra }: Context, world: World): Partial<Needs> {
  return {
    ...(stateServiceFails && {
      deviceStates: { record: () => Promise.reject(new Error('The state of devices can’t be set now')) },
    }),
    ...(cassandra?.tables && { customTables: tablesOf(cassandra.tables, world) }),
  }
}

/** Only the tables and columns that a case lists are there. */
function tablesOf(tables: Record<string, readonly string[]>, world: World): CustomTables {
  return {
    async insert(name, row) {
      const columns = tables[`cs_tb_${name}`] ?? []
      const missing = Object.keys(row.values).find((column) => !columns.includes(column))
      if (missing !== undefined) throw new NodeFailure(`cs_tb_${name} has no ${missing}`)
      world.deeds.push({ insert: name, row })
    },
  }
}

function entityOf(ref: Ref): EntityRef {
  const [entityType = '', id = ''] = ref.split(':')
  return { entityType, id }
}

function textOf(value: JsonValue | undefined): string | undefined {
  return typeof value === 'string' ? value : undefined
}
