import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { type Ground, onEveryDatabase } from '../store/every-database.ts'
import { defaultFloodPolicy, FloodWindow, limitFor, wrongPolicy } from './flood.ts'
import { by, type TestRoom, testRoom } from './test-room.ts'

test('a flood begins with one change too many, and ends after a minute without', () => {
  const limit = { changesPerMinute: 3, gatherSeconds: 5 }
  const window = new FloodWindow()
  const at = (now: number, times: number) => Array.from({ length: times }, () => window.counts(limit, now))
  assert.deepEqual(at(1_000_000, 4), [false, false, false, true])
  assert.equal(window.since, 1_000_000)
  assert.deepEqual(at(1_060_000, 1), [true], 'it goes on in the next minute')
  assert.deepEqual(at(1_120_000, 3), [false, false, false], 'the minute before was calm')
  assert.deepEqual(at(1_130_000, 1), [true])
  assert.deepEqual(at(1_000_000, 1), [false], 'a clock that went back begins anew')
  assert.equal(window.counts(null, 1_000_000), false)
})

test('types have limits of their own, and a bad policy is refused in words', () => {
  const policy = { ...defaultFloodPolicy, types: { Leak: { changesPerMinute: 1, gatherSeconds: 1 } } }
  assert.equal(limitFor(policy, 'Leak')?.changesPerMinute, 1)
  assert.equal(limitFor(policy, 'constructor')?.changesPerMinute, 10)
  assert.equal(limitFor({ ...policy, enabled: false }, 'Leak'), null)
  assert.equal(wrongPolicy(policy), null)
  assert.match(wrongPolicy({ ...policy, changesPerMinute: 0 }) ?? '', /changesPerMinute/)
  assert.match(wrongPolicy({ ...policy, types: { Leak: { changesPerMinute: 1 } } }) ?? '', /Leak/)
  assert.match(wrongPolicy({ ...policy, types: [] }) ?? '', /types/)
  assert.match(wrongPolicy(null) ?? '', /object/)
})

