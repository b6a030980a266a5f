import assert from 'node:assert/strict'
import { test } from 'node:test'
import { JsonDouble } from '../rules/values.ts'
import { atOnce, attribute, device, latest, refOf, rolling, TestFields, toChain } from './test-world.ts'

const celsius = {
  type: 'SIMPLE',
  arguments: { t: latest('temperature') },
  expression: '(t - 32) / 1.8',
  output: { ...toChain, name: 'celsius', decimalsByDefault: 2 },
}

test('a formula is calculated with every new value, and goes into the chain of the entity', async () => {
  const fields = await TestFields.open()
  const { id, name } = await fields.add(celsius)
  await fields.send({ temperature: 98.6, humidity: 3 }, { messageId: 'm1', tie: 4 })
  const [message, ...others] = fields.sent()
  assert.deepEqual(others, [])
  assert.equal(message?.type, 'POST_TELEMETRY_REQUEST')
  assert.deepEqual(message?.data, { celsius: new JsonDouble(37) })
  assert.deepEqual(message?.metadata, { calculatedFieldName: name })
  assert.deepEqual(message?.originator, device)
  assert.deepEqual(message?.calculatedBy, [id])
  assert.equal(message?.tie, 4)
})

test('a value that no field looks at costs nothing and calculates nothing', async () => {
  const fields = await TestFields.open()
  assert.equal(fields.runner.telemetry(device, 1, { temperature: 1 }, {}), undefined)
  await fields.add(celsius)
  assert.equal(fields.runner.telemetry(device, 1, { humidity: 1 }, {}), undefined)
  assert.equal(fields.runner.attributes(device, 'SERVER_SCOPE', { temperature: 1 }, 1, {}), undefined)
})

test('decimals: none make a whole number, a number rounds halves up, nothing keeps them all', async () => {
  const fields = await TestFields.open()
  const output = { ...toChain, name: 'x' }
  const base = { type: 'SIMPLE', arguments: { a: latest('a') }, expression: 'a / 8' }
  await fields.add({ ...base, output: { ...output, decimalsByDefault: 0 } })
  await fields.add({ ...base, output: { ...output, decimalsByDefault: 2 } })
  await fields.add({ ...base, output })
  await fields.send({ a: 5 })
  assert.deepEqual(fields.results(), [{ x: 1 }, { x: 0.63 }, { x: 0.625 }])
})

test('values as true and text are numbers; what is none is told where one can look', async () => {
  const fields = await TestFields.open()
  const field = await fields.add({ ...celsius, expression: 't + 1' })
  await fields.send({ temperature: true })
  await fields.send({ temperature: '20.5' }, { ts: fields.now + 1 })
  assert.deepEqual(fields.results(), [{ celsius: new JsonDouble(2) }, { celsius: 21.5 }])
  await fields.send({ temperature: 'warm' }, { ts: fields.now + 2 })
  assert.deepEqual(fields.results(), [])
  assert.equal(fields.error(field), "Argument 't' is not a number.")
})

test('a division by zero is an error with the field, not a value', async () => {
  const fields = await TestFields.open()
  const field = await fields.add({ ...celsius, expression: '1 / t' })
  await fields.send({ temperature: 0 })
  assert.deepEqual(fields.results(), [])
  assert.match(fields.error(field) ?? '', /Infinity/)
})

test('nothing comes out before every argument has a value; a default counts as one', async () => {
  const fields = await TestFields.open()
  const sum = { ...celsius, expression: 't - d' }
  const field = await fields.add({
    ...sum,
    arguments: { t: latest('temperature'), d: attribute('dewPoint') },
  })
  await fields.send({ temperature: 20 })
  assert.deepEqual(fields.results(), [])
  assert.equal(fields.error(field), 'Waiting for values of “d”')
  await fields.attribute({ dewPoint: 12.5 })
  assert.deepEqual(fields.results(), [{ celsius: 7.5 }])
  const withDefault = {
    t: latest('temperature'),
    d: attribute('other', 'SHARED_SCOPE', { defaultValue: '1' }),
  }
  await fields.add({ ...sum, arguments: withDefault })
  assert.deepEqual(fields.results(), [{ celsius: new JsonDouble(19) }])
})

test('an attribute that is deleted falls back to its default', async () => {
  const fields = await TestFields.open()
  fields.setAttribute(device, 'SERVER_SCOPE', 'offset', 5)
  const args = { t: latest('temperature'), o: attribute('offset', 'SERVER_SCOPE', { defaultValue: '100' }) }
  await fields.add({ ...celsius, arguments: args, expression: 't + o' })
  await fields.send({ temperature: 1 })
  await fields.removeAttribute('offset')
  assert.deepEqual(fields.results(), [{ celsius: new JsonDouble(6) }, { celsius: new JsonDouble(101) }])
})

test('attributes of another scope are another thing', async () => {
  const fields = await TestFields.open()
  await fields.add({ ...celsius, arguments: { t: attribute('limit', 'SHARED_SCOPE') } })
  await fields.attribute({ limit: 32 }, device, 'SERVER_SCOPE')
  assert.deepEqual(fields.results(), [])
  await fields.attribute({ limit: 32 }, device, 'SHARED_SCOPE')
  assert.deepEqual(fields.results(), [{ celsius: new JsonDouble(0) }])
})

