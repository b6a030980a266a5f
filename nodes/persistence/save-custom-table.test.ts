import assert from 'node:assert/strict'
import { test } from 'node:test'
import { NodeFailure, parseJson, stringifyJson } from '../sdk/index.ts'
import { Bench, playDevice } from '../sdk/play.ts'
import { upgradeConfig } from '../sdk/upgrade.ts'
import node from './save-custom-table.ts'

const fieldsMapping = { $entityId: 'Meter', kWh: 'energy', 'at.floor': 'floor' }

async function row(config: object, data: string, metadata: Record<string, string> = {}) {
  const bench = await Bench.open(node, { tableName: 'Readings', fieldsMapping, ...config })
  const { failed } = await bench.send({ data: parseJson(data), metadata })
  const [deed] = bench.world.deeds
  return failed ?? (deed && 'insert' in deed ? deed : undefined)
}

test('a row holds the mapped keys under small letters, with their types, and who and when it was', async () => {
  const saved = await row({ defaultTtl: 60 }, '{"kWh":12.0,"at":{"floor":3},"other":1}', { ts: '5' })
  assert.ok(typeof saved === 'object')
  assert.equal(saved.insert, 'readings')
  assert.deepEqual([saved.row.ts, saved.row.ttl], [5, 60])
  assert.equal(stringifyJson(saved.row.values), `{"meter":"${playDevice.id}","energy":12.0,"floor":3}`)
  const again = await row({}, '{"kWh":12.0,"at":{"floor":3}}')
  assert.equal(typeof again === 'object' && again.row.id, saved.row.id, 'the same message is the same row')
})

test('a key that is missing, null or a list fails the message', async () => {
  assert.equal(await row({}, '{"kWh":1}'), 'The message has no “at.floor”')
  assert.match(String(await row({}, '{"kWh":null,"at":{"floor":1}}')), /“kWh” is null/)
  assert.match(String(await row({}, '{"kWh":[1],"at":{"floor":1}}')), /“kWh” is a list/)
  assert.match(String(await row({}, '[]')), /not an object/)
})

test('what the table can’t take fails the message', async () => {
  const refuse = () => Promise.reject(new NodeFailure('The table cs_tb_readings has no column “energy”'))
  const config = { tableName: 'readings', fieldsMapping }
  const bench = await Bench.open(node, config, { needs: { customTables: { insert: refuse } } })
  const { failed, outputs } = await bench.send({ data: { kWh: 1, at: { floor: 1 } } })
  assert.match(failed ?? '', /no column “energy”/)
  assert.deepEqual(outputs, [])
})

test('names that are none in a database are refused when the chain is deployed', async () => {
  for (const [config, why] of [
    [{ tableName: '' }, /name of the table/],
    [{ tableName: 'a b' }, /letters, digits and underscores/],
    [{ tableName: 'x"; drop table device' }, /letters, digits and underscores/],
    [{ tableName: 'a'.repeat(58) }, /longer than 57/],
    [{ fieldsMapping: {} }, /at least one key/],
    [{ fieldsMapping: { '': '' } }, /has no key/],
    [{ fieldsMapping: { a: '' } }, /A name is empty/],
    [{ fieldsMapping: { a: 'c', b: 'C' } }, /Two keys go to the column “c”/],
  ] as const)
    await assert.rejects(row(config, '{}'), why)
})

test('before version 1 rows were kept for ever', () => {
  const upgraded = upgradeConfig(node, { tableName: 't', fieldsMapping: { a: 'b' } }, 0)
  assert.deepEqual(upgraded.config, { tableName: 't', fieldsMapping: { a: 'b' }, defaultTtl: 0 })
})
