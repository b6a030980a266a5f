import assert from 'node:assert/strict'
import { test } from 'node:test'
import { stringifyJson } from '../../../rules/json.ts'
import type { JsonValue } from '../../../rules/values.ts'
import { compileFunction } from '../compile.ts'
import { argumentValues } from './rolling.ts'

function samples(startTs: number, endTs: number, values: readonly (readonly [number, number | 'NaN'])[]) {
  return {
    type: 'TS_ROLLING',
    timeWindow: { startTs, endTs },
    values: values.map(([ts, value]) => ({ ts, value })),
  }
}

const given: Record<string, JsonValue> = {
  heat: samples(1000, 2000, [
    [1100, 20.5],
    [1200, 'NaN'],
    [1300, 22.5],
  ]),
  door: samples(500, 2500, [
    [600, 1],
    [1250, 0],
  ]),
  broken: samples(1000, 2000, [[1100, 'NaN']]),
  none: samples(1000, 2000, []),
}

function run(script: string): string {
  const values = argumentValues(given)
  return stringifyJson(compileFunction(script, [...values.keys()])([...values.values()]))
}

test('statistics leave out what is no number, unless it is asked for', () => {
  assert.equal(
    run('return [heat.mean(), heat.max(), heat.min(), heat.sum(), heat.count()];'),
    '[21.5,22.5,20.5,43.0,2]',
  )
  assert.equal(run('return [heat.mean(false), heat.median(false), heat.last(false)];'), '["NaN","NaN",22.5]')
  assert.equal(run('return [broken.sum(), broken.mean(), broken.count()];'), '[0.0,"NaN",0]')
  assert.throws(() => run('return broken.max();'), /values are empty/)
  assert.throws(() => run('return none.sum();'), /values are empty/)
})

test('merged arguments span the windows of all, or the one that is asked for', () => {
  assert.equal(
    run('return heat.merge(door);'),
    '{"timeWindow":{"startTs":500,"endTs":2500},"values":[{"ts":1100,"values":[20.5,1.0]},{"ts":1300,"values":[22.5,0.0]}]}',
  )
  assert.equal(run('return heat.merge(door, {ignoreNaN: false}).size;'), '5')
  assert.equal(
    run('return heat.merge(door, {timeWindow: {startTs: 1100, endTs: 1300}}).values[0].v2;'),
    '1.0',
  )
})
