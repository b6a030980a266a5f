// biome-ignore-all lint/suspicious/noTemplateCurlyInString: templates of ours
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { stringifyJson, valueAt } from '../sdk/index.ts'
import { Bench, playDevice, World } from '../sdk/play.ts'
import math from './math.ts'

const result = { type: 'MESSAGE_BODY', key: 'r', resultValuePrecision: 2 }
const body = (key: string) => ({ type: 'MESSAGE_BODY', key })

async function calculated(operation: string, ...values: number[]) {
  const config = { operation, arguments: values.map((_, index) => body(`v${index}`)), result }
  const data = Object.fromEntries(values.map((value, index) => [`v${index}`, value]))
  const { outputs, failed } = await (await Bench.open(math, config)).send({ data })
  return failed ?? stringifyJson(valueAt(outputs[0]?.message.data ?? null, 'r') ?? null)
}

test('results are rounded half up, and whole where the calculation is', async () => {
  assert.equal(await calculated('ADD', 2.1, 2.2), '4.3')
  assert.equal(await calculated('DIV', 1, 8), '0.13')
  assert.equal(await calculated('MULT', 2, 3), '6.0')
  assert.equal(await calculated('CEIL', 23.02), '24')
  assert.equal(await calculated('GET_EXP', 4), '2')
  assert.equal(await calculated('FLOOR_DIV', -7.9, 2), '-4.0')
  assert.equal(await calculated('FLOOR_MOD', -7, 3), '2.0')
  assert.equal(await calculated('ATAN2', 1, 1), '0.79')
  assert.equal(await calculated('RAD', 180), '3.14')
})

test('what is no number is a failure, not a value', async () => {
  assert.match(await calculated('DIV', 1, 0), /Infinity/)
  assert.match(await calculated('SQRT', -1), /NaN/)
  assert.match(await calculated('FLOOR_DIV', 1, 0.5), /Infinity/)
})

test('a sum kept in an attribute counts each message, also across two nodes', async () => {
  const world = new World()
  const config = {
    operation: 'ADD',
    arguments: [{ type: 'ATTRIBUTE', key: 'total', defaultValue: 0 }, body('n')],
    result: { ...result, type: 'ATTRIBUTE', key: 'total', resultValuePrecision: 0, addToMetadata: true },
  }
  // One store behind both, as on a server.
  const needs = { attributes: world.needs({} as never).attributes }
  const one = await Bench.open(math, config, { world, needs })
  const other = await Bench.open(math, config, { world, needs })
  await Promise.all([1, 2, 3, 4].map((n) => (n % 2 === 0 ? one : other).send({ data: { n } })))
  assert.equal(world.attributesOf(playDevice, 'SERVER_SCOPE').get('total'), 10)
})

test('only what is stored goes to another place too', async () => {
  const twice = { ...result, addToBody: true, addToMetadata: true }
  const left = async (type: string) => {
    const config = { operation: 'SQRT', arguments: [body('a')], result: { ...twice, type } }
    const { outputs } = await (await Bench.open(math, config)).send({ data: { a: 4 } })
    const { data, metadata } = outputs[0]?.message ?? {}
    return [stringifyJson(data ?? null), metadata]
  }
  assert.deepEqual(await left('ATTRIBUTE'), ['{"a":4,"r":2.0}', { r: '2.0' }])
  assert.deepEqual(await left('MESSAGE_BODY'), ['{"a":4,"r":2.0}', {}])
  assert.deepEqual(await left('MESSAGE_METADATA'), ['{"a":4}', { r: '2.0' }])
})

test('a stored series keeps all decimals and the templated key', async () => {
  const world = new World()
  const config = {
    operation: 'SQRT',
    arguments: [body('a')],
    result: { ...result, type: 'TIME_SERIES', key: '${name}', addToMetadata: true },
  }
  const bench = await Bench.open(math, config, { world })
  const { outputs } = await bench.send({ data: { a: 5 }, metadata: { name: 'root' } })
  assert.deepEqual(outputs[0]?.message.metadata, { name: 'root', root: '2.24' })
  const [deed] = world.deeds
  assert.ok(deed && 'values' in deed)
  assert.deepEqual(deed.values, { root: Math.sqrt(5) })
})

test('what can’t be calculated is refused when the chain is deployed', async () => {
  const refused = (config: object, reason: RegExp) => assert.rejects(Bench.open(math, config), reason)
  await refused({ operation: 'ADD', arguments: [body('a')] }, /“Sum” takes two values, and has 1/)
  await refused({ customFunction: '' }, /Formula” is empty/)
  await refused({ customFunction: null }, /Formula” is not text/)
  await refused({ customFunction: 'x +' }, /can’t be read/)
  await refused({ arguments: Array.from({ length: 17 }, () => body('a')) }, /16 values at most/)
  await refused({ operation: 'constructor' }, /choose one of/)
})
