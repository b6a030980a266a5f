// biome-ignore-all lint/suspicious/noTemplateCurlyInString: templates of ours
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { onEveryDatabase } from '../engine/store/every-database.ts'
import customerAttributes from '../nodes/enrichment/customer-attributes.ts'
import customerDetails from '../nodes/enrichment/customer-details.ts'
import originatorFields from '../nodes/enrichment/originator-fields.ts'
import relatedEntityData from '../nodes/enrichment/related-entity-data.ts'
import tenantDetails from '../nodes/enrichment/tenant-details.ts'
import assetProfileSwitch from '../nodes/filter/asset-profile-switch.ts'
import checkRelation from '../nodes/filter/check-relation.ts'
import assignCustomer from '../nodes/persistence/assign-customer.ts'
import copyToView from '../nodes/persistence/copy-to-view.ts'
import createRelation from '../nodes/persistence/create-relation.ts'
import deleteRelation from '../nodes/persistence/delete-relation.ts'
import saveCustomTable from '../nodes/persistence/save-custom-table.ts'
import unassignCustomer from '../nodes/persistence/unassign-customer.ts'
import type { AnyNode } from '../nodes/sdk/define.ts'
import type { EntityRef } from '../nodes/sdk/index.ts'
import { Bench, type PlayInput } from '../nodes/sdk/play.ts'
import changeOriginator from '../nodes/transformation/change-originator.ts'