test('the result can have the time of the newest argument', async () => {
  const fields = await TestFields.open()
  await fields.add({ ...celsius, useLatestTs: true })
  await fields.send({ temperature: 32 }, { ts: 1_600_000_000_000 })
  assert.deepEqual(fields.results(), [{ ts: 1_600_000_000_000, values: { celsius: new JsonDouble(0) } }])
})

test('a value of before the one that is known changes nothing', async () => {
  const fields = await TestFields.open()
  await fields.add(celsius)
  await fields.send({ temperature: 50 }, { ts: 2000 })
  await fields.send({ temperature: 32 }, { ts: 1000 })
  await fields.send({ temperature: 41 }, { ts: 2000 })
  assert.deepEqual(fields.results(), [{ celsius: new JsonDouble(10) }, { celsius: new JsonDouble(5) }])
})

test('attributes come out with their scope', async () => {
  const fields = await TestFields.open()
  await fields.add({ ...celsius, output: { type: 'ATTRIBUTES', scope: 'SHARED_SCOPE', name: 'c' } })
  await fields.send({ temperature: 32 })
  const [message] = fields.sent()
  assert.equal(message?.type, 'POST_ATTRIBUTES_REQUEST')
  assert.equal(message?.metadata.scope, 'SHARED_SCOPE')
})

test('results can be saved at once, without a chain', async () => {
  const fields = await TestFields.open()
  await fields.add({ ...celsius, output: { ...atOnce, name: 'c', decimalsByDefault: 1 } })
  await fields.send({ temperature: 33 }, { ts: 5 })
  const [deed] = fields.play.deeds
  assert.ok(deed !== undefined && 'save' in deed && deed.save === 'telemetry')
  assert.deepEqual(deed.values, { c: 0.6 })
  assert.equal(deed.ts, 5)
  assert.deepEqual(deed.options, { history: true, latest: true, live: true, ttl: 0 })
})

test('attributes that are saved at once reach the device, and can be told to the chain', async () => {
  const fields = await TestFields.open()
  const strategy = {
    type: 'IMMEDIATE',
    saveAttribute: true,
    sendAttributesUpdatedNotification: true,
    updateAttributesOnlyOnValueChange: true,
  }
  const output = { type: 'ATTRIBUTES', scope: 'SHARED_SCOPE', name: 'c', decimalsByDefault: 0, strategy }
  const { name } = await fields.add({ ...celsius, output })
  await fields.send({ temperature: 32 })
  assert.deepEqual(fields.play.attributesOf(device, 'SHARED_SCOPE').get('c'), 0)
  assert.ok(fields.play.deeds.some((deed) => 'notify' in deed && deed.notify === device.id))
  const [message] = fields.sent()
  assert.equal(message?.type, 'ATTRIBUTES_UPDATED')
  assert.deepEqual(message?.metadata, { scope: 'SHARED_SCOPE', calculatedFieldName: name })
  await fields.send({ temperature: 32 }, { ts: fields.now + 1 })
  assert.deepEqual(fields.play.deeds, [])
})

test('an argument can be the value of another entity', async () => {
  const fields = await TestFields.open()
  const outside = refOf('DEVICE', 'd2')
  const args = { i: latest('temperature'), o: latest('temperature', { refEntityId: outside }) }
  await fields.add({ ...celsius, arguments: args, expression: 'i - o' })
  await fields.send({ temperature: 20 })
  await fields.send({ temperature: 5 }, { entity: outside })
  const [message] = fields.sent()
  assert.deepEqual(message?.data, { celsius: new JsonDouble(15) })
  assert.deepEqual(message?.originator, device)
})

test('what can’t be a field is refused with what is wrong', async () => {
  const fields = await TestFields.open()
  const wrong = (configuration: object) =>
    fields.runner.check({
      type: 'SIMPLE',
      name: 'x',
      entity: device,
      configuration: { ...celsius, ...configuration },
    })
  assert.equal(wrong({}), null)
  assert.equal(wrong({ arguments: {} }), 'Arguments map cannot be empty.')
  assert.equal(
    wrong({ arguments: { t: rolling('a', 1000) } }),
    "Calculated field with type: 'SIMPLE' doesn't support TS_ROLLING arguments.",
  )
  assert.equal(
    wrong({ arguments: { ctx: latest('a') } }),
    "Argument name 'ctx' is reserved and cannot be used.",
  )
  assert.match(wrong({ expression: 't +' }) ?? '', /can’t be read/)
  assert.match(wrong({ expression: 'u + 1' }) ?? '', /neither an argument nor a function/)
  assert.equal(wrong({ output: { type: 'TIME_SERIES' } }), 'Output name must be specified!')
  assert.equal(wrong({ output: null }), 'Output must be specified!')
  const many = Object.fromEntries(Array.from({ length: 11 }, (_, index) => [`a${index}`, latest('a')]))
  assert.equal(wrong({ arguments: many }), 'Calculated field arguments limit reached!')
})
