// biome-ignore-all lint/suspicious/noTemplateCurlyInString: templates of ours
import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { double, type EntityRef, parseJson, stringifyJson, valueAt } from '../sdk/index.ts'
import { Bench, playDevice, World } from '../sdk/play.ts'
import { upgradeConfig } from '../sdk/upgrade.ts'
import calculateDelta from './calculate-delta.ts'
import deviceCredentials from './device-credentials.ts'
import originatorAttributes from './originator-attributes.ts'
import originatorFields from './originator-fields.ts'
import originatorTelemetry from './originator-telemetry.ts'

function device(world: World): void {
  const { id } = playDevice
  const additionalInfo = { gateway: false, description: 'by the door' }
  world.devices.set(id, {
    id,
    name: 'D1',
    type: 'thermostat',
    label: null,
    profileId: 'p1',
    customerId: null,
    createdTime: 5,
    additionalInfo,
  })
}

describe('originator attributes', () => {
  const config = {
    clientAttributeNames: ['firmware'],
    sharedAttributeNames: ['setpoint'],
    serverAttributeNames: ['limits', 'missing'],
    latestTsKeyNames: ['temperature'],
  }
  const stocked = () => {
    const world = new World()
    world.attributesOf(playDevice, 'CLIENT_SCOPE').set('firmware', '1.4')
    world.attributesOf(playDevice, 'SHARED_SCOPE').set('setpoint', double(21))
    world.attributesOf(playDevice, 'SERVER_SCOPE').set('limits', { high: 30 })
    world.historyOf(playDevice).set('temperature', [{ ts: 7, value: 19.5 }])
    return world
  }

  test('values come typed in the data, and as text in the metadata', async () => {
    const found = async (fetchTo: string) => {
      const given = {
        ...config,
        fetchTo,
        tellFailureIfAbsent: false,
        getLatestValueWithTs: fetchTo === 'DATA',
      }
      const bench = await Bench.open(originatorAttributes, given, { world: stocked() })
      return (await bench.send({ data: {} })).outputs[0]
    }
    assert.equal(
      stringifyJson((await found('DATA'))?.message.data ?? null),
      '{"cs_firmware":"1.4","shared_setpoint":21.0,"ss_limits":{"high":30},"temperature":{"ts":7,"value":19.5}}',
    )
    assert.deepEqual((await found('METADATA'))?.message.metadata, {
      cs_firmware: '1.4',
      shared_setpoint: '21.0',
      ss_limits: '{"high":30}',
      temperature: '19.5',
    })
  })

  test('with something missing the message fails, with all that was found', async () => {
    const bench = await Bench.open(originatorAttributes, config, { world: stocked() })
    const [first] = (await bench.send({ data: {} })).outputs
    assert.equal(first?.output, 'Failure')
    assert.equal(first?.message.metadata.cs_firmware, '1.4')
    assert.equal(first?.reason, 'Not stored: ss_missing')
  })
})

describe('originator telemetry', () => {
  const world = new World()
  world.historyOf(playDevice).set(
    't',
    [10, 20, 30, 40].map((value, index) => ({ ts: world.time - 100_000 + index * 10_000, value })),
  )
  world.historyOf(playDevice).set(
    'mode',
    ['eco', 'boost'].map((value, index) => ({ ts: world.time - 100_000 + index * 10_000, value })),
  )
  const metadataOf = async (config: object, key = 't') => {
    const bench = await Bench.open(originatorTelemetry, { latestTsKeyNames: [key], ...config }, { world })
    return (await bench.send({ data: {} })).outputs[0]?.message.metadata[key]
  }

  test('the first and the last are text in quotes', async () => {
    assert.equal(await metadataOf({ fetchMode: 'FIRST' }), '"10"')
    assert.equal(await metadataOf({ fetchMode: 'LAST' }), '"40"')
  })

  test('all of them keep their type, their order and their number', async () => {
    const ts = world.time - 100_000
    assert.equal(
      await metadataOf({ fetchMode: 'ALL', orderBy: 'DESC', limit: 2 }),
      `[{"ts":${ts + 30_000},"value":40},{"ts":${ts + 20_000},"value":30}]`,
    )
  })

  test('an aggregation has the whole span as its one bucket', async () => {
    const ts = world.time - 90_000
    const aggregated = (aggregation: string) => metadataOf({ fetchMode: 'ALL', aggregation })
    assert.equal(await aggregated('AVG'), `[{"ts":${ts},"value":25.0}]`)
    assert.equal(await aggregated('SUM'), `[{"ts":${ts},"value":100}]`)
    assert.equal(await aggregated('COUNT'), `[{"ts":${ts},"value":4}]`)
  })

  test('texts have a first, a last and a number, but no sum', async () => {
    const ts = world.time - 90_000
    const aggregated = (aggregation: string) => metadataOf({ fetchMode: 'ALL', aggregation }, 'mode')
    assert.equal(await aggregated('MIN'), `[{"ts":${ts},"value":"boost"}]`)
    assert.equal(await aggregated('MAX'), `[{"ts":${ts},"value":"eco"}]`)
    assert.equal(await aggregated('COUNT'), `[{"ts":${ts},"value":2}]`)
    assert.equal(await aggregated('SUM'), undefined)
  })
})