onEveryDatabase('nodes about entities', (ground) => {
  let made = 0

  const device = async () => {
    const { id } = await ground().store.devices.create({ name: `Sensor ${++made}` })
    return { entityType: 'DEVICE', id }
  }

  /** Sends one message through one node; the outputs with their messages, or why it failed. */
  const send = async (
    node: AnyNode,
    config: object,
    originator: EntityRef,
    input: Partial<PlayInput> = {},
  ) => {
    const { entities, relations, attributes, telemetry, customTables, tenantId } = ground().store
    const server = { tenantId, name: 'test' }
    const needs = { entities, relations, attributes, telemetry, customTables, server }
    const bench = await Bench.open(node, config, { needs })
    const { outputs, failed } = await bench.send({ data: {}, ...input, originator })
    if (failed !== undefined) throw new Error(failed)
    return outputs
  }

  const inRoom = { direction: 'TO', entityType: 'ASSET', entityNamePattern: '${room}' }

  test('a chain puts a device into a room that it makes, finds it again and takes the device out', async () => {
    const sensor = await device()
    const room = `Room ${sensor.id}`
    const metadata = { room }
    const making = { ...inRoom, createEntityIfNotExists: true, entityTypePattern: 'room' }
    const [moved] = await send(createRelation, { ...making, changeOriginatorToRelatedEntity: true }, sensor, {
      metadata,
    })
    const asset = moved?.message.originator as EntityRef
    assert.equal(asset.entityType, 'ASSET')
    const [sorted] = await send(assetProfileSwitch, {}, asset)
    assert.equal(sorted?.output, 'room')

    const check = { direction: 'TO', entityType: 'ASSET', entityId: asset.id }
    assert.equal((await send(checkRelation, check, sensor))[0]?.output, 'True')
    const walk = {
      direction: 'TO',
      maxLevel: 1,
      filters: [{ relationType: 'Contains', entityTypes: ['ASSET'] }],
    }
    const fields = {
      relationsQuery: walk,
      dataToFetch: 'FIELDS',
      dataMapping: { name: 'where', type: 'what' },
    }
    const [enriched] = await send(relatedEntityData, fields, sensor)
    assert.deepEqual({ ...enriched?.message.metadata }, { where: room, what: 'room' })
    const [about] = await send(
      changeOriginator,
      { originatorSource: 'RELATED', relationsQuery: walk },
      sensor,
    )
    assert.deepEqual(about?.message.originator, asset)

    await send(deleteRelation, { ...inRoom, deleteForSingleEntity: true }, sensor, { metadata })
    assert.equal((await send(checkRelation, check, sensor))[0]?.output, 'False')
  })

  test('a chain gives a device to a customer, and asks who that is', async () => {
    const sensor = await device()
    const title = `Acme ${sensor.id}`
    const config = { customerNamePattern: title, createCustomerIfNotExists: true }
    await send(assignCustomer, config, sensor)
    const customer = await ground().store.entities.byName('CUSTOMER', title)
    assert.ok(customer)
    await ground().store.attributes.save(customer.ref, 'SERVER_SCOPE', { limit: 30 }, 1)
    const mapping = { dataMapping: { limit: 'limit' }, fetchTo: 'DATA' }
    assert.deepEqual((await send(customerAttributes, mapping, sensor))[0]?.message.data, { limit: 30 })
    const details = { detailsList: ['TITLE', 'ID', 'PHONE'], fetchTo: 'METADATA' }
    assert.deepEqual(
      { ...(await send(customerDetails, details, sensor))[0]?.message.metadata },
      {
        customer_title: title,
        customer_id: customer.ref.id,
      },
    )
    const fields = {
      dataMapping: { name: 'name', customerId: 'owner', label: 'label' },
      ignoreNullStrings: true,
    }
    assert.deepEqual(
      { ...(await send(originatorFields, fields, sensor))[0]?.message.metadata },
      {
        name: `Sensor ${made}`,
        owner: customer.ref.id,
      },
    )
    await send(unassignCustomer, {}, sensor)
    await assert.rejects(send(customerAttributes, mapping, sensor), /belongs to no customer/)
  })

  test('the tenant is there from the beginning', async () => {
    const { tenantId } = ground().store
    const [first] = await send(tenantDetails, { detailsList: ['ID', 'TITLE'] }, await device())
    const data = first?.message.data as Record<string, unknown>
    assert.equal(data.tenant_id, tenantId)
    assert.equal(typeof data.tenant_title, 'string')
  })

  test('changed attributes reach the views of a device', async () => {
    const sensor = await device()
    const { entityViews, attributes } = ground().store
    const keys = { timeseries: [], attributes: { cs: [], sh: [], ss: ['limit'] } }
    const view = await entityViews.create({
      name: `View ${sensor.id}`,
      type: 'shop',
      entity: sensor,
      keys,
      customerId: null,
      startTime: 0,
      endTime: 0,
      additionalInfo: null,
    })
    const metadata = { scope: 'SERVER_SCOPE' }
    const told = await send(copyToView, {}, sensor, {
      type: 'ATTRIBUTES_UPDATED',
      data: { limit: 7, secret: 1 },
      metadata,
    })
    const ref = { entityType: 'ENTITY_VIEW', id: view.id }
    assert.deepEqual(told[0]?.message.originator, ref)
    assert.deepEqual({ ...(await attributes.read(ref, 'SERVER_SCOPE', ['limit', 'secret'])) }, { limit: 7 })
  })

  test('a device that was deleted fails by name, and nothing breaks', async () => {
    const sensor = await device()
    await ground().store.devices.remove(sensor.id)
    const gone = /device of this message does not exist any more/
    await assert.rejects(send(originatorFields, {}, sensor), gone)
    await assert.rejects(send(customerAttributes, {}, sensor), gone)
    await assert.rejects(send(unassignCustomer, {}, sensor), gone)
    await assert.rejects(send(changeOriginator, {}, sensor), gone)
    assert.deepEqual((await send(customerDetails, { detailsList: ['ID'] }, sensor))[0]?.message.data, {})
  })

  test('a table of one’s own is made at the first row, and refuses what it can’t take', async () => {
    const config = { tableName: 'meters', fieldsMapping: { $entityId: 'meter', kWh: 'energy' } }
    const sensor = await device()
    const [saved] = await send(saveCustomTable, config, sensor, { data: { kWh: 1.5 } })
    assert.equal(saved?.output, 'Success')
    await assert.rejects(
      send(saveCustomTable, config, sensor, { data: { kWh: 'much' } }),
      /does not take the row/,
    )
  })
})
