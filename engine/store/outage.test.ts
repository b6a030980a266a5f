import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { startPostgresql, whyNoPostgresql } from '../../test/support/postgresql.ts'
import { silent, TestClock } from './every-database.ts'
import { openStore } from './open.ts'
import { timeUuids } from './time-uuid.ts'

describe('a PostgreSQL server that goes away', { skip: whyNoPostgresql ?? false }, () => {
  test('loses nothing: what is saved meanwhile waits, and is written when it is back', async () => {
    const server = startPostgresql()
    const clock = new TestClock()
    const identity = timeUuids(clock)
    const store = await openStore({ databaseUrl: server.url, dataDir: '', clock, identity, log: silent })
    try {
      const entity = { entityType: 'DEVICE', id: identity.uuid() }
      const options = { history: true, latest: true, ttl: 0 }
      let ts = 0
      let isRunning = true
      const save = async () => {
        while (isRunning) {
          const mine = ts++
          await store.telemetry.save(entity, mine, 0, { a: mine }, options)
          await store.attributes.save(entity, 'SERVER_SCOPE', { a: mine }, mine)
        }
      }
      const savers = Array.from({ length: 40 }, save)
      await until(() => ts > 400)
      server.crash()
      await until(() => !store.isHealthy)
      assert.ok(store.status().waitingRows > 0)
      assert.notEqual(store.status().lastError, null)
      await assert.rejects(store.devices.getByName('x'), 'reads fail meanwhile')
      server.start()
      const before = ts
      await until(() => ts > before + 400)
      isRunning = false
      await Promise.all(savers)
      assert.equal(store.isHealthy, true)
      assert.equal(store.status().waitingRows, 0)
      const query = {
        startTs: 0,
        endTs: ts,
        limit: ts,
        order: 'ASC',
        aggregation: 'NONE',
        interval: 0,
      } as const
      const { a = [] } = await store.telemetry.range(entity, { keys: ['a'], ...query })
      assert.deepEqual(
        a.map(({ ts }) => ts),
        Array.from({ length: ts }, (_, index) => index),
      )
    } finally {
      await store.close()
      server.remove()
    }
  })

  test('is waited for when it is not there at the start', async () => {
    const server = startPostgresql()
    server.stop()
    const clock = new TestClock()
    const warned: string[] = []
    const log = { ...silent, warn: (text: string) => warned.push(text) }
    const opening = openStore({
      databaseUrl: server.url,
      dataDir: '',
      clock,
      identity: timeUuids(clock),
      log,
    })
    try {
      await until(() => warned.length > 1)
      server.start()
      const store = await opening
      assert.equal((await store.profiles.default()).name, 'default')
      await store.close()
    } finally {
      server.remove()
    }
  })
})

/** Lets the event loop turn until the fact holds; the test's own time limit ends it. */
async function until(holds: () => boolean): Promise<void> {
  while (!holds()) await new Promise((resolve) => setImmediate(resolve))
}