describe('originator fields', () => {
  test('fields come as text, also by a path, and under templated names', async () => {
    const world = new World()
    device(world)
    const dataMapping = {
      name: '${prefix}Name',
      'additionalInfo.description': 'where',
      label: 'label',
      nothing: 'nothing',
      deviceProfileId: 'profile',
    }
    const send = async (ignoreNullStrings: boolean) => {
      const bench = await Bench.open(
        originatorFields,
        { fetchTo: 'DATA', dataMapping, ignoreNullStrings },
        { world },
      )
      return (await bench.send({ data: {}, metadata: { prefix: 'my' } })).outputs[0]?.message.data
    }
    const found = { myName: 'D1', where: 'by the door', profile: 'p1' }
    assert.deepEqual(await send(true), found)
    assert.deepEqual(await send(false), { ...found, label: 'null' })
  })

  test('each kind has the fields that the REST API shows of it', async () => {
    const world = new World()
    const customer = { entityType: 'CUSTOMER', id: 'c' }
    const user = { entityType: 'USER', id: 'u' }
    const view = { entityType: 'ENTITY_VIEW', id: 'v' }
    world.entities.add(customer, { name: 'Acme', fields: { city: 'Kyiv', phone: null } })
    world.entities.add(user, { name: 'a@b.c', customerId: 'c', fields: { firstName: 'Ann' } })
    world.entities.add(view, { name: 'V', type: 'shop' })
    const keys = ['id', 'name', 'title', 'email', 'type', 'label', 'customerId', 'city', 'phone', 'firstName']
    const dataMapping = Object.fromEntries(keys.map((key) => [key, key]))
    const config = { fetchTo: 'DATA', dataMapping, ignoreNullStrings: false }
    const bench = await Bench.open(originatorFields, config, { world })
    const fields = async (originator: EntityRef) =>
      (await bench.send({ data: {}, originator })).outputs[0]?.message.data
    assert.deepEqual(await fields(customer), {
      id: 'c',
      name: 'Acme',
      title: 'Acme',
      city: 'Kyiv',
      phone: 'null',
    })
    assert.deepEqual(await fields(user), {
      id: 'u',
      name: 'a@b.c',
      email: 'a@b.c',
      customerId: 'c',
      firstName: 'Ann',
    })
    assert.deepEqual(await fields(view), { id: 'v', name: 'V', type: 'shop', customerId: 'null' })
  })

  test('an alarm shows its severity and whose it is', async () => {
    const world = new World()
    const { id } = world.alarms.add({ type: 'Hot', originator: playDevice, severity: 'MAJOR' })
    const dataMapping = { severity: 'how', originator: 'whose', status: 'status', name: 'name' }
    const bench = await Bench.open(originatorFields, { dataMapping }, { world })
    const { outputs } = await bench.send({ data: {}, originator: { entityType: 'ALARM', id } })
    assert.deepEqual(outputs[0]?.message.metadata, {
      how: 'MAJOR',
      whose: playDevice.id,
      status: 'ACTIVE_UNACK',
      name: 'Hot',
    })
  })

  test('what has no fields, or is gone, fails by name', async () => {
    const bench = await Bench.open(originatorFields, {})
    const failure = async (entityType: string) =>
      (await bench.send({ data: {}, originator: { entityType, id: 'x' } })).failed
    assert.equal(await failure('DASHBOARD'), 'The fields of a dashboard can’t be read')
    assert.equal(await failure('ENTITY_VIEW'), 'The entity view of this message does not exist any more')
    assert.equal(await failure('ALARM'), 'The alarm of this message does not exist any more')
  })
})

