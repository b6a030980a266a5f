import assert from 'node:assert/strict'
import { randomUUID } from 'node:crypto'
import { after, before, test } from 'node:test'
import type { AlarmRequest, AlarmResult } from '../rules/alarms.ts'
import { type Ground, onEveryDatabase } from '../store/every-database.ts'
import { by, type TestRoom, testRoom } from './test-room.ts'

onEveryDatabase('raising and clearing alarms', (ground: () => Ground) => {
  let test_: TestRoom
  before(async () => {
    test_ = await testRoom(ground())
  })
  after(() => test_.room.close())

  const request = (parts: Partial<AlarmRequest> = {}): AlarmRequest => ({
    type: 'High temperature',
    originator: ground().entity(),
    severity: 'MAJOR',
    ...parts,
  })
  const flags = ({ isCreated, isUpdated, isSeverityUpdated, isCleared }: AlarmResult) =>
    [
      isCreated && 'created',
      isUpdated && 'updated',
      isSeverityUpdated && 'severity',
      isCleared && 'cleared',
    ].filter(Boolean)

  test('the first is created, a different one updates it, the same one changes nothing', async () => {
    const { desk } = test_.room
    const asked = request({ startTs: 5, details: { t: 1 } })
    const first = await desk.raise(asked)
    assert.deepEqual(flags(first), ['created'])
    assert.deepEqual(
      { ...first.alarm, id: '' },
      {
        id: '',
        createdTime: ground().clock.now(),
        type: 'High temperature',
        originator: asked.originator,
        customerId: null,
        severity: 'MAJOR',
        acknowledged: false,
        cleared: false,
        assigneeId: null,
        startTs: 5,
        endTs: 5,
        ackTs: 0,
        clearTs: 0,
        assignTs: 0,
        details: { t: 1 },
        propagate: false,
        propagateToOwner: false,
        propagateToTenant: false,
        propagateRelationTypes: [],
        occurrences: 1,
      },
    )
    const second = await desk.raise({ ...asked, endTs: 9 })
    assert.deepEqual(flags(second), ['updated'])
    assert.equal(second.alarm.id, first.alarm.id)
    assert.deepEqual(flags(await desk.raise({ ...asked, endTs: 9, severity: 'MINOR' })), ['severity'])
    const same = await desk.raise({ ...asked, endTs: 9, severity: 'MINOR' })
    assert.deepEqual(flags(same), [])
    assert.deepEqual(flags(await desk.raise({ ...asked, endTs: 9, severity: 'MINOR', details: null })), [])
    const { comment } = (await ground().store.alarms.comments.list(first.alarm.id, { page: 0, pageSize: 9 }))
      .data[0] as { comment: object }
    assert.deepEqual(comment, {
      text: 'Alarm severity was updated from MAJOR to MINOR',
      subtype: 'SEVERITY_CHANGED',
      oldSeverity: 'MAJOR',
      newSeverity: 'MINOR',
    })
  })

  test('a hundred at once make one alarm', async () => {
    const asked = request()
    const results = await Promise.all(
      Array.from({ length: 100 }, (_, index) =>
        test_.room.desk.raise({ ...asked, startTs: 1, endTs: index + 1 }),
      ),
    )
    assert.equal(results.filter(({ isCreated }) => isCreated).length, 1)
    assert.equal(new Set(results.map(({ alarm }) => alarm.id)).size, 1)
  })

  test('a cleared alarm stays as it was cleared, and the next one is another', async () => {
    const { desk } = test_.room
    const asked = request({ details: { t: 1 } })
    const { alarm } = await desk.raise(asked)
    const cleared = await desk.clear(alarm.id, 77, null)
    assert.deepEqual(flags(cleared as AlarmResult), ['cleared'])
    assert.deepEqual(await ground().store.alarms.get(alarm.id), {
      ...alarm,
      cleared: true,
      clearTs: 77,
      details: { t: 1 },
    })
    assert.deepEqual(flags((await desk.clear(alarm.id, 78, { other: 1 })) as AlarmResult), [])
    assert.equal(await desk.active(asked.originator, asked.type), null)
    assert.notEqual((await desk.raise(asked)).alarm.id, alarm.id)
    assert.equal(await desk.clear(randomUUID(), 1, null), null)
  })

  test('a request that makes no alarm is refused in words', async () => {
    const refused = (parts: Partial<AlarmRequest>, message: RegExp) =>
      assert.rejects(test_.room.desk.raise(request(parts)), { name: 'WrongAlarm', message })
    await refused({ type: ' ' }, /type should be specified/)
    await refused({ type: 'x'.repeat(256) }, /256 characters/)
    await refused({ startTs: 9, endTs: 8 }, /greater than end ts/)
    await refused({ severity: 'BAD' as 'MAJOR' }, /no severity/)
    await refused({ customerId: randomUUID() }, /another customer/)
  })

  test('a message that comes again changes nothing and gets the same answer, also after a restart', async () => {
    const asked = request()
    const rounds = async ({ room: { desk } }: TestRoom, flight: number | undefined) => {
      const answers: unknown[] = []
      for (const id of ['m1', 'm3']) {
        const found = await desk.active(asked.originator, asked.type, by(id, flight))
        const raised = await desk.raise({ ...asked, startTs: 1, endTs: 2 }, by(id, flight))
        answers.push([found?.cleared ?? null, ...flags(raised), raised.alarm.id])
        const active = await desk.active(asked.originator, asked.type, by(`${id} clear`, flight))
        const cleared = (await desk.clear(
          active?.id as string,
          5,
          null,
          by(`${id} clear`, flight),
        )) as AlarmResult
        answers.push([active?.cleared, ...flags(cleared), cleared.alarm.id])
      }
      return answers
    }
    const first = await rounds(test_, 1)
    assert.deepEqual(
      first.map((each) => (each as unknown[]).slice(0, 2)),
      [
        [null, 'created'],
        [false, 'cleared'],
        [null, 'created'],
        [false, 'cleared'],
      ],
    )
    assert.deepEqual(await rounds(test_, 2), first, 'tried again')
    const restarted = await testRoom(ground())
    assert.deepEqual(await rounds(restarted, 1), first, 'after a restart')
    await restarted.room.close()
    assert.equal(await ground().store.alarms.count({ entities: [asked.originator.id] }), 2)
  })

  test('messages that did nothing, and those that were stored together, do nothing again after a crash', async () => {
    const asked = request()
    type Step = readonly [does: 'raise' | 'clear', position: number]
    const run = async ({ room: { desk } }: TestRoom, steps: readonly Step[], isReplay: boolean) => {
      const answers: unknown[] = []
      for (const [does, position] of steps) {
        const place = { journal: 'j', position, isReplay }
        // Two nodes: what does nothing at one of them was before what changed something at the other.
        const cause = { chainId: 'c', nodeId: does, messageId: `m${position}`, place }
        const active = await desk.active(asked.originator, asked.type, cause)
        if (does === 'raise') {
          const result = await desk.raise({ ...asked, startTs: 1, endTs: 1 + position }, cause)
          answers.push(flags(result)[0])
        } else answers.push(active && flags((await desk.clear(active.id, 9, null, cause)) as AlarmResult)[0])
      }
      return answers
    }
    const all: readonly Step[] = [
      ['clear', 1],
      ['raise', 2],
      ['raise', 3],
      ['raise', 4],
      ['clear', 5],
      ['clear', 6],
      ['raise', 7],
      ['raise', 8],
    ]
    const first = await run(test_, all, false)
    assert.deepEqual(first, [null, 'created', 'updated', 'updated', 'cleared', null, 'created', 'updated'])
    const before = await ground().store.alarms.list(
      { page: 0, pageSize: 9 },
      { entities: [asked.originator.id] },
    )
    for (const from of all.keys()) {
      const restarted = await testRoom(ground())
      assert.deepEqual(
        await run(restarted, all.slice(from), true),
        first.slice(from),
        `from step ${from + 1}`,
      )
      await restarted.room.close()
    }
    const after = await ground().store.alarms.list(
      { page: 0, pageSize: 9 },
      { entities: [asked.originator.id] },
    )
    assert.deepEqual(after, before)
    const restarted = await testRoom(ground())
    const next = [...all.slice(5), ['clear', 9], ['raise', 10]] as const
    assert.deepEqual(await run(restarted, next, true), [null, 'created', 'updated', 'cleared', 'created'])
    await restarted.room.close()
    // The journal was removed with its folder: the positions of another one say nothing.
    const other = await testRoom(ground())
    const cause = { ...by('x'), place: { journal: 'k', position: 0, isReplay: true } }
    assert.deepEqual(flags(await other.room.desk.raise({ ...asked, startTs: 1, endTs: 99 }, cause)), [
      'updated',
    ])
    await other.room.close()
  })

  test('one message may come to a node twice and do two things', async () => {
    const asked = request({ startTs: 1 })
    const { desk } = test_.room
    assert.deepEqual(flags(await desk.raise({ ...asked, endTs: 1 }, by('m', 1))), ['created'])
    assert.deepEqual(flags(await desk.raise({ ...asked, endTs: 2 }, by('m', 1))), ['updated'])
    assert.deepEqual(flags(await desk.raise({ ...asked, endTs: 3 }, by('m', 2))), ['created'])
    assert.deepEqual(flags(await desk.raise({ ...asked, endTs: 4 }, by('m', 2))), ['updated'])
    assert.equal((await desk.active(asked.originator, asked.type))?.endTs, 2)
  })

  test('what another server did to the same database counts', async () => {
    const { store, clock } = ground()
    if (store.kind === 'embedded') return
    const asked = request({ startTs: 1 })
    const other = await testRoom(ground())
    assert.equal(await test_.room.desk.active(asked.originator, asked.type), null)
    const { alarm } = await other.room.desk.raise(asked)
    const mine = await test_.room.desk.raise({ ...asked, endTs: 9 })
    assert.deepEqual([mine.alarm.id, ...flags(mine)], [alarm.id, 'updated'])
    await other.room.desk.clear(alarm.id, 5, null)
    assert.deepEqual(flags(await test_.room.desk.raise({ ...asked, endTs: 10 })), ['created'])
    clock.time += 2000
    assert.equal((await other.room.desk.active(asked.originator, asked.type))?.endTs, 10)
    await other.room.close()
  })

  test('an alarm is shown along relations of the wanted types, at its owner and at the tenant', async () => {
    const { store } = ground()
    const name = randomUUID()
    const customer = await store.customers.create({ title: name })
    const device = await store.devices.create({ name, customerId: customer.id })
    const [site, building, other] = await Promise.all(
      ['site', 'building', 'other'].map((each) => store.assets.create({ name: `${each} ${name}` })),
    )
    const asset = (each: { id: string } | undefined) => ({ entityType: 'ASSET', id: each?.id ?? '' })
    const originator = { entityType: 'DEVICE', id: device.id }
    await store.relations.save({ from: asset(building), to: originator, type: 'Contains' })
    await store.relations.save({ from: asset(site), to: asset(building), type: 'Contains' })
    await store.relations.save({ from: asset(site), to: originator, type: 'Manages' })
    await store.relations.save({ from: asset(other), to: asset(building), type: 'Uses' })
    const seenAt = async (id: string | undefined) => store.alarms.count({ entities: [id ?? ''] })
    const { alarm } = await test_.room.desk.raise({ ...request({ originator }) })
    assert.equal(alarm.customerId, customer.id)
    assert.deepEqual([await seenAt(device.id), await seenAt(building?.id)], [1, 0])
    await test_.room.desk.raise({
      ...request({ originator }),
      propagate: true,
      propagateToOwner: true,
      propagateRelationTypes: ['Contains'],
    })
    assert.deepEqual(
      [
        await seenAt(building?.id),
        await seenAt(site?.id),
        await seenAt(other?.id),
        await seenAt(customer.id),
      ],
      [1, 1, 0, 1],
    )
    await test_.room.desk.raise({ ...request({ originator }), propagate: true, propagateToTenant: true })
    assert.deepEqual(
      [await seenAt(other?.id), await seenAt(customer.id), await seenAt(store.tenantId)],
      [1, 1, 1],
    )
  })

  test('an alarm of a device that is removed is forgotten', async () => {
    const { store } = ground()
    const device = await store.devices.create({ name: randomUUID() })
    const originator = { entityType: 'DEVICE', id: device.id }
    const { alarm } = await test_.room.desk.raise(request({ originator }))
    await store.devices.remove(device.id)
    const again = await test_.room.desk.raise(request({ originator, details: { x: 1 } }))
    assert.deepEqual(flags(again), ['created'])
    assert.notEqual(again.alarm.id, alarm.id)
  })

  test('routine updates are known at once, stored together a second later, and told to no chain', async () => {
    const { desk } = test_.room
    const asked = request({ isRoutine: true, details: { count: 0 } })
    const { alarm, isGathered } = await desk.raise(asked, by('r1'))
    assert.equal(isGathered, undefined)
    const told = test_.told.length
    for (const count of [1, 2, 3]) {
      const result = await desk.raise({ ...asked, details: { count } }, by(`r${count + 1}`))
      assert.deepEqual([result.isUpdated, result.isGathered], [true, true])
    }
    assert.deepEqual((await desk.byId(alarm.id))?.details, { count: 3 })
    assert.notDeepEqual((await ground().store.alarms.get(alarm.id))?.details, { count: 3 })
    // another severity is news, and is stored with what was before it
    const worse = await desk.raise({ ...asked, severity: 'CRITICAL', details: { count: 4 } }, by('r5'))
    assert.deepEqual([worse.isSeverityUpdated, worse.isGathered], [true, undefined])
    const stored = await ground().store.alarms.get(alarm.id)
    assert.deepEqual([stored?.severity, stored?.details], ['CRITICAL', { count: 4 }])
    await desk.raise({ ...asked, severity: 'CRITICAL', details: { count: 5 } }, by('r6'))
    await desk.clear(alarm.id, asked.endTs ?? 1_700_000_099_000, null, by('r7'))
    assert.deepEqual((await ground().store.alarms.get(alarm.id))?.details, { count: 5 })
    assert.equal(test_.told.length, told)
  })

  test('history says which node and message did what, with secrets masked', async () => {
    const { desk } = test_.room
    const cause = { ...by('m9'), rule: 'temperature > 26', values: { temperature: 27, password: 'abc' } }
    const { alarm } = await desk.raise(request(), cause)
    const [entry] = await ground().store.alarms.history(alarm.id, 5)
    assert.deepEqual(
      [entry?.kind, entry?.chainId, entry?.nodeId, entry?.messageId, entry?.rule, entry?.about],
      ['RAISED', 'c', 'n', 'm9', 'temperature > 26', { temperature: 27, password: '•••' }],
    )
  })
})
