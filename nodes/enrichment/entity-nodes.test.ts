// biome-ignore-all lint/suspicious/noTemplateCurlyInString: templates of ours
import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import type { Relations } from '../../engine/rules/entities.ts'
import { double, type EntityRef, stringifyJson } from '../sdk/index.ts'
import { Bench, playDevice, World } from '../sdk/play.ts'
import { relatedFinder } from '../sdk/relations-query.ts'
import { upgradeConfig } from '../sdk/upgrade.ts'
import customerAttributes from './customer-attributes.ts'
import customerDetails from './customer-details.ts'
import relatedDeviceAttributes from './related-device-attributes.ts'
import relatedEntityData from './related-entity-data.ts'
import tenantAttributes from './tenant-attributes.ts'
import tenantDetails from './tenant-details.ts'

const customer: EntityRef = { entityType: 'CUSTOMER', id: 'c1' }
const room: EntityRef = { entityType: 'ASSET', id: 'room' }

/** A device of Acme in a room. */
function world(): World {
  const made = new World()
  made.entities.add(playDevice, { name: 'Sensor', type: 'default', customerId: customer.id })
  made.entities.add(customer, {
    name: 'Acme',
    fields: { city: 'Kyiv', phone: null, address: '', additionalInfo: { description: 'since 1949' } },
  })
  made.entities.add(room, {
    name: 'Room 12',
    type: 'room',
    label: '',
    fields: { additionalInfo: { floor: 3 } },
  })
  made.relations.add({ from: room, to: playDevice, type: 'Contains' })
  return made
}

const towards = (more: object = {}) => ({
  direction: 'TO',
  maxLevel: 1,
  filters: [{ relationType: 'Contains', entityTypes: [], negate: false }],
  ...more,
})

describe('customer attributes', () => {
  const stocked = () => {
    const made = world()
    made.attributesOf(customer, 'SERVER_SCOPE').set('limit', double(30)).set('plan', { name: 'gold' })
    made.historyOf(customer).set('load', [{ ts: 1, value: 0.5 }])
    return made
  }
  const send = async (config: object, originator = playDevice, made = stocked()) => {
    const bench = await Bench.open(customerAttributes, config, { world: made })
    const { outputs, failed } = await bench.send({
      data: { key: 'limit' },
      metadata: { to: 'max' },
      originator,
    })
    return { failed, message: outputs[0]?.message }
  }

  test('values keep their type in the data and are text in the metadata', async () => {
    const dataMapping = { '$[key]': '${to}', plan: 'plan', absent: 'absent' }
    const inData = await send({ fetchTo: 'DATA', dataMapping })
    assert.equal(
      stringifyJson(inData.message?.data ?? null),
      '{"key":"limit","max":30.0,"plan":{"name":"gold"}}',
    )
    const inMetadata = await send({ dataMapping })
    assert.deepEqual(inMetadata.message?.metadata, { to: 'max', max: '30.0', plan: '{"name":"gold"}' })
  })

  test('a latest value that is not stored is null in the data, and nothing in the metadata', async () => {
    const config = { dataToFetch: 'LATEST_TELEMETRY', dataMapping: { load: 'load', none: 'none' } }
    assert.deepEqual((await send({ ...config, fetchTo: 'DATA' })).message?.data, {
      key: 'limit',
      load: 0.5,
      none: null,
    })
    assert.deepEqual((await send(config)).message?.metadata, { to: 'max', load: '0.5' })
  })

  test('a customer is its own; what has none or is gone fails', async () => {
    const config = { dataMapping: { limit: 'limit' } }
    assert.equal((await send(config, customer)).message?.metadata.limit, '30.0')
    assert.equal((await send(config, room)).failed, 'The asset of this message belongs to no customer')
    const made = stocked()
    made.entities.remove(playDevice)
    assert.equal(
      (await send(config, playDevice, made)).failed,
      'The device of this message does not exist any more',
    )
  })

  test('a mapping without keys, and fields, are refused when the chain is deployed', async () => {
    await assert.rejects(Bench.open(customerAttributes, { dataMapping: {} }), /at least one key/)
    await assert.rejects(Bench.open(customerAttributes, { dataToFetch: 'FIELDS' }), /FIELDS/)
  })
})

test('tenant attributes are those of the tenant, whatever the message is about', async () => {
  const made = world()
  const tenant = { entityType: 'TENANT', id: made.server.tenantId }
  made.attributesOf(tenant, 'SERVER_SCOPE').set('limit', 7)
  const bench = await Bench.open(tenantAttributes, { dataMapping: { limit: 'limit' } }, { world: made })
  for (const originator of [playDevice, room, tenant, { entityType: 'ALARM', id: 'gone' }]) {
    const { outputs } = await bench.send({ data: {}, originator })
    assert.equal(outputs[0]?.message.metadata.limit, '7')
  }
})

