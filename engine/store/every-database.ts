/** For the tests of this room: the same test on every database there is. */
import { cpSync, existsSync, mkdtempSync, renameSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, before, describe } from 'node:test'
import manifest from '../../package.json' with { type: 'json' }
import { startPostgresql, type TemporaryPostgresql, whyNoPostgresql } from '../../test/support/postgresql.ts'
import type { Clock, Logger } from '../rules/needs.ts'
import { type Database, openDatabase } from './database.ts'
import { type Embedded, startEmbedded } from './embedded/embedded.ts'
import { openStore } from './open.ts'
import type { Store } from './store.ts'
import { timeUuids } from './time-uuid.ts'

/** 2026-11-22T12:00:00Z; the clock stands still until it is set, but waits really end. */
export class TestClock implements Clock {
  time = 1_795_348_800_000
  now(): number {
    return this.time
  }
  after(ms: number, call: () => void): () => void {
    const timer = setTimeout(call, Math.min(ms, 20))
    return () => clearTimeout(timer)
  }
}

export const silent: Logger = { debug() {}, info() {}, warn() {}, error() {} }

export interface Ground {
  readonly store: Store
  readonly clock: TestClock
  /** a new entity */
  entity(): { entityType: string; id: string }
  /** Closes the store and opens another on the same data. */
  reopen(): Promise<Store>
}

/** Runs the tests that `define` makes once for each database; both share one store, so they make their own entities. */
export function onEveryDatabase(subject: string, define: (ground: () => Ground) => void): void {
  onEachServer(subject, (server) => {
    let ground: Ground | undefined
    let store: Store | undefined
    before(async () => {
      const clock = new TestClock()
      const identity = timeUuids(clock)
      const { url, dataDir } = await server()
      const open = () => openStore({ databaseUrl: url, dataDir, clock, identity, log: silent })
      store = await open()
      ground = {
        get store() {
          return store as Store
        },
        clock,
        entity: () => ({ entityType: 'DEVICE', id: identity.uuid() }),
        async reopen() {
          await store?.close()
          store = await open()
          return store
        },
      }
    })
    after(() => store?.close())
    define(() => ground as Ground)
  })
}

/** The same for tests of what lies below the store: an empty database without a schema. */
export function onEachDatabase(subject: string, define: (database: () => Database) => void): void {
  onEachServer(subject, (server) => {
    let database: Database | undefined
    let embedded: Embedded | undefined
    before(async () => {
      const { url, dataDir } = await server()
      if (url === undefined) embedded = await startEmbedded(join(dataDir, 'database'), silent)
      const stream = embedded && (() => (embedded as Embedded).connect())
      database = openDatabase({ url, stream, onLost() {} })
    })
    after(async () => {
      await database?.close()
      await embedded?.close()
    })
    define(() => database as Database)
  })
}

interface Server {
  /** undefined for the embedded database */
  readonly url: string | undefined
  readonly dataDir: string
}

function onEachServer(subject: string, define: (server: () => Promise<Server>) => void): void {
  const temporary = () => mkdtempSync(join(tmpdir(), 'weir-store-'))
  describe(`${subject}, embedded database`, () => {
    const dataDir = temporary()
    define(async () => {
      await prepareCluster(dataDir)
      return { url: undefined, dataDir }
    })
    after(() => rmSync(dataDir, { recursive: true, force: true }))
  })
  describe(`${subject}, PostgreSQL`, { skip: whyNoPostgresql ?? false }, () => {
    let server: TemporaryPostgresql | undefined
    define(async () => {
      server = startPostgresql()
      return { url: server.url, dataDir: '' }
    })
    after(() => server?.remove())
  })
}

/**
 * Puts an empty embedded database in place. Making one takes seconds, so it is made once on this machine and copied;
 * the name holds the versions it depends on.
 */
export async function prepareCluster(dataDir: string): Promise<void> {
  const template = join(
    tmpdir(),
    `weir-test-cluster-${manifest.dependencies['@electric-sql/pglite']}-${process.getuid?.() ?? 0}`,
  )
  if (!existsSync(template)) {
    const making = mkdtempSync(join(tmpdir(), 'weir-cluster-'))
    await (await startEmbedded(join(making, 'database'), silent)).close()
    try {
      renameSync(join(making, 'database'), template)
    } catch (error) {
      // another test was faster
      if (!existsSync(template)) throw error
    }
    rmSync(making, { recursive: true, force: true })
  }
  cpSync(template, join(dataDir, 'database'), { recursive: true })
}
