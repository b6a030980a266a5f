import { join } from 'node:path'
import type { Clock, Identity, Logger } from '../rules/needs.ts'
import type { AlarmWrite, LatestAlarm } from './alarm-stores.ts'
import { type AlarmPlace, readLatest, writeAlarms } from './alarm-writes.ts'
import { alarmStore } from './alarms.ts'
import { assetProfileStore, ensureDefaultAssetProfile } from './asset-profiles.ts'
import { assetStore } from './assets.ts'
import { type AttributeEntry, type AttributeListener, attributeStore, writeAttributes } from './attributes.ts'
import { BatchWriter } from './batch-writer.ts'
import { calculatedFieldStore, type SavedFieldState, writeFieldStates } from './calculated-fields.ts'
import { callStore } from './calls.ts'
import { chainTestStore } from './chain-tests.ts'
import { chainStore } from './chains.ts'
import { Changes } from './changes.ts'
import { type CustomEntry, customTableStore, writeCustomRows } from './custom-tables.ts'
import { customerStore } from './customers.ts'
import { type Database, isPassing, openDatabase } from './database.ts'
import { deadLetterStore } from './dead-letters.ts'
import { deviceStore } from './devices.ts'
import { startEmbedded } from './embedded/embedded.ts'
import { entityStore } from './entities.ts'
import { entityViewStore } from './entity-views.ts'
import { eventStore } from './events.ts'
import { Health } from './health.ts'
import { KeyDictionary } from './key-dictionary.ts'
import { manyValues } from './many-values.ts'
import { migrate } from './migrate.ts'
import { type NodeStateEntry, nodeStateStore, writeNodeState } from './node-state.ts'
import { Partitions } from './partitions.ts'
import { ensureDefaultProfile, profileStore } from './profiles.ts'
import { ensureQueues, queueStore } from './queues.ts'
import { relationStore } from './relations.ts'
import { settingStore } from './settings.ts'
import type { Store } from './store.ts'
import { type TelemetryListener, type TelemetryParts, telemetryStore, telemetryWrites } from './telemetry.ts'
import type { TelemetryEntry } from './telemetry-batch.ts'
import { ensureTenant, tenantStore } from './tenant.ts'
import { startUpkeep } from './upkeep.ts'
import { userStore } from './users.ts'
import { attributesThroughViews, telemetryThroughViews } from './view-values.ts'

export interface StoreOptions {
  /** `postgresql://user:password@host/database`; undefined = the embedded database in `dataDir` */
  readonly databaseUrl: string | undefined
  readonly dataDir: string
  readonly clock: Clock
  /** makes the ids of devices, chains and users; on the outside they are time-based (time-uuid.ts) */
  readonly identity: Identity
  readonly log: Logger
}

const maxRows = 6_000

/**
 * Opens the database and brings its schema up to date; the one place that knows there are two kinds. While a PostgreSQL
 * server can't be reached it waits for it. Throws when the database refuses us or is of a newer Weir.
 */
export async function openStore({
  databaseUrl,
  dataDir,
  clock,
  identity,
  log,
}: StoreOptions): Promise<Store> {
  const embedded = databaseUrl === undefined ? await startEmbedded(join(dataDir, 'database'), log) : null
  const database = openDatabase({
    url: databaseUrl,
    stream: embedded === null ? undefined : () => embedded.connect(),
    onLost: (error) => health.lost(error),
  })
  const health = new Health(() => database.one('select 1'), { clock, log })
  let stopUpkeep = () => {}
  const closing = async () => {
    stopUpkeep()
    health.close()
    await database.close()
    await embedded?.close()
  }
  try {
    await reached(() => migrate(database), { clock, log })
    const tenantId = await prepare(database, { identity, now: () => clock.now() })
    stopUpkeep = startUpkeep({ database, isEmbedded: embedded !== null, clock, log })
    return assemble({
      database,
      health,
      tenantId,
      kind: embedded ? 'embedded' : 'postgresql',
      clock,
      identity,
      log,
      closing,
    })
  } catch (error) {
    await closing()
    throw error
  }
}

interface Ground {
  readonly database: Database
  readonly health: Health
  readonly tenantId: string
  readonly kind: Store['kind']
  readonly clock: Clock
  readonly identity: Identity
  readonly log: Logger
  readonly closing: () => Promise<void>
}