describe('customer details', () => {
  const detailsList = ['ID', 'TITLE', 'CITY', 'PHONE', 'ADDRESS', 'COUNTRY', 'ADDITIONAL_INFO']
  const send = async (originator: EntityRef, made = world()) => {
    const bench = await Bench.open(customerDetails, { detailsList }, { world: made })
    const { outputs, failed } = await bench.send({ data: {}, originator })
    return failed ?? outputs[0]?.message.data
  }

  test('what is known is added, and what is null is left out', async () => {
    assert.deepEqual(await send(playDevice), {
      customer_id: 'c1',
      customer_title: 'Acme',
      customer_city: 'Kyiv',
      customer_address: '',
      customer_additionalInfo: 'since 1949',
    })
  })

  test('a customer or originator that was deleted meanwhile leaves the message as it is', async () => {
    const made = world()
    made.entities.remove(customer)
    assert.deepEqual(await send(playDevice, made), {})
    made.entities.remove(playDevice)
    assert.deepEqual(await send(playDevice, made), {})
  })

  test('nobody’s things, and things that nobody can have, fail', async () => {
    assert.equal(await send(room), 'The asset of this message belongs to no customer')
    assert.equal(await send(customer), 'No customer is known of a customer')
  })

  test('a description that is missing is not replaced by something else', async () => {
    const made = world()
    made.entities.add(customer, { name: 'Acme', fields: { additionalInfo: null } })
    const bench = await Bench.open(
      customerDetails,
      { detailsList: ['TITLE', 'ADDITIONAL_INFO'] },
      { world: made },
    )
    const { outputs } = await bench.send({ data: {} })
    assert.deepEqual(outputs[0]?.message.data, { customer_title: 'Acme' })
  })

  test('no details at all are refused when the chain is deployed', async () => {
    await assert.rejects(Bench.open(customerDetails, {}), /at least one detail/)
    await assert.rejects(Bench.open(tenantDetails, {}), /at least one detail/)
  })
})

test('tenant details have a prefix of their own', async () => {
  const made = world()
  made.entities.add(
    { entityType: 'TENANT', id: made.server.tenantId },
    { name: 'Site', fields: { zip: '1' } },
  )
  const config = { detailsList: ['TITLE', 'ZIP', 'EMAIL'], fetchTo: 'METADATA' }
  const bench = await Bench.open(tenantDetails, config, { world: made })
  const { outputs } = await bench.send({ data: {} })
  assert.deepEqual(outputs[0]?.message.metadata, { tenant_title: 'Site', tenant_zip: '1' })
})

describe('related entity data', () => {
  const send = async (config: object, made = world()) => {
    const bench = await Bench.open(
      relatedEntityData,
      { relationsQuery: towards(), ...config },
      { world: made },
    )
    const { outputs, failed } = await bench.send({ data: {} })
    return failed ?? { ...outputs[0]?.message.metadata }
  }

  test('attributes, latest values and fields of the nearest one are added', async () => {
    const made = world()
    made.attributesOf(room, 'SERVER_SCOPE').set('serial', 'X1')
    made.historyOf(room).set('power', [{ ts: 1, value: 12 }])
    assert.deepEqual(await send({ dataMapping: { serial: 'sn' } }, made), { sn: 'X1' })
    const latest = { dataToFetch: 'LATEST_TELEMETRY', dataMapping: { power: 'p' } }
    assert.deepEqual(await send(latest, made), { p: '12' })
    const fields = {
      dataToFetch: 'FIELDS',
      dataMapping: { name: 'room', label: 'label', 'additionalInfo.floor': 'floor', nothing: 'n' },
    }
    assert.deepEqual(await send(fields, made), { room: 'Room 12', floor: '3' })
  })

  test('direction, type and kind choose', async () => {
    const fields = { dataToFetch: 'FIELDS', dataMapping: { name: 'n' } }
    const filtered = (filter: object) => ({ ...fields, relationsQuery: towards({ filters: [filter] }) })
    const none = 'Nothing is related to the originator of this message in that way'
    assert.equal(await send({ ...fields, relationsQuery: towards({ direction: 'FROM' }) }), none)
    assert.equal(await send(filtered({ relationType: 'Manages' })), none)
    assert.equal(await send(filtered({ relationType: 'Contains', entityTypes: ['DEVICE'] })), none)
    assert.deepEqual(await send(filtered({ relationType: 'Manages', negate: true })), { n: 'Room 12' })
    for (const filters of [[], null])
      assert.deepEqual(await send({ ...fields, relationsQuery: towards({ filters }) }), { n: 'Room 12' })
  })

  test('an entity that was deleted while its relation was not fails', async () => {
    const made = world()
    made.entities.remove(room)
    assert.equal(
      await send({ dataToFetch: 'FIELDS', dataMapping: { name: 'n' } }, made),
      'The related entity does not exist any more',
    )
  })

  test('a search that comes along too much fails the message, and is no fault of ours', async () => {
    const tooMuch = Object.assign(new Error('too much'), { name: 'BadQuery' })
    const relations = { ...world().relations, find: () => Promise.reject(tooMuch) } as unknown as Relations
    const walk = { direction: 'TO', maxLevel: 0, fetchLastLevelOnly: false, filters: [] } as const
    const find = relatedFinder(walk, relations)
    await assert.rejects(find(playDevice), { name: 'NodeFailure', message: 'too much' })
  })
})

