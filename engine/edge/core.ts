import { hostname } from 'node:os'
import { join } from 'node:path'
import type { Catalogue } from '../../nodes/sdk/catalogue.ts'
import { libraryOf } from '../../nodes/sdk/library.ts'
import type { Config } from '../config.ts'
import { Activity, type ActivityEvent } from '../devices/activity.ts'
import { DeviceGate } from '../devices/device-gate.ts'
import { Identities } from '../devices/identities.ts'
import { ProfileChains } from '../devices/profile-chains.ts'
import { Refusals } from '../devices/refusals.ts'
import { Sessions } from '../devices/sessions.ts'
import { Ingress } from '../ingress/ingress.ts'
import { CompletionWindow } from '../journal/completion.ts'
import type { Journal } from '../journal/journal.ts'
import { openJournal } from '../journal/open.ts'
import { RuleEngine } from '../rules/engine.ts'
import { Inbox } from '../rules/inbox.ts'
import { Message } from '../rules/message.ts'
import type { Clock, DeviceSummary, Identity, Logger, Needs, Scripts } from '../rules/needs.ts'
import { MessageQueue } from '../rules/queue.ts'
import { type JsonObject, numberOf, valueAt } from '../rules/values.ts'
import { createScripts } from '../scripts/scripts.ts'
import type { Store } from '../store/store.ts'
import type { DeviceIdentity } from '../transports/gate.ts'
import { randomIdentity } from './clock.ts'
import { DeadLetters } from './dead-letters.ts'

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
  readonly engine: RuleEngine
  readonly queue: MessageQueue
  readonly inbox: Inbox
  readonly journal: Journal
  readonly ingress: Ingress
  readonly deadLetters: DeadLetters
  readonly sessions: Sessions
  readonly refusals: Refusals
  readonly identities: Identities
  readonly profileChains: ProfileChains
  readonly activity: Activity
  readonly gate: DeviceGate
}

/** records that may be in work at a time, from the oldest not done on; 128 KiB of memory */
const windowSize = 1 << 20

/** Opens the journal and puts the rooms behind the transports together. No chain is deployed and nothing runs yet. */
export async function openCore(ground: Ground, nodes: Catalogue): Promise<Core> {
  const { config, store, clock, identity, log, onClose } = ground
  const scripts = await createScripts()
  const sessions = new Sessions()
  const refusals = new Refusals()
  const identities = new Identities(store)
  const profileChains = new ProfileChains(store)
  await profileChains.read()
  const deadLetters = new DeadLetters(store.deadLetters, clock, identity)
  const append: Ingress['append'] = (message, entry) => ingress.append(message, entry)

  const engine = new RuleEngine({
    library: libraryOf(nodes),
    needs: needsOf(ground, { scripts, sessions, profileChains, append, activity: () => activity }),
    append,
    chainOf: (message) => profileChains.of(message.originator.id),
  })
  onClose(() => engine.close())
  const queue = new MessageQueue(engine, clock)
  onClose(() => queue.close())
  const inbox = new Inbox(queue, config.memoryBudget)

  const dir = join(config.dataDir, 'journal')
  const journal = await openJournal({ dir, name: 'ingress', clock, log, maxBytes: config.diskBudget })
  onClose(() => journal.close())
  const cursor = journal.cursor('rules')
  const window = new CompletionWindow(cursor.position, windowSize)
  const giveUp = deadLetters.keep.bind(deadLetters)
  const ingress = new Ingress({ journal, inbox, window, clock, log, giveUp }, cursor)
  onClose(() => ingress.close())
  deadLetters.connect(ingress)

  const activity = openActivity(ground, identities, append)
  const gate = new DeviceGate({
    store,
    identities,
    sessions,
    activity,
    refusals,
    ingress,
    inbox,
    engine,
    clock,
    identity: randomIdentity,
  })
  return {
    scripts,
    engine,
    queue,
    inbox,
    journal,
    ingress,
    deadLetters,
    sessions,
    refusals,
    identities,
    profileChains,
    activity,
    gate,
  }
}

/** What nodes ask of the world (rules/needs.ts), answered by the rooms. */
function needsOf(
  { store, clock, identity, log }: Ground,
  rooms: Pick<Core, 'scripts' | 'sessions' | 'profileChains'> & {
    append: Ingress['append']
    /** made after the engine */
    activity: () => Activity
  },
): Needs {
  const { scripts, sessions, profileChains, append } = rooms
  const withChain = (device: DeviceSummary | null) =>
    device === null ? null : { ...device, defaultRuleChainId: profileChains.of(device.id) }
  return {
    clock,
    identity,
    log,
    telemetry: store.telemetry,
    attributes: store.attributes,
    devices: {
      byId: async (id) => withChain(await store.devices.byId(id)),
      byName: async (name) => withChain(await store.devices.byName(name)),
      notifyShared: (id, changed, deleted) => sessions.notifyShared(id, changed, deleted),
      credentials: (id) => store.devices.credentials(id),
    },
    scripts,
    effects: { muted: false, perform: (_what, act) => act() },
    enqueue: (message) => append(message, null),
    state: store.nodeState,
    deviceStates: { record: (id, event, ts) => rooms.activity().record(id, event, ts) },
    server: { tenantId: store.tenantId, name: hostname() },
  }
}

/** Keeps the activity of devices; its events go through their chains. */
function openActivity(
  { store, clock, identity, log, onClose }: Ground,
  identities: Identities,
  append: Ingress['append'],
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
    attributes,
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
