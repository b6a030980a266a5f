import assert from 'node:assert/strict'
import { test } from 'node:test'
import { JsonDouble } from '../rules/values.ts'
import { attribute, device, latest, rolling, TestFields, toChain } from './test-world.ts'

const script = (
  expression: string,
  args: object = { t: latest('temperature') },
  output: object = toChain,
) => ({
  type: 'SCRIPT',
  arguments: args,
  expression,
  output,
})

test('each key that a script returns is a value', async () => {
  const fields = await TestFields.open()
  await fields.add(script('return {"double": t * 2, "text": "is " + t};'))
  await fields.send({ temperature: 21 })
  assert.deepEqual(fields.results(), [{ double: 42, text: 'is 21' }])
})

test('a script knows times and all arguments by ctx', async () => {
  const fields = await TestFields.open()
  fields.setAttribute(device, 'CLIENT_SCOPE', 'model', 'X1')
  const args = { t: latest('temperature'), m: attribute('model', 'CLIENT_SCOPE') }
  await fields.add(
    script(
      'return {"ts": ctx.latestTs, "values": {"v": ctx.args.t.value, "at": ctx.args.t.ts, "m": m}};',
      args,
    ),
  )
  await fields.send({ temperature: 5 }, { ts: fields.now + 7 })
  const at = fields.now + 7
  assert.deepEqual(fields.results(), [{ ts: at, values: { v: 5, at, m: 'X1' } }])
})

test('a list of times and values is handed on as it is', async () => {
  const fields = await TestFields.open()
  await fields.add(script('return [{"ts": 1000, "values": {"a": t}}, {"ts": 2000, "values": {"a": t + 1}}];'))
  await fields.send({ temperature: 1 })
  assert.deepEqual(fields.results(), [
    [
      { ts: 1000, values: { a: 1 } },
      { ts: 2000, values: { a: 2 } },
    ],
  ])
})

test('null and an empty object are no result; anything else that is no object is an error', async () => {
  const fields = await TestFields.open()
  const field = await fields.add(script('if (t == 1) { return null; } if (t == 2) { return {}; } return t;'))
  await fields.send({ temperature: 1 })
  await fields.send({ temperature: 2 }, { ts: fields.now + 1 })
  assert.equal(fields.error(field), null)
  await fields.send({ temperature: 3 }, { ts: fields.now + 2 })
  assert.match(fields.error(field) ?? '', /must return an object of keys and values.*not 3/)
  assert.deepEqual(fields.results(), [])
})

test('a script that fails says why and where, and the next value is calculated again', async () => {
  const fields = await TestFields.open()
  const field = await fields.add(script('if (t < 0) { return {"x": t.missing.further}; }\nreturn {"x": t};'))
  await fields.send({ temperature: -1 })
  assert.notEqual(fields.error(field), null)
  await fields.send({ temperature: 1 }, { ts: fields.now + 1 })
  assert.deepEqual(fields.results(), [{ x: 1 }])
})

test('a script that does not compile is refused with line and reason', async () => {
  const fields = await TestFields.open()
  const wrong = fields.runner.check({
    type: 'SCRIPT',
    name: 'x',
    entity: device,
    configuration: script('return {"x": ;') as never,
  })
  assert.match(wrong ?? '', /^The script can’t be compiled: /)
  const badName = {
    type: 'SCRIPT',
    name: 'x',
    entity: device,
    configuration: script('return 1;', { 'a b': latest('a') }),
  }
  assert.match(fields.runner.check(badName as never) ?? '', /“a b” can’t be a variable/)
})

test('a rolling argument holds what came within its window', async () => {
  const fields = await TestFields.open()
  const expression = 'return {"avg": t.avg, "max": t.max, "n": t.size, "last": t.last};'
  await fields.add(script(expression, { t: rolling('temperature', 60_000) }))
  const began = fields.now
  await fields.send({ temperature: 10 })
  await fields.pass(30_000)
  await fields.send({ temperature: 20 })
  await fields.pass(40_000)
  fields.forget()
  await fields.send({ temperature: 40 })
  assert.equal(fields.now, began + 70_000)
  assert.deepEqual(fields.results(), [
    { avg: new JsonDouble(30), max: new JsonDouble(40), n: 2, last: new JsonDouble(40) },
  ])
})

test('a rolling argument begins with what is in the store, and holds so many points at most', async () => {
  const fields = await TestFields.open()
  for (let i = 1; i <= 6; i++) fields.sampleOf(device, 'p', fields.now - i * 1000, i)
  await fields.add(script('return {"sum": p.sum, "n": p.size};', { p: rolling('p', 10_000, 3) }))
  assert.deepEqual(fields.results(), [{ sum: new JsonDouble(6), n: 3 }])
  await fields.send({ p: 100 })
  assert.deepEqual(fields.results(), [{ sum: new JsonDouble(103), n: 3 }])
})

test('what is no number is NaN in a rolling argument, and does not spoil its average', async () => {
  const fields = await TestFields.open()
  await fields.add(
    script('return {"avg": p.avg, "n": p.size, "counted": p.count};', { p: rolling('p', 60_000) }),
  )
  await fields.send({ p: 1 })
  fields.forget()
  await fields.send({ p: 'none' }, { ts: fields.now + 1 })
  assert.deepEqual(fields.results(), [{ avg: new JsonDouble(1), n: 2, counted: 1 }])
})

test('a late point takes its place in time', async () => {
  const fields = await TestFields.open()
  const expression = 'var all = ""; foreach (one : p.values) { all += one.value + " "; } return {"all": all};'
  await fields.add(script(expression, { p: rolling('p', 60_000) }))
  await fields.send({ p: 3 })
  await fields.send({ p: 1 }, { ts: fields.now - 2000 })
  await fields.send({ p: 2 }, { ts: fields.now - 1000 })
  assert.deepEqual(fields.results().at(-1), { all: '1.0 2.0 3.0 ' })
})

test('rolling arguments can be merged', async () => {
  const fields = await TestFields.open()
  const args = { a: rolling('a', 60_000), b: rolling('b', 60_000) }
  await fields.add(script('var m = a.merge(b); return {"n": m.size, "last": m.values[m.size - 1].v2};', args))
  await fields.send({ a: 1, b: 10 })
  fields.forget()
  await fields.send({ b: 11 }, { ts: fields.now + 5 })
  assert.deepEqual(fields.results(), [{ n: 2, last: new JsonDouble(11) }])
})

test('attributes have no time, so a script for them must not give one', async () => {
  const fields = await TestFields.open()
  const output = { type: 'ATTRIBUTES', scope: 'SERVER_SCOPE' }
  const field = await fields.add(script('return {"ts": 1, "values": {"a": 1}};', undefined, output))
  await fields.send({ temperature: 1 })
  assert.match(fields.error(field) ?? '', /Attributes have no time/)
})

test('a value that is too large for an argument is not used', async () => {
  const fields = await TestFields.open()
  const field = await fields.add(script('return {"n": t.length()};'))
  await fields.send({ temperature: 'x'.repeat(40_000) })
  assert.match(fields.error(field) ?? '', /32768 are the most/)
})