describe('related device attributes', () => {
  const gateway: EntityRef = { entityType: 'DEVICE', id: 'gateway' }
  const send = async (config: object, removed: EntityRef[] = []) => {
    const made = world()
    made.entities.add(gateway, { name: 'G', type: 'gateway' })
    made.relations.add({ from: room, to: gateway, type: 'Contains' })
    for (const each of removed) made.entities.remove(each)
    made.attributesOf(gateway, 'SERVER_SCOPE').set('limit', 30)
    const given = { serverAttributeNames: ['limit', 'none'], ...config }
    const bench = await Bench.open(relatedDeviceAttributes, given, { world: made })
    const { outputs, failed } = await bench.send({ data: {}, originator: room })
    return failed ?? outputs.map(({ output, message, reason }) => [output, { ...message.metadata }, reason])
  }
  const query = { direction: 'FROM', maxLevel: 1, relationType: 'Contains', deviceTypes: ['gateway'] }

  test('the first device of a listed profile is the one', async () => {
    assert.deepEqual(await send({ deviceRelationsQuery: query, tellFailureIfAbsent: false }), [
      ['Success', { ss_limit: '30' }, undefined],
    ])
  })

  test('what is missing is named, and what was found goes along', async () => {
    assert.deepEqual(await send({ deviceRelationsQuery: query }), [
      ['Failure', { ss_limit: '30' }, 'Not stored: ss_none'],
    ])
  })

  test('without such a device the message fails', async () => {
    const none = 'No related device has the profile gateway'
    assert.equal(await send({ deviceRelationsQuery: query }, [gateway]), none)
    assert.equal(await send({ deviceRelationsQuery: { ...query, relationType: 'Manages' } }), none)
    await assert.rejects(
      Bench.open(relatedDeviceAttributes, { deviceRelationsQuery: { ...query, deviceTypes: [] } }),
      /at least one device profile/,
    )
  })
})

test('a server without entities or relations says so when the chain is deployed', async () => {
  const without = { entities: undefined, relations: undefined } as never
  for (const node of [customerAttributes, relatedEntityData])
    await assert.rejects(Bench.open(node, {}, { needs: without }), /so the node can’t run/)
})

describe('configurations of older versions', () => {
  test('what is fetched is said by name now', () => {
    const upgraded = (old: object) => upgradeConfig(relatedEntityData, old, 0)
    const mapping = { attrMapping: { a: 'b' } }
    const latest = { dataToFetch: 'LATEST_TELEMETRY', dataMapping: { a: 'b' }, fetchTo: 'METADATA' }
    assert.deepEqual(upgraded({ telemetry: true, ...mapping }).config, latest)
    assert.deepEqual(upgraded({ telemetry: 'false', ...mapping }).config, {
      ...latest,
      dataToFetch: 'ATTRIBUTES',
    })
    assert.match(upgraded(mapping).problem ?? '', /“telemetry”/)
    assert.match(upgraded({ telemetry: true }).problem ?? '', /“attrMapping”/)
    assert.equal(upgraded(latest).changed, false)
  })

  test('where details go is said by name now', () => {
    const upgraded = (old: object) => upgradeConfig(tenantDetails, old, 0)
    assert.deepEqual(upgraded({ addToMetadata: true }).config, { fetchTo: 'METADATA' })
    assert.deepEqual(upgraded({ addToMetadata: false }).config, { fetchTo: 'DATA' })
    assert.match(upgraded({}).problem ?? '', /“addToMetadata”/)
  })
})
