import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { Bench, type PlayInput, playDevice, World } from '../sdk/play.ts'
import pushToCloud from './push-to-cloud.ts'
import pushToEdge from './push-to-edge.ts'

const now = 1_700_000_000_000

/** What a message becomes in the outbox, or why it does not get there. */
async function pushed(input: PlayInput, scope = 'SERVER_SCOPE'): Promise<unknown> {
  const bench = await Bench.open(pushToCloud, { scope })
  const { failed, outputs } = await bench.send(input)
  if (failed !== undefined) return failed
  const [deed] = bench.world.deeds
  if (deed === undefined) return outputs.length
  assert.deepEqual(
    outputs.map(({ output }) => output),
    ['Success'],
  )
  if (!('cloudEvent' in deed)) return deed
  const { lane, type, action, entityId, body } = deed.cloudEvent
  return [lane, type, action, entityId === playDevice.id ? 'the device' : entityId, body]
}

describe('push to cloud', () => {
  const data = { t: 1 }

  test('makes of each type of message what the link knows', async () => {
    const series = (ts: number) => ['timeseries', 'DEVICE', 'TIMESERIES_UPDATED', 'the device', { data, ts }]
    assert.deepEqual(await pushed({ data, metadata: { ts: '5' } }), series(5))
    assert.deepEqual(await pushed({ data, type: 'CONNECT_EVENT' }), series(now))
    const updated = (action: string, more: object) => [
      'timeseries',
      'DEVICE',
      action,
      'the device',
      { kv: data, ts: now, scope: 'SHARED_SCOPE', ...more },
    ]
    const shared = { scope: 'SHARED_SCOPE' }
    assert.deepEqual(
      await pushed({ data, type: 'POST_ATTRIBUTES_REQUEST', metadata: shared }),
      updated('POST_ATTRIBUTES', { isPostAttributes: true }),
    )
    assert.deepEqual(
      await pushed({ data, type: 'ATTRIBUTES_UPDATED' }, 'SHARED_SCOPE'),
      updated('ATTRIBUTES_UPDATED', {}),
    )
    assert.deepEqual(
      await pushed({ data, type: 'INACTIVITY_EVENT', metadata: shared }),
      updated('ATTRIBUTES_UPDATED', {}),
    )
    assert.deepEqual(await pushed({ data: { attributes: ['a'] }, type: 'ATTRIBUTES_DELETED' }), [
      'timeseries',
      'DEVICE',
      'ATTRIBUTES_DELETED',
      'the device',
      { keys: ['a'], scope: 'SERVER_SCOPE' },
    ])
  })

  test('pushes alarms under their own id, as what happened to them', async () => {
    const alarm = { id: { entityType: 'ALARM', id: 'al1' } }
    for (const [type, metadata, action] of [
      ['ALARM', { isNewAlarm: 'true' }, 'ADDED'],
      ['ALARM', { isClearedAlarm: 'true' }, 'ALARM_CLEAR'],
      ['ALARM_SEVERITY_UPDATED', {}, 'UPDATED'],
      ['ALARM_ACK', {}, 'ALARM_ACK'],
      ['ALARM_CLEAR', {}, 'ALARM_CLEAR'],
    ] as const)
      assert.deepEqual(await pushed({ data: alarm, type, metadata }), [
        'general',
        'ALARM',
        action,
        'al1',
        null,
      ])
    assert.match(String(await pushed({ data: {}, type: 'ALARM' })), /holds no alarm/)
  })

  test('pushes calls of devices with what the answer will need', async () => {
    const metadata = { requestId: '7', serviceId: 's', sessionId: 'x' }
    assert.deepEqual(
      await pushed({ data: { method: 'm', params: 'on' }, type: 'TO_SERVER_RPC_REQUEST', metadata }),
      [
        'general',
        'DEVICE',
        'RPC_CALL',
        'the device',
        { ...metadata, requestId: 7, method: 'm', params: '"on"' },
      ],
    )
    assert.match(String(await pushed({ data: {}, type: 'TO_SERVER_RPC_REQUEST' })), /requestId is “”/)
  })

  test('lets what came from the cloud end here, and fails what can’t travel', async () => {
    assert.equal(await pushed({ data, metadata: { source: 'CLOUD' } }), 0)
    assert.match(String(await pushed({ data, type: 'X' })), /type X are not pushed/)
    const originator = { entityType: 'RULE_NODE', id: 'n' }
    assert.match(String(await pushed({ data, originator })), /Data of a RULE_NODE/)
    assert.match(String(await pushed({ data: 'x', dataType: 'TEXT' })), /holds no JSON/)
    assert.match(String(await pushed({ data: {}, type: 'ATTRIBUTES_DELETED' })), /no list of keys/)
  })

  test('goes on only when the event is in the outbox', async () => {
    const world = new World()
    world.calls.isCloudFull = true
    const bench = await Bench.open(pushToCloud, {}, { world })
    const { failed, outputs } = await bench.send({ data })
    assert.deepEqual([failed, outputs], ['The outbox to the cloud is full', []])
  })
})

describe('push to edge', () => {
  test('reaches every edge of the entity, or the edge itself', async () => {
    const world = new World()
    world.calls.edges = new Map([[`DEVICE ${playDevice.id}`, ['e1', 'e2']]])
    const bench = await Bench.open(pushToEdge, {}, { world })
    const edges = () =>
      world.deeds.splice(0).map((deed) => ('edgeEvent' in deed ? deed.edge : Object.keys(deed)[0]))
    assert.equal((await bench.send({ data: {} })).outputs[0]?.output, 'Success')
    assert.deepEqual(edges(), ['e1', 'e2'])
    await bench.send({ data: {}, originator: { entityType: 'EDGE', id: 'e9' } })
    assert.deepEqual(edges(), ['e9'])
    const { outputs } = await bench.send({ data: {}, originator: { entityType: 'ASSET', id: 'a' } })
    assert.deepEqual([outputs, edges()], [[], []])
    const call = await bench.send({ data: {}, type: 'TO_SERVER_RPC_REQUEST' })
    assert.match(call.failed ?? '', /are not pushed/)
  })
})
