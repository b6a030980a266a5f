import assert from 'node:assert/strict'
import { test } from 'node:test'
import { onEachDatabase } from './every-database.ts'
import { migrate } from './migrate.ts'
import { removeStateOfGoneNodes } from './node-state.ts'
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

  test('a node that was dropped keeps what it knew while its version can be restored, then it goes', async () => {
    const db = database()
    const [stays, goes, drafted, gone] = [1, 2, 3, 4].map((n) => `11111111-0000-4000-8000-00000000000${n}`)
    const chain = '22222222-0000-4000-8000-000000000001'
    const graph = (...ids: unknown[]) => JSON.stringify({ nodes: ids.map((id) => ({ id: { id } })) })
    await db.run(
      `insert into rule_chain (id, created_time, name, type, root, live_version, head)
       values ($1::uuid, 0, 'Changing', 'CORE', false, 2, '{}')`,
      [chain],
    )
    for (const [version, text] of [graph(stays, goes), graph(stays)].entries())
      await db.run(
        `insert into rule_chain_version (chain_id, version, created_time, note, summary, graph)
         values ($1::uuid, $2, $3::int8, '', '', $4)`,
        [chain, version + 1, (version + 1) * 1000, text],
      )
    await db.run(
      `insert into rule_chain_draft (chain_id, graph, saved_time, based_on, revision) values ($1::uuid, $2, 0, 2, 1)`,
      [chain, graph(drafted)],
    )
    for (const id of [stays, goes, drafted, gone])
      await db.run(`insert into node_state values ($1::uuid, gen_random_uuid(), '1')`, [id])
    const left = async () =>
      (await db.rows<{ node_id: string }>('select node_id from node_state order by node_id')).map(
        ({ node_id }) => node_id,
      )
    const replaced = 2000
    const week = 7 * 86_400_000
    await removeStateOfGoneNodes(db, replaced + week - 1)
    assert.deepEqual(await left(), [stays, goes, drafted])
    await removeStateOfGoneNodes(db, replaced + week)
    assert.deepEqual(await left(), [stays, drafted])
  })

  test('sweeps what PostgreSQL’s own workers would', async () => {
    await assert.doesNotReject(sweep(database()))
    const swept = await database().one<{ reltuples: number }>(
      `select reltuples from pg_class where relname = 'telemetry_latest'`,
    )
    assert.equal(swept?.reltuples, 0, 'before a sweep it is -1: never counted')
  })
})
