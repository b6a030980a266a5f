import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { Message } from '../sdk/index.ts'
import { Bench, playDevice, World } from '../sdk/play.ts'
import coap from './coap.ts'
import http from './http.ts'
import mqtt from './mqtt.ts'
import { pathMatcher } from './path-pattern.ts'

describe('which arrivals a transport node lets in', () => {
  const lets = async (
    config: object,
    path: string,
    deviceType?: string,
    node = mqtt,
    transport = 'mqtt' as const,
  ) => (await Bench.open(node, config)).receives?.({ transport, path }, deviceType)

  test('the standard API as a whole, or its parts', async () => {
    assert.equal(await lets({}, 'v1/devices/me/telemetry'), true)
    assert.equal(await lets({}, 'v1/devices/me/rpc/request/1'), true)
    assert.equal(await lets({}, 'plant/1'), false)
    assert.equal(await lets({ arrivals: 'telemetry' }, 'v2/t/j'), true)
    assert.equal(await lets({ arrivals: 'telemetry' }, 'v1/devices/me/attributes'), false)
    assert.equal(await lets({ arrivals: 'attributes' }, 'v1/gateway/attributes'), true)
  })

  test('a pattern of the user’s own', async () => {
    const config = { arrivals: 'pattern', patterns: ['plant/{line}/#'] }
    assert.equal(await lets(config, 'plant/north/a/b'), true)
    assert.equal(await lets(config, 'v1/devices/me/telemetry'), false)
  })

  test('only devices of certain profiles, where the profile is known', async () => {
    const config = { deviceProfiles: ['pump'] }
    assert.equal(await lets(config, 'v2/t', 'pump'), true)
    assert.equal(await lets(config, 'v2/t', 'door'), false)
    assert.equal(await lets(config, 'v2/t'), true)
  })

  test('never those of another transport', async () => {
    for (const node of [http, coap])
      assert.equal((await Bench.open(node, {})).receives?.({ transport: 'mqtt', path: 'telemetry' }), false)
    assert.equal((await Bench.open(http, {})).receives?.({ transport: 'http', path: 'telemetry' }), true)
    const slash = { arrivals: 'pattern', patterns: ['/meters/{id}'] }
    assert.equal((await Bench.open(coap, slash)).receives?.({ transport: 'coap', path: 'meters/7' }), true)
    assert.equal((await Bench.open(mqtt, slash)).receives?.({ transport: 'mqtt', path: 'meters/7' }), false)
  })
})

describe('a payload of any shape', () => {
  async function map(jsScript: string, data: unknown = {}) {
    const world = new World()
    world.devices.set('d7', {
      id: 'd7',
      name: 'Seven',
      type: 'pump',
      label: null,
      profileId: 'p',
      customerId: 'c',
    })
    const config = { arrivals: 'pattern', patterns: ['plant/{line}/{device}'], mapping: 'script', jsScript }
    const bench = await Bench.open(mqtt, config, { world })
    const raw = Message.of({
      id: 'raw',
      ts: 1000,
      tie: 2,
      type: 'RAW_UPLOAD',
      originator: playDevice,
      metadata: { deviceName: 'Sender', deviceType: 'gateway' },
      data: data as never,
      arrival: { transport: 'mqtt', path: 'plant/north/Seven' },
    })
    return bench.sendMessage(raw)
  }

  test('becomes values of the device that sent it', async () => {
    const { outputs } = await map('return { values: { t: msg.t, line: metadata.line, gone: null } }', {
      t: 5,
    })
    const [{ message } = assert.fail()] = outputs
    assert.equal(message.type, 'POST_TELEMETRY_REQUEST')
    assert.deepEqual(message.data, { t: 5, line: 'north' })
    assert.deepEqual([message.id, message.ts, message.tie, message.originator], ['raw', 1000, 2, playDevice])
    assert.equal(message.metadata.ts, '1000')
  })

  test('becomes values of devices that it names, each a message of its own', async () => {
    const { outputs } = await map(
      'return [{ device: metadata.device, ts: 7, values: { t: 1 } }, { type: "attributes", values: { v: "1.2" } }]',
    )
    const [first, second] = outputs.map(({ message }) => message)
    assert.deepEqual(first?.originator, { entityType: 'DEVICE', id: 'd7' })
    assert.deepEqual(
      [first?.metadata.deviceName, first?.metadata.deviceType, first?.customerId],
      ['Seven', 'pump', 'c'],
    )
    assert.deepEqual([first?.ts, first?.tie], [7, 0])
    assert.deepEqual([second?.type, second?.metadata.notifyDevice], ['POST_ATTRIBUTES_REQUEST', 'false'])
    assert.notEqual(first?.id, second?.id)
  })

  test('is all or nothing: one unknown device fails the whole payload', async () => {
    const { outputs, failed } = await map(
      'return [{ values: { t: 1 } }, { device: "Eight", values: { t: 1 } }]',
    )
    assert.deepEqual(outputs, [])
    assert.match(failed ?? '', /no device named “Eight”/)
  })

  test('may hold nothing to keep', async () => {
    assert.deepEqual(await map('return []'), { outputs: [] })
    assert.deepEqual(await map('return { values: {} }'), { outputs: [] })
  })

  test('that is mapped wrongly says how', async () => {
    assert.match((await map('return 5')).failed ?? '', /a number where \{values\}/)
    assert.match((await map('return {}')).failed ?? '', /“values”/)
    assert.match((await map('return { ts: "now", values: { a: 1 } }')).failed ?? '', /“ts”/)
    assert.match((await map('return { device: 5, values: { a: 1 } }')).failed ?? '', /“device”/)
    assert.match((await map('return { type: "alarm", values: { a: 1 } }')).failed ?? '', /“type”/)
  })
})

describe('a path pattern', () => {
  const table: [string, string, object | null][] = [
    ['a/b', 'a/b', {}],
    ['a/b', 'a/b/c', null],
    ['a/+/c', 'a/b/c', {}],
    ['a/*/c', 'a/b/c', {}],
    ['a/{x}/{y}', 'a/1/2', { x: '1', y: '2' }],
    ['a/{x}', 'a', null],
    ['a/#', 'a', {}],
    ['a/**', 'a/b/c', {}],
    ['#', 'anything/at/all', {}],
    ['#', '$SYS/uptime', null],
    ['+/x', '$SYS/x', null],
    ['$SYS/#', '$SYS/x', {}],
    ['a/{x}', 'a/', { x: '' }],
  ]
  for (const [pattern, path, parts] of table)
    test(`${pattern} ${parts === null ? 'is not' : 'is'} ${path}`, () =>
      assert.deepEqual(pathMatcher(pattern)(path), parts))

  test('that makes no sense is refused', () => {
    for (const pattern of ['a/#/b', 'a+', '{x}/{x}', 'a/{}', '{__proto__}', 'a/{b}c'])
      assert.throws(() => pathMatcher(pattern), Error, pattern)
  })
})
