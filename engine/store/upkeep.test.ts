import assert from 'node:assert/strict'
import { test } from 'node:test'
import { onEachDatabase } from './every-database.ts'
import { migrate } from './migrate.ts'
import { removeExpired, sweep } from './upkeep.ts'

onEachDatabase('upkeep', (database) => {
  test('removes the samples whose time to live is over, and no others', async () => {
    const db = database()
    await migrate(db)
    await db.run(
      `insert into telemetry (entity_id, key_id, ts, tie, long_v, expires)
       select gen_random_uuid(), 1, i, 0, i, case when i % 2 = 0 then i end from generate_series(1, 12000) as i`,
    )
    assert.equal(await removeExpired(db, 11_000), 5_500)
    assert.equal(await removeExpired(db, 11_000), 0)
    assert.deepEqual(await db.one('select count(*) as left, min(expires) as next from telemetry'), {
      left: 6_500,
      next: 11_002,
    })
  })

  test('sweeps what PostgreSQL’s own workers would', async () => {
    await assert.doesNotReject(sweep(database()))
    const swept = await database().one<{ reltuples: number }>(
      `select reltuples from pg_class where relname = 'telemetry_latest'`,
    )
    assert.equal(swept?.reltuples, 0, 'before a sweep it is -1: never counted')
  })
})
