import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { StoredCall } from './calls.ts'
import { type Ground, onEveryDatabase } from './every-database.ts'

const start = 1_795_348_800_000
let made = 0

async function device({ store }: Ground): Promise<string> {
  return (await store.devices.create({ name: `caller ${++made}` })).id
}

function call({ entity }: Ground, deviceId: string, more: Partial<StoredCall> = {}): StoredCall {
  return {
    id: entity().id,
    createdTime: start + made,
    deviceId,
    requestId: 0,
    expirationTime: start + 60_000,
    method: 'reboot',
    params: '{"hard":true}',
    additionalInfo: null,
    isOneWay: false,
    retries: null,
    status: 'QUEUED',
    timeouts: 0,
    response: null,
    ...more,
  }
}

onEveryDatabase('calls', (ground) => {
  test('a call is kept as it was, over a restart too', async () => {
    const one = call(ground(), await device(ground()), { additionalInfo: 'night', retries: 3 })
    assert.equal(await ground().store.calls.add(one, 10), 'added')
    const { calls } = await ground().reopen()
    assert.deepEqual(await calls.get(one.id), one)
    assert.deepEqual(await calls.open(one.deviceId, -1, 10), [one])
    const open = await calls.devicesWithOpen()
    assert.deepEqual(
      open.filter(({ deviceId }) => deviceId === one.deviceId),
      [{ deviceId: one.deviceId, highest: 0 }],
    )
  })

  test('the same call twice is one, another under its id is told apart', async () => {
    const { calls } = ground().store
    const one = call(ground(), await device(ground()))
    await calls.add(one, 10)
    assert.equal(await calls.add(one, 10), 'repeated')
    assert.equal(await calls.add({ ...one, method: 'other' }, 10), 'taken')
  })

  test('a device has as many open calls as it may have', async () => {
    const { calls } = ground().store
    const deviceId = await device(ground())
    assert.equal(await calls.add(call(ground(), deviceId), 1), 'added')
    assert.equal(await calls.add(call(ground(), deviceId, { requestId: 1 }), 1), 'full')
    await calls.reply(deviceId, 0, '{}')
    assert.equal(await calls.add(call(ground(), deviceId, { requestId: 1 }), 1), 'added')
  })

  test('a late change does not bring an ended call back', async () => {
    const { calls } = ground().store
    const one = call(ground(), await device(ground()))
    await calls.add(one, 10)
    assert.equal((await calls.move(one.id, ['QUEUED'], { status: 'SENT', isOpen: true }))?.status, 'SENT')
    assert.equal(await calls.move(one.id, ['QUEUED'], { status: 'SENT', isOpen: true }), null)
    assert.equal((await calls.reply(one.deviceId, 0, '{"ok":true}'))?.response, '{"ok":true}')
    assert.equal(await calls.reply(one.deviceId, 0, '{"ok":false}'), null)
    assert.equal(await calls.move(one.id, ['SUCCESSFUL'], { status: 'FAILED', isOpen: false }), null)
    assert.equal((await calls.get(one.id))?.status, 'SUCCESSFUL')
  })

  test('calls expire at their time, the ended ones do not', async () => {
    const { calls } = ground().store
    const deviceId = await device(ground())
    const early = call(ground(), deviceId, { expirationTime: start - 1000 })
    const done = call(ground(), deviceId, { expirationTime: start - 1000, requestId: 1 })
    const late = call(ground(), deviceId, { requestId: 2 })
    for (const each of [early, done, late]) await calls.add(each, 10)
    await calls.reply(deviceId, 1, '1')
    assert.ok(((await calls.nextExpiry()) ?? 0) <= start - 1000)
    const expired = (await calls.expire(start, 100)).filter((each) => each.deviceId === deviceId)
    assert.deepEqual(
      expired.map(({ id, status }) => [id, status]),
      [[early.id, 'EXPIRED']],
    )
    assert.deepEqual(
      (await calls.open(deviceId, -1, 10)).map(({ id }) => id),
      [late.id],
    )
  })

  test('calls are listed newest first, and by status', async () => {
    const { calls } = ground().store
    const deviceId = await device(ground())
    const older = call(ground(), deviceId, { createdTime: start })
    const newer = call(ground(), deviceId, { createdTime: start + 1, requestId: 1 })
    for (const each of [older, newer]) await calls.add(each, 10)
    await calls.reply(deviceId, 0, '1')
    const link = { page: 0, pageSize: 10 }
    assert.deepEqual(
      (await calls.list(deviceId, null, link)).data.map(({ id }) => id),
      [newer.id, older.id],
    )
    const queued = await calls.list(deviceId, 'QUEUED', link)
    assert.deepEqual([queued.totalElements, queued.data[0]?.id], [1, newer.id])
    assert.equal(await calls.remove(newer.id), true)
    assert.equal(await calls.remove(newer.id), false)
  })

  test('a device takes its calls with it, and ended ones go when they are old', async () => {
    const { calls, devices } = ground().store
    const deviceId = await device(ground())
    const ended = call(ground(), deviceId, { createdTime: 5, status: 'EXPIRED' })
    const open = call(ground(), deviceId, { createdTime: 5, requestId: 1 })
    for (const each of [ended, open]) await calls.add(each, 10)
    assert.equal(await calls.removeEnded(10, 100), 1)
    assert.notEqual(await calls.get(open.id), null)
    await devices.remove(deviceId)
    assert.equal(await calls.get(open.id), null)
  })
})
