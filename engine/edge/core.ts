import { hostname } from 'node:os'
import { join } from 'node:path'
import type { Catalogue } from '../../nodes/sdk/catalogue.ts'
import { libraryOf } from '../../nodes/sdk/library.ts'
import { AlarmRoom } from '../alarms/open.ts'
import type { CalculatedFieldRunner } from '../calculated-fields/calculated-fields.ts'
import { Outbox } from '../cloud/outbox.ts'
import type { Config } from '../config.ts'
import { Activity, type ActivityEvent } from '../devices/activity.ts'
import { DeviceGate } from '../devices/device-gate.ts'
import { DeviceProfiles } from '../devices/device-profiles.ts'
import { Identities } from '../devices/identities.ts'
import { ProfileChains } from '../devices/profile-chains.ts'
import { Refusals } from '../devices/refusals.ts'
import { Sessions } from '../devices/sessions.ts'
import { Ingress } from '../ingress/ingress.ts'
import { Queues } from '../ingress/queues.ts'
import type { Journal } from '../journal/journal.ts'
import { RuleEngine } from '../rules/engine.ts'
import type { EntitySummary } from '../rules/entities.ts'
import { Inbox } from '../rules/inbox.ts'
import type { NodeLibrary } from '../rules/library.ts'
import { Message } from '../rules/message.ts'
import type { Clock, DeviceSummary, Identity, Logger, Needs, Scripts } from '../rules/needs.ts'
import { isObject, type JsonObject, numberOf, valueAt } from '../rules/values.ts'
import { createScripts } from '../scripts/scripts.ts'
import type { Store } from '../store/store.ts'
import type { DeviceIdentity } from '../transports/gate.ts'
import { heardAttributes, openCalculatedFields } from './calculated-fields.ts'
import { type CallRooms, openCalls } from './calls.ts'
import { randomIdentity } from './clock.ts'
import { DeadLetters } from './dead-letters.ts'
import { EventLog } from './event-log.ts'

/** What everything of an edge stands on. */
export interface Ground {
  readonly config: Config
  readonly store: Store
  readonly clock: Clock
  readonly identity: Identity
  readonly log: Logger
  /** Called at the end, last given first. */
  readonly onClose: (close: () => unknown) => void
}

/** The way of a message, from the gate of the transports to the rules. */
export interface Core {
  readonly scripts: Scripts
  readonly library: NodeLibrary
  /** the world as nodes see it */
  readonly needs: Needs
  readonly engine: RuleEngine
  readonly queues: Queues
  readonly inbox: Inbox
  readonly journal: Journal
  readonly ingress: Ingress
  readonly deadLetters: DeadLetters
  readonly events: EventLog
  readonly alarms: AlarmRoom
  readonly sessions: Sessions
  readonly refusals: Refusals
  readonly identities: Identities
  readonly profileChains: ProfileChains
  readonly activity: Activity
  readonly calls: CallRooms
  readonly calculatedFields: CalculatedFieldRunner
  readonly outbox: Outbox
  readonly gate: DeviceGate
}

/** Opens the journals and puts the rooms behind the transports together. No chain is deployed and nothing runs yet. */
export async function openCore(ground: Ground, nodes: Catalogue): Promise<Core> {
  const { config, store, clock, identity, log, onClose } = ground
  const scripts = await createScripts()
  const sessions = new Sessions()
  const refusals = new Refusals()
  const identities = new Identities(store)
  onClose(forgetChangedIdentities(store, identities))
  const profileChains = new ProfileChains(store, log)
  onClose(() => profileChains.close())
  await profileChains.read()
  const deadLetters = new DeadLetters(store.deadLetters, clock, identity)
  const append: Ingress['append'] = (message, entry) => ingress.append(message, entry)

  const appendEvent = (message: Message) => append(message, null)
  const alarms = await AlarmRoom.open({ store, clock, identity, log, append: appendEvent })

  const calls = openCalls(ground, { serverName: hostname(), identities, ingress: () => ingress })
  const outbox = await openOutbox(ground)

  const calculatedFields = openCalculatedFields(ground, {
    scripts,
    sessions,
    alarms: alarms.rules,
    serverName: hostname(),
    events: () => events,
    enqueue: appendEvent,
  })

  const library = libraryOf(nodes)
  const needs = needsOf(ground, {
    scripts,
    sessions,
    alarms,
    calls,
    outbox,
    calculatedFields,
    append,
    activity: () => activity,
  })
  const events = new EventLog({ events: store.events, clock, log, server: hostname() })
  onClose(() => events.close())
  const engine = new RuleEngine({
    library,
    needs,
    append,
    observer: events,
    chainOf: (message) => profileChains.of(message.originator.id),
  })
  events.count(engine)
  onClose(() => engine.close())
  const inbox = new Inbox(config.memoryBudget)
  const dir = join(config.dataDir, 'journal')
  const giveUp = deadLetters.keep.bind(deadLetters)
  const ingress = new Ingress((message) => profileChains.queueOf(message.originator.id))
  const diskBudget = config.diskBudget - cloudShare(config)
  const queues = await Queues.open(
    { engine, inbox, ingress, clock, log, giveUp, dir, diskBudget },
    await store.queues.all(),
  )
  onClose(() => queues.close())
  onClose(() => {
    ingress.close()
    inbox.close()
  })
  // Before the ingress closes: what it stores at the end is told to the chains.
  onClose(() => alarms.close())
  onClose(() => calculatedFields.close())
  deadLetters.connect(ingress)

  const activity = openActivity(ground, identities, append, calculatedFields)
  const gate = new DeviceGate({
    store,
    identities,
    sessions,
    activity,
    refusals,
    ingress,
    inbox,
    engine,
    calls: calls.device,
    serverCalls: calls.server,
    clock,
    identity: randomIdentity,
  })
  return {
    scripts,
    library,
    needs,
    engine,
    queues,
    inbox,
    journal: queues.journal,
    ingress,
    deadLetters,
    events,
    alarms,
    sessions,
    refusals,
    identities,
    profileChains,
    activity,
    calls,
    calculatedFields,
    outbox,
    gate,
  }
}

