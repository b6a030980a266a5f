import assert from 'node:assert/strict'
import { randomUUID } from 'node:crypto'
import { test } from 'node:test'
import type { AlarmWrite, StoredAlarm } from './alarm-stores.ts'
import { type Ground, onEveryDatabase } from './every-database.ts'

const everything = { page: 0, pageSize: 100 }

function alarmOf(
  originator: { entityType: string; id: string },
  parts: Partial<StoredAlarm> = {},
): StoredAlarm {
  return {
    id: randomUUID(),
    createdTime: 1000,
    type: 'High temperature',
    originator,
    customerId: null,
    severity: 'MAJOR',
    acknowledged: false,
    cleared: false,
    assigneeId: null,
    startTs: 1000,
    endTs: 1000,
    ackTs: 0,
    clearTs: 0,
    assignTs: 0,
    details: null,
    propagate: false,
    propagateToOwner: false,
    propagateToTenant: false,
    propagateRelationTypes: [],
    occurrences: 1,
    ...parts,
  }
}

function write(how: AlarmWrite['how'], alarm: StoredAlarm, parts: Partial<AlarmWrite> = {}): AlarmWrite {
  const kind = (
    { insert: 'RAISED', update: 'UPDATED', amend: 'UPDATED', clear: 'CLEARED', reopen: 'CHATTERED' } as const
  )[how]
  return { how, alarm, places: [alarm.originator], log: { kind, ts: 1000 }, comment: null, ...parts }
}

