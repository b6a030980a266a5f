import assert from 'node:assert/strict'
import { test } from 'node:test'
import { onEachDatabase } from './every-database.ts'
import { type Migration, migrate, migrations } from './migrate.ts'

onEachDatabase('migrations', (database) => {
  const step = (number: number, sql: string): Migration => ({ number, name: `${number}.sql`, sql })

  test('each step is taken once, and a failed one leaves nothing', async () => {
    const db = database()
    const steps = [
      step(1, 'create table one (a int); insert into one values (1)'),
      step(2, 'create table two (a int)'),
    ]
    assert.deepEqual(await migrate(db, steps.slice(0, 1)), [1])
    assert.deepEqual(await migrate(db, steps), [2])
    assert.deepEqual(await migrate(db, steps), [])
    const broken = [...steps, step(3, 'create table three (a int); select * from nowhere')]
    await assert.rejects(migrate(db, broken), /nowhere/)
    assert.deepEqual(await db.one('select to_regclass($1) as found', ['three']), { found: null })
    assert.deepEqual(await db.rows('select a from one'), [{ a: 1 }])
  })

  test('a database of a newer version is refused with the way out', async () => {
    await assert.rejects(
      migrate(database(), []),
      /schema 2, this version of Weir knows up to 0\. Start the newer/,
    )
  })
})

test('the steps in the folder are numbered without a gap', () => {
  assert.ok(migrations().length > 0)
  assert.deepEqual(
    migrations().map(({ number }) => number),
    migrations().map((_, index) => index + 1),
  )
})