describe('calculate delta', () => {
  test('messages that come while the stored value is looked up still follow each other', async () => {
    const world = new World()
    world.historyOf(playDevice).set('pulseCounter', [{ ts: 1, value: 100 }])
    const bench = await Bench.open(calculateDelta, {}, { world })
    const deltas = await Promise.all(
      [110, 125, 127].map((pulseCounter) => bench.send({ data: { pulseCounter } })),
    )
    const all = [...deltas.flatMap(({ outputs }) => outputs), ...bench.taken()]
    assert.deepEqual(
      all.map(({ message }) => valueAt(message.data, 'delta')),
      [10, 15, 2],
    )
  })

  test('a delta is a whole number or a double, rounded as it is written', async () => {
    const bench = await Bench.open(calculateDelta, { round: 1 })
    const delta = async (value: string) => {
      const { outputs } = await bench.send({ data: parseJson(`{"pulseCounter":${value}}`) })
      return stringifyJson(valueAt(outputs[0]?.message.data ?? null, 'delta') ?? null)
    }
    assert.deepEqual([await delta('1.0'), await delta('1.25'), await delta('4.25')], ['0', '0.3', '3'])
  })

  test('a counter that went back is a failure and the new beginning', async () => {
    const bench = await Bench.open(calculateDelta, {})
    await bench.send({ data: { pulseCounter: 50 } })
    assert.match((await bench.send({ data: { pulseCounter: 2 } })).failed ?? '', /went back by 48/)
    const { outputs } = await bench.send({ data: { pulseCounter: 5 } })
    assert.deepEqual(outputs[0]?.message.data, { pulseCounter: 5, delta: 3 })
  })
})

describe('device credentials', () => {
  test('damaged ones fail without a word of what they are', async () => {
    const world = new World()
    const login = { credentialsType: 'MQTT_BASIC', credentialsId: 'u', credentialsValue: '{secret' } as const
    world.credentials.set(playDevice.id, login)
    const bench = await Bench.open(deviceCredentials, {}, { world })
    const { failed } = await bench.send({ data: {} })
    assert.match(failed ?? '', /damaged/)
    assert.doesNotMatch(failed ?? '', /secret/)
  })

  test('a server that shows none says so when the chain is deployed', async () => {
    const { credentials, ...devices } = new World().needs({} as never).devices
    assert.ok(credentials)
    await assert.rejects(
      Bench.open(deviceCredentials, {}, { needs: { devices } }),
      /does not show credentials to nodes/,
    )
  })
})

describe('configurations of older versions', () => {
  test('what was fetched to is said by name now', () => {
    const old = { fetchToMetadata: false }
    assert.deepEqual(upgradeConfig(deviceCredentials, old, 0).config, { fetchTo: 'DATA' })
    assert.match(upgradeConfig(deviceCredentials, {}, 0).problem ?? '', /“fetchToMetadata”/)
    const attributes = upgradeConfig(
      originatorAttributes,
      { fetchToData: true, tellFailureIfAbsent: true },
      0,
    )
    assert.deepEqual(attributes.config, { fetchTo: 'DATA', tellFailureIfAbsent: true })
  })

  test('the fields of the originator have another name, and without them there is nothing to upgrade', () => {
    const { config } = upgradeConfig(
      originatorFields,
      { fieldsMapping: { name: 'n' }, ignoreNullStrings: true },
      0,
    )
    assert.deepEqual(config, { dataMapping: { name: 'n' }, fetchTo: 'METADATA', ignoreNullStrings: true })
    assert.match(upgradeConfig(originatorFields, {}, 0).problem ?? '', /“fieldsMapping” is missing/)
  })

  test('a delta of zero is written as it was before there was a choice', () => {
    assert.deepEqual(upgradeConfig(calculateDelta, { round: 1 }, 0).config, {
      round: 1,
      excludeZeroDeltas: false,
    })
  })

  test('the mode of telemetry decides about order and aggregation', () => {
    const upgraded = (old: object, version: number) => upgradeConfig(originatorTelemetry, old, version).config
    const last = { fetchMode: 'LAST', orderBy: 'DESC', aggregation: 'NONE', limit: 1000 }
    assert.deepEqual(upgraded({ fetchMode: 'LAST', orderBy: 'ASC' }, 0), last)
    assert.deepEqual(upgraded({ fetchMode: 'sometimes' }, 0), last)
    assert.deepEqual(upgraded({ fetchMode: 'ALL', limit: 5 }, 1), {
      fetchMode: 'ALL',
      orderBy: 'ASC',
      aggregation: 'NONE',
      limit: 5,
    })
  })
})
