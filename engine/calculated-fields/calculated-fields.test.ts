import assert from 'node:assert/strict'
import { monitorEventLoopDelay } from 'node:perf_hooks'
import { test } from 'node:test'
import { JsonDouble } from '../rules/values.ts'
import {
  atOnce,
  attribute,
  device,
  latest,
  profile,
  refOf,
  rolling,
  TestFields,
  toChain,
} from './test-world.ts'

const times = (factor: number, from: string, to: string, output: object = atOnce) => ({
  type: 'SIMPLE',
  arguments: { x: latest(from) },
  expression: `x * ${factor}`,
  output: { ...output, name: to, decimalsByDefault: 0 },
})

test('a field of a profile is calculated at each entity of the profile, with its own values', async () => {
  const fields = await TestFields.open()
  const [first, second, stranger] = [refOf('DEVICE', 'd1'), refOf('DEVICE', 'd2'), refOf('DEVICE', 'd3')]
  fields.addEntity(first, { profile })
  fields.addEntity(second, { profile })
  fields.addEntity(stranger, { profile: refOf('DEVICE_PROFILE', 'f2') })
  fields.sampleOf(second, 'a', 1, 7)
  await fields.add(times(2, 'a', 'b', toChain), { entity: profile })
  assert.deepEqual(
    fields.sent().map(({ originator, data }) => [originator.id, data]),
    [[second.id, { b: 14 }]],
  )
  await fields.send({ a: 1 }, { entity: first })
  await fields.send({ a: 2 }, { entity: stranger })
  assert.deepEqual(
    fields.sent().map(({ originator, data }) => [originator.id, data]),
    [[first.id, { b: 2 }]],
  )
})

test('results are arguments of other fields, also of other entities', async () => {
  const fields = await TestFields.open()
  const other = refOf('ASSET', 'a1')
  await fields.add(times(2, 'a', 'b'))
  await fields.add(times(10, 'b', 'c'))
  const args = { x: latest('c', { refEntityId: device }) }
  await fields.add({ ...times(1, '', 'd'), arguments: args }, { entity: other })
  await fields.send({ a: 3 })
  assert.deepEqual(fields.savedValues(), [{ b: 6 }, { c: 60 }, { d: 60 }])
})

test('fields that feed each other stop after each had its turn', async () => {
  const fields = await TestFields.open()
  await fields.add(times(2, 'a', 'b'))
  await fields.add(times(2, 'b', 'a'))
  await fields.send({ a: 1 })
  assert.deepEqual(fields.savedValues(), [{ b: 2 }, { a: 4 }])
  await fields.add(times(1, 'own', 'own'))
  await fields.send({ own: 1 })
  assert.deepEqual(fields.savedValues(), [{ own: 1 }])
})

test('a loop over chains stops as well: messages know which fields they come of', async () => {
  const fields = await TestFields.open()
  const { id } = await fields.add(times(2, 'a', 'a', toChain))
  await fields.send({ a: 1 })
  const [message] = fields.sent()
  assert.deepEqual(message?.calculatedBy, [id])
  await fields.send({ a: 2 }, { ts: fields.now + 1, calculatedBy: message?.calculatedBy ?? null })
  assert.deepEqual(fields.sent(), [])
})

test('arguments of the owner follow the owner, and change with it', async () => {
  const fields = await TestFields.open()
  const [one, two] = [refOf('CUSTOMER', 'c1'), refOf('CUSTOMER', 'c2')]
  fields.addEntity(device, { profile, customerId: one.id })
  for (const customer of [one, two]) fields.addEntity(customer)
  fields.setAttribute(one, 'SERVER_SCOPE', 'factor', 2)
  fields.setAttribute(two, 'SERVER_SCOPE', 'factor', 100)
  const owner = attribute('factor', 'SERVER_SCOPE', {
    refDynamicSourceConfiguration: { type: 'CURRENT_OWNER' },
  })
  const configuration = {
    ...times(0, '', 'y', toChain),
    arguments: { x: latest('a'), f: owner },
    expression: 'x * f',
  }
  await fields.add(configuration, { entity: profile })
  await fields.send({ a: 3 })
  await fields.attribute({ factor: 5 }, one)
  await fields.attribute({ factor: 101 }, two)
  assert.deepEqual(fields.results(), [{ y: 6 }, { y: 15 }])
  await fields.play.entities.assign(device, two.id)
  fields.runner.entityChanged({ ref: device, isRemoved: false })
  await fields.runner.settled()
  assert.deepEqual(fields.results(), [{ y: 303 }])
})