/** The outbox to the cloud may take a quarter of the disk budget; the queues have the rest. */
function cloudShare({ diskBudget }: Ground['config']): number {
  return Math.floor(diskBudget / 4)
}

async function openOutbox({ config, clock, log, onClose }: Ground): Promise<Outbox> {
  const outbox = await Outbox.open({
    dir: join(config.dataDir, 'journal'),
    clock,
    log,
    maxBytes: cloudShare(config),
    whenFull: config.cloudFull,
  })
  onClose(() => outbox.close())
  return outbox
}

/** What nodes ask of the world (rules/needs.ts), answered by the rooms. */
function needsOf(
  { store, clock, identity, log }: Ground,
  rooms: Pick<Core, 'scripts' | 'sessions' | 'alarms' | 'calls' | 'outbox' | 'calculatedFields'> & {
    append: Ingress['append']
    /** made after the engine */
    activity: () => Activity
  },
): Needs {
  const { scripts, sessions, append } = rooms
  const { entities } = store
  const deviceProfiles = new DeviceProfiles(store, () => clock.now())
  return {
    clock,
    identity,
    log,
    telemetry: store.telemetry,
    attributes: store.attributes,
    devices: {
      byId: async (id) => deviceOf(await entities.byId({ entityType: 'DEVICE', id })),
      byName: async (name) => deviceOf(await entities.byName('DEVICE', name)),
      notifyShared: (id, changed, deleted) => sessions.notifyShared(id, changed, deleted),
      credentials: (id) => store.devices.credentials(id),
      profileOf: (id) => deviceProfiles.of(id),
      onChanged: (listener) =>
        store.onChanged(({ ref, isRemoved }) => {
          if (ref.entityType === 'DEVICE' || ref.entityType === 'DEVICE_PROFILE') listener(ref, isRemoved)
        }),
    },
    scripts,
    effects: { muted: false, perform: (_what, act) => act() },
    enqueue: (message) => append(message, null),
    state: store.nodeState,
    deviceStates: { record: (id, event, ts) => rooms.activity().record(id, event, ts) },
    server: { tenantId: store.tenantId, name: hostname() },
    entities,
    relations: store.relations,
    alarms: rooms.alarms.rules,
    calculatedFields: rooms.calculatedFields,
    calls: rooms.calls.calls,
    restReplies: rooms.calls.restReplies,
    cloud: rooms.outbox,
    customTables: store.customTables,
  }
}

/** A device as nodes see it, of an entity that is looked up once and remembered. */
function deviceOf(entity: EntitySummary | null): DeviceSummary | null {
  if (entity === null) return null
  const { ref, name, type, label, profileId, customerId, createdTime, defaultRuleChainId, fields } = entity
  const additionalInfo = isObject(fields.additionalInfo) ? fields.additionalInfo : null
  return {
    id: ref.id,
    name,
    type: type ?? '',
    label,
    profileId: profileId ?? '',
    customerId,
    defaultRuleChainId,
    createdTime,
    additionalInfo,
  }
}

/** Whoever changes a device or a profile: what its sessions know of it is read again. Answers the way to stop. */
function forgetChangedIdentities(store: Store, identities: Identities): () => void {
  return store.onChanged(({ ref: { entityType, id } }) => {
    if (entityType === 'DEVICE') identities.forget(id)
    if (entityType === 'DEVICE_PROFILE') identities.forgetProfile(id)
  })
}

/** Keeps the activity of devices; its events go through their chains. */
function openActivity(
  { store, clock, identity, log, onClose }: Ground,
  identities: Identities,
  append: Ingress['append'],
  calculatedFields: CalculatedFieldRunner,
): Activity {
  const tell = (
    { name, type, label, ref, customerId }: DeviceIdentity,
    event: ActivityEvent,
    data: JsonObject,
  ) => {
    const metadata = {
      deviceName: name,
      deviceType: type,
      ...(label ? { deviceLabel: label } : {}),
      scope: 'SERVER_SCOPE',
    }
    const parts = {
      id: identity.uuid(),
      ts: clock.now(),
      type: event,
      originator: ref,
      customerId,
      metadata,
      data,
    }
    append(Message.of(parts), null).catch((error: Error) =>
      log.warn(`${event} was not told`, { error: error.message }),
    )
  }
  const { attributes } = store
  const activity = new Activity({
    clock,
    log,
    attributes: heardAttributes(attributes, calculatedFields),
    find: (id) => identities.of(id),
    active: () => store.devices.activeIds(),
    tell,
  })
  onClose(() => activity.close())
  attributes.onSaved((entity, scope, values, deleted) => {
    if (scope !== 'SERVER_SCOPE' || entity.entityType !== 'DEVICE') return
    const timeout = numberOf(valueAt(values, 'inactivityTimeout'))
    if (timeout !== undefined) activity.timeoutChanged(entity.id, timeout)
    else if (deleted.includes('inactivityTimeout')) activity.timeoutChanged(entity.id, null)
  })
  return activity
}
