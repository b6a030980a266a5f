import assert from 'node:assert/strict'
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import fs, { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { syncBuiltinESMExports } from 'node:module'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, describe, test } from 'node:test'
import { fileURLToPath } from 'node:url'
import { PGlite } from '@electric-sql/pglite'
import { prepareCluster, silent, TestClock } from '../every-database.ts'
import { openStore } from '../open.ts'
import { timeUuids } from '../time-uuid.ts'
import { DurableFiles } from './durable-files.ts'
import { startParameters } from './start-parameters.ts'

describe('the embedded database', () => {
  const dataDir = mkdtempSync(join(tmpdir(), 'weir-embedded-'))
  after(() => rmSync(dataDir, { recursive: true, force: true }))
  const clock = new TestClock()
  const identity = timeUuids(clock)
  const open = () => openStore({ databaseUrl: undefined, dataDir, clock, identity, log: silent })

  test('has every sample it said was saved after its process is killed, three times over', async () => {
    await prepareCluster(dataDir)
    const entity = { entityType: 'DEVICE', id: identity.uuid() }
    const saved: number[] = []
    for (const from of [0, 100_000, 200_000]) saved.push(...(await savedUntilKilled(entity.id, from)))
    const store = await open()
    try {
      const query = {
        startTs: 0,
        endTs: 1e6,
        limit: 1e6,
        order: 'ASC',
        aggregation: 'NONE',
        interval: 0,
      } as const
      const { a = [] } = await store.telemetry.range(entity, { keys: ['a'], ...query })
      const kept = new Set(a.map(({ ts }) => ts))
      assert.ok(saved.length > 300, `only ${saved.length} were saved`)
      assert.deepEqual(
        saved.filter((ts) => !kept.has(ts)),
        [],
      )
    } finally {
      await store.close()
    }
  })

  test('flushes its log before it says that something is committed', async () => {
    const place = mkdtempSync(join(tmpdir(), 'weir-embedded-'))
    let flushes = 0
    const real = fs.fdatasyncSync
    fs.fdatasyncSync = (descriptor) => {
      flushes++
      real(descriptor)
    }
    syncBuiltinESMExports()
    try {
      await prepareCluster(place)
      const files = new DurableFiles(join(place, 'database'), assert.fail)
      const database = await PGlite.create({ fs: files, startParams: startParameters })
      await database.exec('create table t (a int)')
      for (let commit = 0; commit < 5; commit++) {
        const before = flushes
        await database.query('insert into t values ($1)', [commit])
        assert.equal(flushes, before + 1)
      }
      await database.close()
    } finally {
      fs.fdatasyncSync = real
      syncBuiltinESMExports()
      rmSync(place, { recursive: true, force: true })
    }
  })

  test('is made anew when its making was cut off', async () => {
    const other = mkdtempSync(join(tmpdir(), 'weir-embedded-'))
    try {
      mkdirSync(join(other, 'database.new'))
      writeFileSync(join(other, 'database.new', 'PG_VERSION'), '18\n')
      const store = await openStore({ databaseUrl: undefined, dataDir: other, clock, identity, log: silent })
      assert.equal((await store.profiles.default()).name, 'default')
      await store.close()
    } finally {
      rmSync(other, { recursive: true, force: true })
    }
  })

  test('is opened by one process at a time', async () => {
    const store = await open()
    try {
      await assert.rejects(open(), /in use by process/)
    } finally {
      await store.close()
    }
    await (await open()).close()
  })

  /** Runs a process that saves until it has said 150 are saved, kills it, and answers what it had said. */
  async function savedUntilKilled(id: string, from: number): Promise<number[]> {
    const script = fileURLToPath(new URL('./saving.fixture.ts', import.meta.url))
    const child = spawn(process.execPath, [script, dataDir, id, String(from)], {
      stdio: ['ignore', 'pipe', 'inherit'],
    })
    const ended = once(child, 'exit')
    let text = ''
    child.stdout.setEncoding('utf8')
    for await (const chunk of child.stdout) {
      text += chunk
      if (text.split('\n').length > 150) child.kill('SIGKILL')
    }
    await ended
    return text.split('\n').slice(0, -1).map(Number)
  }
})