onEveryDatabase('alarms', (ground: () => Ground) => {
  test('an alarm comes back as it was written, its numbers too', async () => {
    const { store, entity } = ground()
    const details = JSON.parse('{"t":91.5,"text":"a\\u0000b\\ud800"}')
    const alarm = alarmOf(entity(), {
      details,
      propagateRelationTypes: ['Contains', 'a "b", c'],
      propagate: true,
    })
    assert.equal(await store.alarms.write(write('insert', alarm)), true)
    assert.deepEqual(await store.alarms.get(alarm.id), { ...alarm, details: { t: 91.5, text: 'ab\ufffd' } })
  })

  test('of two that are raised at once, one is made', async () => {
    const { store, entity } = ground()
    const originator = entity()
    const writes = Array.from({ length: 20 }, () => store.alarms.write(write('insert', alarmOf(originator))))
    const made = await Promise.all(writes)
    assert.equal(made.filter(Boolean).length, 1)
    assert.equal(await store.alarms.count({ entities: [originator.id] }), 1)
  })

  test('the newest active alarm is found, with what messages did to it', async () => {
    const { store, entity } = ground()
    const originator = entity()
    const nothing = await store.alarms.latest(originator, 'High temperature')
    assert.deepEqual(nothing, { alarm: null, done: [] })
    const old = alarmOf(originator, { startTs: 1, cleared: true, clearTs: 2 })
    const place = { journal: 'j', position: 7, isReplay: false }
    const cause = { chainId: 'c', nodeId: 'n', messageId: 'm1', place }
    await store.alarms.write(write('insert', old, { log: { kind: 'RAISED', ts: 1, cause } }))
    assert.equal((await store.alarms.latest(originator, old.type)).alarm?.id, old.id)
    const active = alarmOf(originator, { startTs: 3 })
    await store.alarms.write(
      write('insert', active, { log: { kind: 'RAISED', ts: 3, cause: { ...cause, messageId: 'm2' } } }),
    )
    const { alarm, done } = await store.alarms.latest(originator, old.type)
    assert.equal(alarm?.id, active.id)
    assert.deepEqual(done, [
      { kind: 'RAISED', alarmId: old.id, nodeId: 'n', messageId: 'm1', journal: 'j', position: 7 },
      { kind: 'RAISED', alarmId: active.id, nodeId: 'n', messageId: 'm2', journal: 'j', position: 7 },
    ])
  })

  test('a cleared alarm is not updated, cleared again or reopened beside an active one', async () => {
    const { store, entity } = ground()
    const originator = entity()
    const first = alarmOf(originator)
    await store.alarms.write(write('insert', first))
    const cleared = { ...first, cleared: true, clearTs: 5 }
    assert.equal(await store.alarms.write(write('clear', cleared)), true)
    assert.equal(await store.alarms.write(write('clear', { ...cleared, clearTs: 6 })), false)
    assert.equal(await store.alarms.write(write('update', { ...first, severity: 'CRITICAL' })), false)
    assert.deepEqual(await store.alarms.get(first.id), cleared)
    await store.alarms.write(write('insert', alarmOf(originator)))
    assert.equal(await store.alarms.write(write('reopen', first)), false)
    assert.equal((await store.alarms.history(first.id, 10)).length, 2, 'what did not happen is not told')
  })

  test('updates that follow each other are one entry of the history', async () => {
    const { store, entity } = ground()
    const alarm = alarmOf(entity())
    await store.alarms.write(write('insert', alarm))
    for (const ts of [2000, 3000, 4000]) {
      const log = { kind: 'UPDATED', ts, merges: true, count: 2, about: { t: ts } } as const
      await store.alarms.write(write('update', { ...alarm, endTs: ts }, { log }))
    }
    const [updated, raised] = await store.alarms.history(alarm.id, 10)
    assert.equal(raised?.kind, 'RAISED')
    assert.deepEqual(
      { ...updated, seq: 0 },
      {
        seq: 0,
        kind: 'UPDATED',
        since: 2000,
        ts: 4000,
        count: 6,
        severity: 'MAJOR',
        userId: null,
        chainId: null,
        nodeId: null,
        messageId: null,
        rule: null,
        about: { t: 4000 },
      },
    )
  })

  test('acknowledging and assigning answer null when that changes nothing', async () => {
    const { store, entity } = ground()
    const alarm = alarmOf(entity())
    await store.alarms.write(write('insert', alarm))
    const user = randomUUID()
    const log = (kind: 'ACKNOWLEDGED' | 'ASSIGNED' | 'UNASSIGNED') => ({ kind, ts: 7, userId: user })
    const acknowledged = await store.alarms.acknowledge(alarm.id, 7, log('ACKNOWLEDGED'), null)
    assert.deepEqual(acknowledged, { ...alarm, acknowledged: true, ackTs: 7 })
    assert.equal(await store.alarms.acknowledge(alarm.id, 8, log('ACKNOWLEDGED'), null), null)
    const assigned = await store.alarms.assign(alarm.id, user, log('ASSIGNED'), null)
    assert.equal(assigned?.assigneeId, user)
    assert.equal(assigned?.assignTs, 7)
    assert.equal(await store.alarms.assign(alarm.id, user, log('ASSIGNED'), null), null)
    assert.deepEqual(await store.alarms.assignedTo(user), [alarm.id])
    assert.equal((await store.alarms.assign(alarm.id, null, log('UNASSIGNED'), null))?.assigneeId, null)
    assert.equal(await store.alarms.assign(alarm.id, null, log('UNASSIGNED'), null), null)
    assert.equal(await store.alarms.acknowledge(randomUUID(), 8, log('ACKNOWLEDGED'), null), null)
  })

  test('lists are filtered, and find alarms at entities that they propagate to once each', async () => {
    const { store, entity } = ground()
    const [device, other, asset] = [entity(), entity(), { ...entity(), entityType: 'ASSET' }]
    const own = alarmOf(device, { severity: 'WARNING', createdTime: 10 })
    const shown = alarmOf(other, { severity: 'CRITICAL', type: 'Leak', createdTime: 20, acknowledged: true })
    await store.alarms.write(write('insert', own, { places: [device, asset] }))
    await store.alarms.write(write('insert', shown, { places: [other, asset, device] }))
    const entities = [device.id, asset.id]
    const found = async (filter: object) =>
      (
        await store.alarms.list({ ...everything, sortProperty: 'createdTime' }, { entities, ...filter })
      ).data.map(({ alarm, entity }) => [alarm.id, entity.id])
    const ids = entities.sort()
    assert.deepEqual(await found({}), [
      [own.id, device.id],
      [shown.id, ids[0]],
    ])
    assert.deepEqual(await found({ isOwnOnly: true }), [[own.id, device.id]])
    assert.deepEqual(await found({ acknowledged: true }), [[shown.id, ids[0]]])
    assert.deepEqual(await found({ severities: ['WARNING', 'MINOR'] }), [[own.id, device.id]])
    assert.deepEqual(await found({ types: ['Leak'], startTs: 20, endTs: 20 }), [[shown.id, ids[0]]])
    assert.deepEqual(await found({ cleared: true }), [])
    assert.equal(await store.alarms.highestSeverity({ entities }), 'CRITICAL')
    assert.equal(await store.alarms.highestSeverity({ entities, acknowledged: false }), 'WARNING')
    assert.equal(await store.alarms.highestSeverity({ entities: [randomUUID()] }), null)
    const page = await store.alarms.list({ page: 0, pageSize: 1, textSearch: 'leak' }, { entities })
    assert.equal(page.totalElements, 1)
    const first = await store.alarms.list(
      { page: 0, pageSize: 1, sortProperty: 'severity', sortOrder: 'ASC' },
      { entities },
    )
    assert.equal(first.data[0]?.alarm.id, shown.id, 'the most severe first')
    assert.ok((await store.alarms.types(everything)).data.includes('Leak'))
  })

  test('what is on a shelf can be left out, until its time is over', async () => {
    const { store, entity } = ground()
    const originator = entity()
    const alarm = alarmOf(originator)
    await store.alarms.write(write('insert', alarm))
    const shelf = {
      id: randomUUID(),
      createdTime: 0,
      until: 100,
      originator,
      alarmType: alarm.type,
      alarmId: null,
      reason: 'maintenance',
      userId: null,
    }
    await store.alarms.shelves.save({ ...shelf, id: randomUUID(), until: 50 })
    await store.alarms.shelves.save(shelf)
    const mine = (await store.alarms.shelves.all()).filter((each) => each.originator.id === originator.id)
    assert.deepEqual(mine, [shelf])
    const counted = (is: boolean, at: number) =>
      store.alarms.count({ entities: [originator.id], shelved: { is, at } })
    assert.deepEqual([await counted(false, 99), await counted(true, 99)], [0, 1])
    assert.deepEqual([await counted(false, 100), await counted(true, 100)], [1, 0])
  })

  test('alarms, and what belongs to them, go with their device', async () => {
    const { store } = ground()
    const device = await store.devices.create({ name: `goes ${randomUUID()}` })
    const alarm = alarmOf({ entityType: 'DEVICE', id: device.id })
    await store.alarms.write(write('insert', alarm))
    const comment = {
      id: randomUUID(),
      createdTime: 1,
      alarmId: alarm.id,
      userId: null,
      type: 'OTHER',
      comment: { text: 'looks bad' },
    } as const
    await store.alarms.comments.save(comment)
    assert.deepEqual((await store.alarms.comments.list(alarm.id, everything)).data, [comment])
    await store.devices.remove(device.id)
    assert.equal(await store.alarms.get(alarm.id), null)
    assert.equal(await store.alarms.comments.get(comment.id), null)
    assert.deepEqual(await store.alarms.history(alarm.id, 10), [])
    await assert.rejects(store.alarms.comments.save(comment), { name: 'NotFound' })
  })
})
