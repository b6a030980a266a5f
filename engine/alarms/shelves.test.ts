import assert from 'node:assert/strict'
import { randomUUID } from 'node:crypto'
import { after, before, test } from 'node:test'
import { type Ground, onEveryDatabase } from '../store/every-database.ts'
import { by, type TestRoom, testRoom } from './test-room.ts'

onEveryDatabase('shelved alarms', (ground: () => Ground) => {
  let test_: TestRoom
  const person = { userId: randomUUID(), name: 'Ines', email: 'i@x.example' }
  before(async () => {
    test_ = await testRoom(ground())
  })
  after(() => test_.room.close())

  const listed = async (id: string) => {
    const { store, clock } = ground()
    return store.alarms.count({ ids: [id], shelved: { is: false, at: clock.now() } })
  }
  const became = async (isTrue: () => Promise<boolean> | boolean) => {
    for (let tries = 0; tries < 500; tries++) {
      if (await isTrue()) return
      await new Promise((resolve) => setTimeout(resolve, 10))
    }
    assert.fail('it did not happen')
  }

  test('a shelved alarm is recorded, is out of the list, and comes back by itself', async () => {
    const { room, changes, told } = test_
    const { store, clock } = ground()
    const ask = { type: 'Hot', originator: ground().entity(), severity: 'MAJOR', startTs: 1 } as const
    const { alarm } = await room.desk.raise(ask, by('m1'))
    const until = clock.now() + 60_000
    const what = { originator: ask.originator, alarmType: 'Hot', alarmId: alarm.id }
    await room.shelve(what, { until, reason: 'pump is being changed' }, person)
    assert.equal(await listed(alarm.id), 0)
    const raised = await room.desk.raise({ ...ask, severity: 'CRITICAL' }, by('m2'))
    assert.deepEqual([raised.isShelved, raised.isSeverityUpdated], [true, true])
    assert.equal((await store.alarms.get(alarm.id))?.severity, 'CRITICAL')
    assert.equal(changes.at(-1)?.isShelved, true)

    clock.time = until
    await became(() => changes.at(-1)?.kind === 'UNSHELVED')
    assert.equal(await listed(alarm.id), 1)
    assert.equal((await room.desk.raise({ ...ask, severity: 'MINOR' }, by('m3'))).isShelved, undefined)
    assert.deepEqual(
      told.filter(({ originator }) => originator.id === ask.originator.id).map(({ type }) => type),
      ['ALARM_SHELVED', 'ALARM_UNSHELVED'],
    )
    const history = await store.alarms.history(alarm.id, 10)
    const shelved = history.find(({ kind }) => kind === 'SHELVED')
    assert.deepEqual(shelved?.about, { until, reason: 'pump is being changed', everyOfType: false })
    assert.equal(shelved?.userId, person.userId)
    assert.deepEqual(await store.alarms.shelves.all(), [])
  })

  test('a shelved type holds for every alarm of it, also after a restart, until it is taken off', async () => {
    const { clock } = ground()
    const originator = ground().entity()
    const what = { originator, alarmType: 'Hot', alarmId: null }
    const shelf = await test_.room.shelve(what, { until: clock.now() + 60_000, reason: 'tests' }, person)
    const other = await testRoom(ground())
    const ask = { type: 'Hot', originator, severity: 'MAJOR' } as const
    assert.equal((await other.room.desk.raise(ask)).isShelved, true)
    assert.equal((await other.room.desk.raise({ ...ask, type: 'Cold' })).isShelved, undefined)
    assert.equal(await other.room.unshelve(shelf.id, person), true)
    assert.equal(await other.room.unshelve(shelf.id, person), false)
    assert.equal((await other.room.desk.raise({ ...ask, details: { x: 1 } })).isShelved, undefined)
    await other.room.close()
    await test_.room.unshelve(shelf.id, person)
  })

  test('what one alarm was shelved for ends when it is cleared', async () => {
    const { room } = test_
    const ask = { type: 'Hot', originator: ground().entity(), severity: 'MAJOR' } as const
    const { alarm } = await room.desk.raise(ask)
    const what = { originator: ask.originator, alarmType: 'Hot', alarmId: alarm.id }
    await room.shelve(what, { until: ground().clock.now() + 60_000, reason: 'known' }, person)
    await room.desk.clear(alarm.id, 5, null)
    await became(() => room.shelves.length === 0)
    assert.equal((await room.desk.raise(ask)).isShelved, undefined)
  })

  test('a shelf needs a time to come and a reason', async () => {
    const { room } = test_
    const what = { originator: ground().entity(), alarmType: 'Hot', alarmId: null }
    const now = ground().clock.now()
    const refused = (until: number, reason: string, message: RegExp) =>
      assert.rejects(room.shelve(what, { until, reason }, person), { name: 'WrongAlarm', message })
    await refused(now, 'x', /future/)
    await refused(Number.NaN, 'x', /future/)
    await refused(now + 400 * 86_400_000, 'x', /year/)
    await refused(now + 1, ' ', /why/)
  })
})
