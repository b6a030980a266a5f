import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { JsonValue } from '../rules/values.ts'
import { device, refOf, TestFields, toChain } from './test-world.ts'

const yard = refOf('ASSET', 'a1')
const dock = refOf('ASSET', 'a2')
/** a square around 10, 10 */
const square = [
  [9, 9],
  [9, 11],
  [11, 11],
  [11, 9],
]

const geofencing = (group: object = {}, output: object = toChain) => ({
  type: 'GEOFENCING',
  entityCoordinates: { latitudeKeyName: 'lat', longitudeKeyName: 'lon' },
  zoneGroups: {
    zones: {
      refEntityId: yard,
      perimeterKeyName: 'perimeter',
      reportStrategy: 'REPORT_TRANSITION_EVENTS_AND_PRESENCE_STATUS',
      ...group,
    },
  },
  output,
})

async function fieldsWith(configuration: object, perimeter: JsonValue = square): Promise<TestFields> {
  const fields = await TestFields.open()
  fields.setAttribute(yard, 'SERVER_SCOPE', 'perimeter', perimeter)
  await fields.add(configuration)
  return fields
}

let step = 0
const move = (fields: TestFields, lat: number, lon: number) =>
  fields.send({ lat, lon }, { ts: fields.now + ++step })
const values = (fields: TestFields) =>
  fields.results().map((result) => (result as { values: JsonValue }).values)

test('an entity enters and leaves a zone; the first look is no transition', async () => {
  const fields = await fieldsWith(geofencing())
  await move(fields, 0, 0)
  await move(fields, 10, 10)
  await move(fields, 10.5, 10)
  await move(fields, 20, 10)
  assert.deepEqual(values(fields), [
    { zonesStatus: 'OUTSIDE' },
    { zonesEvent: 'ENTERED', zonesStatus: 'INSIDE' },
    { zonesStatus: 'INSIDE' },
    { zonesEvent: 'LEFT', zonesStatus: 'OUTSIDE' },
  ])
})

test('only what the group reports comes out', async () => {
  const events = await fieldsWith(geofencing({ reportStrategy: 'REPORT_TRANSITION_EVENTS_ONLY' }))
  await move(events, 10, 10)
  await move(events, 0, 0)
  assert.deepEqual(values(events), [{ zonesEvent: 'LEFT' }])
  const presence = await fieldsWith(geofencing({ reportStrategy: 'REPORT_PRESENCE_STATUS_ONLY' }))
  await move(presence, 10, 10)
  await move(presence, 0, 0)
  assert.deepEqual(values(presence), [{ zonesStatus: 'INSIDE' }, { zonesStatus: 'OUTSIDE' }])
})

test('a zone can be a circle, and be written as text', async () => {
  const fields = await fieldsWith(geofencing(), JSON.stringify({ latitude: 10, longitude: 10, radius: 2000 }))
  await move(fields, 10.01, 10)
  await move(fields, 10.03, 10)
  assert.deepEqual(values(fields), [
    { zonesStatus: 'INSIDE' },
    { zonesEvent: 'LEFT', zonesStatus: 'OUTSIDE' },
  ])
})

test('zones along relations are one area together, and new ones count', async () => {
  const path = { type: 'RELATION_PATH_QUERY', levels: [{ direction: 'TO', relationType: 'Contains' }] }
  const fields = await fieldsWith(geofencing({ refEntityId: null, refDynamicSourceConfiguration: path }))
  fields.play.relations.add({ from: yard, to: device, type: 'Contains' })
  fields.setAttribute(dock, 'SERVER_SCOPE', 'perimeter', [
    [19, 9],
    [21, 11],
  ])
  await fields.pass(60_000)
  await move(fields, 10, 10)
  fields.play.relations.add({ from: dock, to: device, type: 'Contains' })
  fields.runner.relationChanged(dock, device)
  await fields.runner.settled()
  fields.forget()
  await move(fields, 20, 10)
  await move(fields, 30, 10)
  assert.deepEqual(values(fields), [
    { zonesStatus: 'INSIDE' },
    { zonesEvent: 'LEFT', zonesStatus: 'OUTSIDE' },
  ])
})

test('a zone that is drawn anew is calculated at once and is no transition', async () => {
  const fields = await fieldsWith(geofencing())
  await move(fields, 10, 10)
  fields.forget()
  await fields.attribute(
    {
      perimeter: [
        [0, 0],
        [1, 1],
      ],
    },
    yard,
  )
  assert.deepEqual(values(fields), [{ zonesStatus: 'OUTSIDE' }])
})

test('relations are made with zones that it is inside of, and taken away when it leaves', async () => {
  const fields = await fieldsWith(
    geofencing({ createRelationsWithMatchedZones: true, relationType: 'IsIn', direction: 'FROM' }),
  )
  await move(fields, 10, 10)
  assert.ok(await fields.play.relations.exists(device, yard, 'IsIn'))
  await move(fields, 0, 0)
  assert.ok(!(await fields.play.relations.exists(device, yard, 'IsIn')))
})

test('where it was is known after a restart, so what happened meanwhile is a transition', async () => {
  const fields = await fieldsWith(geofencing())
  await move(fields, 10, 10)
  fields.forget()
  await fields.restart()
  await move(fields, 0, 0)
  assert.deepEqual(values(fields), [{ zonesEvent: 'LEFT', zonesStatus: 'OUTSIDE' }])
})

test('a transition that could not be told is told with the next place', async () => {
  const fields = await fieldsWith(geofencing())
  await move(fields, 10, 10)
  fields.forget()
  fields.play.isQueueFull = true
  await move(fields, 0, 0)
  fields.play.isQueueFull = false
  await move(fields, 0, 1)
  assert.deepEqual(values(fields), [{ zonesEvent: 'LEFT', zonesStatus: 'OUTSIDE' }])
})

test('attributes come without a time', async () => {
  const fields = await fieldsWith(geofencing({}, { type: 'ATTRIBUTES', scope: 'SERVER_SCOPE' }))
  await move(fields, 10, 10)
  assert.deepEqual(fields.results(), [{ zonesStatus: 'INSIDE' }])
})

test('a place that is no number, and a perimeter that is none, are told', async () => {
  const fields = await TestFields.open()
  fields.setAttribute(yard, 'SERVER_SCOPE', 'perimeter', 'somewhere')
  const field = await fields.add(geofencing())
  await fields.send({ lat: 10 })
  assert.equal(fields.error(field), 'Waiting for values of “longitude”')
  await move(fields, 10, 10)
  assert.equal(fields.error(field), 'The perimeter of a zone is not JSON')
  await fields.send({ lat: 'north' }, { ts: fields.now + 100 })
  assert.equal(fields.error(field), 'The latitude is not a number of degrees')
})

test('what can’t be a geofence is refused', async () => {
  const { runner } = await TestFields.open()
  const wrong = (configuration: object) =>
    runner.check({ type: 'GEOFENCING', name: 'x', entity: device, configuration: configuration as never })
  assert.equal(wrong(geofencing()), null)
  assert.match(wrong({ ...geofencing(), zoneGroups: {} }) ?? '', /at least one geofencing zone group/)
  const { zones } = geofencing().zoneGroups
  assert.match(
    wrong({ ...geofencing(), zoneGroups: { latitude: zones } }) ?? '',
    /Name 'latitude' is reserved/,
  )
  assert.match(
    wrong(geofencing({ createRelationsWithMatchedZones: true })) ?? '',
    /Relation type must be specified for 'zones' zone group!/,
  )
})