test('an entity that is new, or comes to the profile, is calculated at once', async () => {
  const fields = await TestFields.open()
  const configuration = {
    ...times(2, '', 'b', toChain),
    arguments: { x: latest('a', { defaultValue: '4' }) },
  }
  await fields.add(configuration, { entity: profile })
  fields.addEntity(device, { profile })
  fields.runner.entityChanged({ ref: device, isRemoved: false, profileId: profile.id })
  await fields.runner.settled()
  assert.deepEqual(fields.results(), [{ b: 8 }])
  fields.runner.entityChanged({ ref: device, isRemoved: false })
  await fields.runner.settled()
  assert.deepEqual(fields.results(), [])
})

test('a change for all entities of a profile is made again after a crash', async () => {
  const fields = await TestFields.open()
  for (let i = 1; i <= 5; i++) fields.addEntity(refOf('DEVICE', `d${i}`), { profile })
  const outside = refOf('DEVICE', 'd9')
  const args = {
    x: latest('a', { defaultValue: '1' }),
    o: latest('t', { refEntityId: outside, defaultValue: '0' }),
  }
  const field = await fields.add(
    { ...times(0, '', 'y', toChain), arguments: args, expression: 'x + o' },
    { entity: profile },
  )
  fields.forget()
  await fields.send({ t: 10 }, { entity: outside })
  assert.equal(fields.results().length, 5)
  assert.equal(fields.store.swept.size, 0)
  // What a crash in the middle leaves behind is the note that it was begun.
  await fields.store.beginSweep(field.id)
  await fields.crash()
  assert.deepEqual(fields.results(), Array(5).fill({ y: 11 }))
  assert.equal(fields.store.swept.size, 0)
})

test('after a restart everything is as before: windows from the history, nothing calculated without reason', async () => {
  const fields = await TestFields.open()
  const script = 'return {"n": p.size, "sum": p.sum};'
  await fields.add({
    type: 'SCRIPT',
    arguments: { p: rolling('p', 600_000) },
    expression: script,
    output: toChain,
  })
  for (let i = 1; i <= 3; i++) {
    await fields.pass(1000)
    await fields.send({ p: i })
  }
  fields.forget()
  await fields.restart()
  assert.deepEqual(fields.results(), [])
  await fields.pass(1000)
  await fields.send({ p: 4 })
  assert.deepEqual(fields.results(), [{ n: 4, sum: new JsonDouble(10) }])
})

test('memory is bounded: what was not used for longest is made again from the store', async () => {
  const fields = await TestFields.open({ states: 10, weight: 1_000_000 })
  await fields.add(times(2, 'a', 'b', toChain), { entity: profile })
  for (let round = 1; round <= 2; round++)
    for (let i = 1; i <= 50; i++) {
      const entity = refOf('DEVICE', `e${i}`)
      if (round === 1) fields.addEntity(entity, { profile })
      await fields.send({ a: i }, { entity, ts: fields.now + round })
    }
  assert.equal(fields.sent().length, 100)
})

test('a value that the store has is not read again for each message', async () => {
  const fields = await TestFields.open()
  await fields.add(times(2, 'a', 'b', toChain))
  await fields.send({ a: 1 })
  const { reads } = fields
  for (let i = 0; i < 100; i++) await fields.send({ a: i }, { ts: fields.now + i })
  assert.equal(fields.reads, reads)
})

test('messages of an entity are calculated in order, however long one takes', async () => {
  const fields = await TestFields.open()
  await fields.add(times(1, 'a', 'b', toChain))
  const begun = Array.from({ length: 20 }, (_, i) => {
    fields.sampleOf(device, 'a', fields.now + i, i)
    return fields.runner.telemetry(device, fields.now + i, { a: i }, { ts: fields.now + i })
  })
  await Promise.all(begun)
  const order = fields.sent().map(({ ts }) => ts - fields.now)
  assert.deepEqual(
    order,
    [...order].sort((one, other) => one - other),
  )
  assert.equal(order.length, 20)
})

test('a failure of one field disturbs neither the others nor who saved the value', async () => {
  const fields = await TestFields.open()
  await fields.add({ ...times(1, 'a', 'x', toChain), expression: '1 / (x - 1)' })
  await fields.add(times(3, 'a', 'y', toChain))
  await fields.send({ a: 1 })
  assert.deepEqual(fields.results(), [{ y: 3 }])
  fields.play.isQueueFull = true
  await fields.send({ a: 2 }, { ts: fields.now + 1 })
  fields.play.isQueueFull = false
  const [first] = await fields.store.all()
  assert.match(fields.error(first as never) ?? '', /takes nothing more/)
})

