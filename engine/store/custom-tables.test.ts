import assert from 'node:assert/strict'
import { before, describe, test } from 'node:test'
import type { CustomTables } from '../rules/custom-tables.ts'
import { NodeFailure } from '../rules/failure.ts'
import { JsonDouble, type JsonObject } from '../rules/values.ts'
import { BatchWriter } from './batch-writer.ts'
import { removeExpiredRows } from './custom-shapes.ts'
import { type CustomEntry, customTableStore, writeCustomRows } from './custom-tables.ts'
import { onEachDatabase, silent, TestClock } from './every-database.ts'
import { Health } from './health.ts'

onEachDatabase('custom tables', (database) => {
  let tables: CustomTables
  let writes: number
  before(() => {
    const clock = new TestClock()
    const writer = new BatchWriter<CustomEntry, undefined>({
      what: 'custom tables',
      write: (entries) => {
        writes++
        return writeCustomRows(database(), entries)
      },
      maxRows: 1000,
      maxInFlight: 1,
      health: new Health(() => Promise.resolve(), { clock, log: silent }),
      clock,
      log: silent,
    })
    tables = customTableStore(database(), writer)
  })

  const insert = (table: string, values: JsonObject, about: { id?: string; ttl?: number } = {}) =>
    tables.insert(table, { id: about.id ?? crypto.randomUUID(), ts: 1000, ttl: about.ttl ?? 0, values })

  const rows = (query: string) => database().rows<Record<string, unknown>>(query)

  describe('a table that is missing', () => {
    test('is made with what the first row holds, and grows with later ones', async () => {
      await insert('made', { temp: 21, name: 'O\'Brien"; drop table x', on: true, where: { floor: 3 } })
      await insert('made', { temp: new JsonDouble(21.5), humidity: 40 })
      const found = await rows(
        'select temp, name, "on", "where", humidity, created_time from cs_tb_made order by temp',
      )
      assert.deepEqual(
        found.map((row) => ({ ...row })),
        [
          {
            temp: '21',
            name: 'O\'Brien"; drop table x',
            on: true,
            where: '{"floor":3}',
            humidity: null,
            created_time: 1000,
          },
          { temp: '21.5', name: null, on: null, where: null, humidity: '40', created_time: 1000 },
        ],
      )
    })

    test('keeps whole numbers of 64 bits and fractions exactly', async () => {
      await insert('exact', { n: 9_007_199_254_740_991 })
      await insert('exact', { n: 0.1 })
      assert.deepEqual(
        (await rows('select n from cs_tb_exact order by n')).map(({ n }) => n),
        ['0.1', '9007199254740991'],
      )
    })

    test('is made once for many rows at a time, which are written together', async () => {
      writes = 0
      await Promise.all(Array.from({ length: 200 }, (_, n) => insert('many', { n })))
      assert.equal((await rows('select n from cs_tb_many')).length, 200)
      assert.ok(writes < 20, `${writes} writes`)
    })

    test('holds a message once however often it comes', async () => {
      await insert('once', { n: 1 }, { id: 'm1' })
      await Promise.all([insert('once', { n: 1 }, { id: 'm1' }), insert('once', { n: 1 }, { id: 'm1' })])
      assert.equal((await rows('select n from cs_tb_once')).length, 1)
    })

    test('loses the rows whose time is over', async () => {
      await insert('short', { n: 1 }, { ttl: 5 })
      await insert('short', { n: 2 }, { ttl: 60 })
      await insert('short', { n: 3 })
      assert.equal(await removeExpiredRows(database(), 6000), 1)
      assert.deepEqual(
        (await rows('select n from cs_tb_short order by n')).map(({ n }) => n),
        ['2', '3'],
      )
    })
  })

  describe('a table that somebody else made', () => {
    test('takes values of its own types', async () => {
      await database().script(
        'create table cs_tb_typed (real real, whole bigint, exact numeric(6,2), at timestamptz, id uuid, doc jsonb)',
      )
      const id = '784f394c-42b6-435a-983c-b7beff2784f9'
      const at = '2026-01-02T03:04:05Z'
      await insert('Typed', { real: 1.5, whole: new JsonDouble(42), exact: 12.345, at, id, doc: 'text' })
      const [row] = await rows('select real, whole, exact, at, id, doc::text from cs_tb_typed')
      assert.deepEqual(
        { ...row },
        { real: 1.5, whole: 42, exact: '12.35', at: new Date(at), id, doc: '"text"' },
      )
    })

    test('is never altered: a column it lacks is a failure that says what to do', async () => {
      await database().script('create table cs_tb_narrow (temp real)')
      await assert.rejects(insert('narrow', { temp: 1, humidity: 2 }), {
        name: 'NodeFailure',
        message:
          'The table cs_tb_narrow has no column “humidity”; add it with: alter table cs_tb_narrow add column humidity …',
      })
      await database().script('alter table cs_tb_narrow add column humidity real')
      await assert.rejects(insert('narrow', { temp: 1 }, { ttl: 5 }), /“expires_time”/)
    })

    test('is looked at again when it was altered meanwhile', async () => {
      await database().script('create table cs_tb_moving (v real)')
      await insert('moving', { v: 1 })
      await database().script('drop table cs_tb_moving; create table cs_tb_moving (v text)')
      await insert('moving', { v: 2 })
      await database().script('drop table cs_tb_moving')
      await insert('moving', { v: 3 })
      assert.deepEqual(
        (await rows('select v from cs_tb_moving')).map(({ v }) => v),
        ['3'],
      )
    })

    test('has its row replaced by one with the same primary key', async () => {
      await database().script(
        'create table cs_tb_keyed (meter text, day text, kwh real, primary key (meter, day))',
      )
      await insert('keyed', { meter: 'a', day: '1', kwh: 5 })
      await Promise.all([
        insert('keyed', { meter: 'a', day: '1', kwh: 6 }),
        insert('keyed', { meter: 'a', day: '1', kwh: 7 }),
        insert('keyed', { meter: 'b', day: '1', kwh: 8 }),
      ])
      const found = await rows('select meter, kwh from cs_tb_keyed order by meter')
      assert.deepEqual(
        found.map(({ meter, kwh }) => [meter, kwh]),
        [
          ['a', 7],
          ['b', 8],
        ],
      )
    })
  })

  test('one row that its table does not take fails alone', async () => {
    await database().script('create table cs_tb_strict (n integer check (n > 0))')
    const outcomes = await Promise.allSettled([1, 'many', -3, 4].map((n) => insert('strict', { n })))
    assert.deepEqual(
      outcomes.map((outcome) => outcome.status),
      ['fulfilled', 'rejected', 'rejected', 'fulfilled'],
    )
    const [, second] = outcomes as PromiseRejectedResult[]
    assert.ok(second?.reason instanceof NodeFailure)
    assert.match(second.reason.message, /cs_tb_strict does not take the row: .*“?"?many/)
    assert.equal((await rows('select n from cs_tb_strict')).length, 2)
  })

  test('names that the database would read as something else are refused', async () => {
    for (const [table, column] of [
      ['a"; drop table attribute; --', 'n'],
      ['a', 'n) values (1); --'],
      ['a', ''],
      ['a'.repeat(58), 'n'],
      ['ä', 'n'],
    ] as const)
      await assert.rejects(insert(table, { [column]: 1 }), { name: 'NodeFailure' })
  })
})