function assemble({ database, health, tenantId, kind, clock, identity, log, closing }: Ground): Store {
  const now = () => clock.now()
  const telemetryParts: TelemetryParts = {
    database,
    keys: new KeyDictionary(),
    partitions: new Partitions(),
    now,
  }
  const telemetryListeners = new Set<TelemetryListener>()
  const attributeListeners = new Set<AttributeListener>()
  const telemetry = new BatchWriter<TelemetryEntry, undefined>({
    what: 'telemetry',
    write: telemetryWrites(telemetryParts),
    onWritten({ entity, ts, values, isLatest, isLive }) {
      if (!isLive) return
      for (const listener of telemetryListeners) listener(entity, ts, values, isLatest)
    },
    maxRows,
    maxInFlight: 2,
    health,
    clock,
    log,
  })
  const attributes = new BatchWriter<AttributeEntry, string[]>({
    what: 'attributes',
    write: (entries) => writeAttributes(database, entries),
    onWritten({ entity, scope, values, isLive }) {
      for (const listener of attributeListeners) listener(entity, scope, values, [], isLive)
    },
    maxRows,
    maxInFlight: 1,
    health,
    clock,
    log,
  })
  const nodeState = new BatchWriter<NodeStateEntry, undefined>({
    what: 'the state of nodes',
    write: (entries) => writeNodeState(database, entries),
    maxRows,
    maxInFlight: 1,
    health,
    clock,
    log,
  })
  const alarmWriter = new BatchWriter<AlarmWrite, boolean>({
    what: 'alarms',
    write: (entries) => writeAlarms(database, entries),
    maxRows: 1000,
    maxInFlight: 1,
    health,
    clock,
    log,
  })
  // Look-ups are gathered by the same means: they wait for a database that is away, as messages have to.
  const alarmReader = new BatchWriter<AlarmPlace, LatestAlarm>({
    what: 'alarm look-ups',
    write: (places) => readLatest(database, places),
    maxRows: 1000,
    maxInFlight: 1,
    health,
    clock,
    log,
  })
  const customRows = new BatchWriter<CustomEntry, undefined>({
    what: 'custom tables',
    write: (entries) => writeCustomRows(database, entries),
    maxRows,
    maxInFlight: 1,
    health,
    clock,
    log,
  })
  const fieldStates = new BatchWriter<SavedFieldState, undefined>({
    what: 'states of calculated fields',
    write: (entries) => writeFieldStates(database, entries),
    maxRows,
    maxInFlight: 1,
    health,
    clock,
    log,
  })
  const changes = new Changes(log)
  const parts = { database, identity, now, changes }
  const devices = deviceStore(parts)
  const assets = assetStore(parts)
  const customers = customerStore(parts)
  const entityViews = entityViewStore(parts)
  const entities = entityStore(parts, { devices, assets, customers, entityViews })
  return {
    kind,
    tenantId,
    devices,
    profiles: profileStore(parts),
    telemetry: telemetryThroughViews(
      telemetryStore(telemetryParts, telemetry, telemetryListeners),
      entities.view,
    ),
    attributes: attributesThroughViews(
      attributeStore(database, attributes, attributeListeners),
      entities.view,
    ),
    calculatedFields: calculatedFieldStore(parts, fieldStates),
    chains: chainStore(parts),
    users: userStore(parts),
    deadLetters: deadLetterStore(database),
    queues: queueStore(parts),
    events: eventStore(parts),
    chainTests: chainTestStore({ database, identity, clock }),
    settings: settingStore(database),
    nodeState: nodeStateStore(database, nodeState, changes, log),
    calls: callStore(database),
    alarms: alarmStore(database, alarmWriter, alarmReader),
    customTables: customTableStore(database, customRows),
    tenant: tenantStore(parts, tenantId),
    customers,
    assets,
    assetProfiles: assetProfileStore(parts),
    entityViews,
    relations: relationStore(parts),
    entities,
    valuesOfMany: manyValues(database),
    onChanged: (listener) => changes.on(listener),
    get isHealthy() {
      return health.isHealthy
    },
    status: () => ({
      kind,
      healthy: health.isHealthy,
      waitingRows:
        telemetry.waitingRows + attributes.waitingRows + nodeState.waitingRows + customRows.waitingRows,
      lastError: health.lastError,
      lastCommit: telemetry.lastCommit,
    }),
    async close() {
      await Promise.all([
        telemetry.close(),
        attributes.close(),
        nodeState.close(),
        customRows.close(),
        fieldStates.close(),
      ])
      await closing()
    },
  }
}

/** What a new database begins with; the tenant's id. */
async function prepare(
  database: Database,
  source: { identity: Identity; now: () => number },
): Promise<string> {
  return database.transaction(async (transaction) => {
    await ensureDefaultProfile(transaction, source)
    await ensureDefaultAssetProfile(transaction, source)
    await ensureQueues(transaction, source)
    const settings = settingStore(transaction)
    const known = await settings.get<string>('tenantId')
    const tenantId = known ?? source.identity.uuid()
    if (known === null) await settings.set('tenantId', tenantId)
    await ensureTenant(transaction, tenantId, source.now())
    return tenantId
  })
}

const longestWait = 5_000

/** Does `work`, waiting for a database that is not there yet. */
async function reached<T>(work: () => Promise<T>, { clock, log }: { clock: Clock; log: Logger }): Promise<T> {
  for (let wait = 250; ; wait = Math.min(longestWait, wait * 2)) {
    try {
      return await work()
    } catch (error) {
      if (!isPassing(error)) throw error
      log.warn('Waiting for the database', { error: (error as Error).message })
      await new Promise<void>((resolve) => clock.after(wait, resolve))
    }
  }
}