test('the last calculations are kept, and failures of long ago as well', async () => {
  const fields = await TestFields.open()
  const field = await fields.add(times(2, 'a', 'b', toChain))
  await fields.send({ a: 'bad' })
  for (let i = 1; i <= 100; i++)
    await fields.send({ a: i }, { ts: fields.now + i, messageId: `m${i}`, messageType: 'T' })
  const { calculations, total, failed } = fields.runner.history(field.id)
  assert.equal(total, 102)
  // It waited for a value at first.
  assert.equal(failed, 2)
  assert.equal(calculations.length, 34)
  const [newest] = calculations
  assert.equal(newest?.messageId, 'm100')
  assert.equal(newest?.messageType, 'T')
  assert.deepEqual(newest?.result, { b: 200 })
  assert.deepEqual(newest?.arguments, [['x', { type: 'SINGLE_VALUE', ts: fields.now + 100, value: 100 }]])
  assert.equal(calculations.at(-2)?.error, "Argument 'x' is not a number.")
})

test('who debugs a field gets events: of failures, or of all for a while', async () => {
  const fields = await TestFields.open()
  await fields.add(times(2, 'a', 'b'))
  await fields.send({ a: 1 })
  assert.deepEqual(fields.debugged, [])
  const failing = { debugSettings: { failuresEnabled: true } }
  const field = await fields.add(times(2, 'c', 'd'), failing)
  fields.debugged.length = 0
  await fields.send({ c: 1 })
  await fields.send({ c: 'x' }, { ts: fields.now + 1, messageId: 'm', messageType: 'POST_TELEMETRY_REQUEST' })
  assert.deepEqual(fields.debugged, [
    {
      server: 'weir',
      calculatedFieldId: field.id,
      entityId: device.id,
      entityType: 'DEVICE',
      msgId: 'm',
      msgType: 'POST_TELEMETRY_REQUEST',
      arguments: `{"x":{"type":"SINGLE_VALUE","ts":${fields.now + 1},"value":"x"}}`,
      error: "Argument 'x' is not a number.",
    },
  ])
})

test('a stored field that can’t run says why, and the others run', async () => {
  const fields = await TestFields.open()
  const broken = await fields.add({ ...times(1, 'a', 'b'), expression: 'x *' })
  await fields.add(times(2, 'a', 'c'))
  assert.match(fields.runner.problem(broken.id) ?? '', /can’t be read/)
  assert.equal(fields.warnings.length, 1)
  await fields.send({ a: 1 })
  assert.deepEqual(fields.savedValues(), [{ c: 2 }])
})

test('a deleted field is not calculated any more, nor one whose entity is gone', async () => {
  const fields = await TestFields.open()
  const one = await fields.add(times(2, 'a', 'b'))
  await fields.add(times(3, 'a', 'c'))
  fields.runner.removedField(one.id)
  await fields.send({ a: 1 })
  assert.deepEqual(fields.savedValues(), [{ c: 3 }])
  fields.runner.entityChanged({ ref: device, isRemoved: true })
  await fields.send({ a: 2 }, { ts: fields.now + 1 })
  assert.deepEqual(fields.savedValues(), [])
})

test('a hundred fields over as many devices keep up with a stream of values', async () => {
  const fields = await TestFields.open()
  const devices = Array.from({ length: 100 }, (_, i) => refOf('DEVICE', `e${i}`))
  for (const [index, entity] of devices.entries()) {
    const expression = `return {"sum": a + b, "avg": r.avg, "n": r.size};`
    const args = { a: latest('a'), b: latest('b', { defaultValue: '1' }), r: rolling('a', 60_000, 100) }
    const script = { type: 'SCRIPT', arguments: args, expression, output: toChain }
    await fields.add(index % 2 === 0 ? script : times(2, 'a', 'b2', toChain), { entity })
  }
  fields.forget()
  const delay = monitorEventLoopDelay({ resolution: 5 })
  delay.enable()
  for (let round = 0; round < 100; round++) {
    const ts = fields.now + round
    await Promise.all(devices.map((entity) => fields.runner.telemetry(entity, ts, { a: round }, { ts })))
    await new Promise((resolve) => setImmediate(resolve))
  }
  delay.disable()
  assert.equal(fields.sent().length, 10_000)
  const longest = delay.max / 1e6
  assert.ok(longest < 500, `the event loop stood still for ${longest} ms`)
})
