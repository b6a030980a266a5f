import { join } from 'node:path'
import type { Clock, Identity, Logger } from '../rules/needs.ts'
import { type AttributeEntry, type AttributeListener, attributeStore, writeAttributes } from './attributes.ts'
import { BatchWriter } from './batch-writer.ts'
import { chainStore } from './chains.ts'
import { type Database, isPassing, openDatabase } from './database.ts'
import { deadLetterStore } from './dead-letters.ts'
import { deviceStore } from './devices.ts'
import { startEmbedded } from './embedded/embedded.ts'
import { Health } from './health.ts'
import { KeyDictionary } from './key-dictionary.ts'
import { migrate } from './migrate.ts'
import { nodeStateStore } from './node-state.ts'
import { Partitions } from './partitions.ts'
import { ensureDefaultProfile, profileStore } from './profiles.ts'
import { settingStore } from './settings.ts'
import type { Store } from './store.ts'
import { type TelemetryListener, type TelemetryParts, telemetryStore, telemetryWrites } from './telemetry.ts'
import type { TelemetryEntry } from './telemetry-batch.ts'
import { startUpkeep } from './upkeep.ts'
import { userStore } from './users.ts'

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
    onWritten({ entity, ts, values, isLatest }) {
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
    onWritten({ entity, scope, values }) {
      for (const listener of attributeListeners) listener(entity, scope, values, [])
    },
    maxRows,
    maxInFlight: 1,
    health,
    clock,
    log,
  })
  const parts = { database, identity, now }
  return {
    kind,
    tenantId,
    devices: deviceStore(parts),
    profiles: profileStore(parts),
    telemetry: telemetryStore(telemetryParts, telemetry, telemetryListeners),
    attributes: attributeStore(database, attributes, attributeListeners),
    chains: chainStore(parts),
    users: userStore(parts),
    deadLetters: deadLetterStore(database),
    settings: settingStore(database),
    nodeState: nodeStateStore(database),
    get isHealthy() {
      return health.isHealthy
    },
    status: () => ({
      kind,
      healthy: health.isHealthy,
      waitingRows: telemetry.waitingRows + attributes.waitingRows,
      lastError: health.lastError,
      lastCommit: telemetry.lastCommit,
    }),
    async close() {
      await Promise.all([telemetry.close(), attributes.close()])
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
    const settings = settingStore(transaction)
    const known = await settings.get<string>('tenantId')
    if (known !== null) return known
    const made = source.identity.uuid()
    await settings.set('tenantId', made)
    return made
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