onEveryDatabase('floods of alarms', (ground: () => Ground) => {
  let test_: TestRoom
  before(async () => {
    test_ = await testRoom(ground())
    await test_.room.setFloodPolicy({ ...defaultFloodPolicy, changesPerMinute: 5, gatherSeconds: 1 })
  })
  after(() => test_.room.close())

  const stored = async (id: string) => ground().store.alarms.get(id)

  test('changes that are too many are kept in memory, told as updates, and stored as one', async () => {
    const { room, changes, told } = test_
    const originator = ground().entity()
    const ask = { type: 'Hot', originator, severity: 'MAJOR', startTs: 1 } as const
    let id = ''
    for (let n = 1; n <= 50; n++) {
      const result = await room.desk.raise({ ...ask, endTs: n, details: { n } }, by(`m${n}`))
      id = result.alarm.id
      assert.equal(result.isUpdated, n > 1)
      assert.equal(result.isGathered ?? false, n > 5, `change ${n}`)
    }
    const seen = changes.filter(({ alarm }) => alarm.id === id).length
    assert.equal(seen, 5, 'live views hear of those that were stored')
    assert.deepEqual((await room.desk.active(originator, 'Hot'))?.details, { n: 50 })
    assert.deepEqual((await room.desk.byId(id))?.details, { n: 50 }, 'who asks for one sees all')
    assert.deepEqual((await stored(id))?.details, { n: 5 })
    assert.deepEqual(
      room.desk.flooding().map(({ alarm, changes, gathered }) => [alarm.id, changes, gathered]),
      [[id, 50, 45]],
    )
    ground().clock.time += 1000
    for (let tries = 0; (await stored(id))?.occurrences !== 50 && tries < 500; tries++)
      await new Promise((resolve) => setTimeout(resolve, 10))
    const alarm = await stored(id)
    assert.deepEqual([alarm?.occurrences, alarm?.details, alarm?.endTs], [50, { n: 50 }, 50])
    assert.equal(changes.filter((change) => change.alarm.id === id).length, seen + 1)
    assert.equal(told.filter(({ type }) => type === 'ENTITY_UPDATED').length, 1)
    const history = await ground().store.alarms.history(id, 10)
    assert.deepEqual(
      history.map(({ kind, count }) => [kind, count]),
      [
        ['UPDATED', 49],
        ['RAISED', 1],
      ],
    )
  })

  test('severity, clearing and what people do are stored at once in a flood too', async () => {
    const { desk, people } = test_.room
    const originator = ground().entity()
    const ask = { type: 'Hot', originator, startTs: 1 } as const
    let id = ''
    for (let n = 1; n <= 20; n++)
      id = (await desk.raise({ ...ask, severity: 'MAJOR', endTs: n }, by(`m${n}`))).alarm.id
    await desk.raise({ ...ask, severity: 'CRITICAL', endTs: 21 }, by('m21'))
    assert.deepEqual([(await stored(id))?.severity, (await stored(id))?.endTs], ['CRITICAL', 21])
    await desk.raise({ ...ask, severity: 'CRITICAL', endTs: 22 }, by('m22'))
    const person = { userId: '00000000-0000-4000-8000-000000000001', name: 'Ines', email: 'i@x.example' }
    await people.acknowledge(id, 30, person)
    assert.deepEqual([(await stored(id))?.acknowledged, (await stored(id))?.endTs], [true, 22])
    await desk.raise({ ...ask, severity: 'CRITICAL', endTs: 23 }, by('m23'))
    const cleared = await desk.clear(id, 40, null, by('m24'))
    assert.equal(cleared?.isCleared, true)
    assert.deepEqual(
      [(await stored(id))?.cleared, (await stored(id))?.endTs, (await stored(id))?.acknowledged],
      [true, 23, true],
    )
  })

  test('a sensor that chatters makes a few alarms, not hundreds, and the last state is always stored', async () => {
    const { desk } = test_.room
    const originator = ground().entity()
    const ask = { type: 'Hot', originator, severity: 'MAJOR', startTs: 1 } as const
    let id = ''
    for (let n = 1; n <= 100; n++) {
      const raised = await desk.raise(ask, by(`r${n}`))
      assert.equal(raised.isCreated, true, 'the chain hears of each')
      id = raised.alarm.id
      assert.equal((await stored(id))?.cleared, false)
      const cleared = await desk.clear(id, n, null, by(`c${n}`))
      assert.equal(cleared?.isCleared, true)
      assert.equal((await stored(id))?.cleared, true)
    }
    assert.equal(await ground().store.alarms.count({ entities: [originator.id] }), 3)
    const history = await ground().store.alarms.history(id, 10)
    assert.deepEqual(
      history.map(({ kind }) => kind),
      ['CHATTERED', 'RAISED'],
    )
    assert.equal(history[0]?.count, 195)
  })

  test('what a client of the API saves is stored at once', async () => {
    const { people } = test_.room
    const person = { userId: '00000000-0000-4000-8000-000000000001', name: 'Ines', email: 'i@x.example' }
    const ask = { type: 'Hot', originator: ground().entity(), severity: 'MAJOR', startTs: 1 } as const
    for (let n = 1; n <= 30; n++) {
      const saved = await people.save({ ...ask, endTs: n }, null, person)
      assert.equal((await stored(saved?.alarm.id ?? ''))?.endTs, n)
    }
  })

  test('closing stores what was gathered', async () => {
    const { room } = await testRoom(ground())
    const ask = { type: 'Hot', originator: ground().entity(), severity: 'MAJOR', startTs: 1 } as const
    let id = ''
    for (let n = 1; n <= 30; n++) id = (await room.desk.raise({ ...ask, endTs: n }, by(`m${n}`))).alarm.id
    await room.close()
    assert.equal((await stored(id))?.endTs, 30)
  })
})
