import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import type { CalculatedFields } from '../../engine/rules/needs.ts'
import { Bench } from '../sdk/play.ts'
import calculatedFields from './calculated-fields.ts'
import saveAttributes from './save-attributes.ts'
import saveTimeSeries from './save-time-series.ts'

/** Fields that are calculated when `finish` is called. */
function slowFields() {
  let finish = () => {}
  const done = new Promise<void>((resolve) => (finish = resolve))
  const asked: unknown[] = []
  const fields: CalculatedFields = {
    telemetry: (_entity, ts, values, cause) => {
      asked.push({ ts, values, messageId: cause.messageId })
      return done
    },
    attributes: () => done,
  }
  return { fields, asked, finish }
}

const skipped = { type: 'SKIP' }
const only = (...actions: string[]) => ({
  type: 'ADVANCED',
  ...Object.fromEntries(
    ['timeseries', 'latest', 'webSockets', 'attributes', 'calculatedFields'].map((action) => [
      action,
      actions.includes(action) ? { type: 'ON_EVERY_MESSAGE' } : skipped,
    ]),
  ),
})

describe('the calculated fields node', () => {
  test('values of several times are told in order, those without a time as of now', async () => {
    const bench = await Bench.open(calculatedFields, {})
    const data = [{ t: 1 }, { ts: 5, values: { t: 2 } }, {}]
    const { outputs } = await bench.send({ data, metadata: { ts: '77' } })
    assert.deepEqual(
      outputs.map(({ output }) => output),
      ['Success'],
    )
    const told = bench.world.deeds.flatMap((deed) => ('calculate' in deed ? [[deed.ts, deed.calculate]] : []))
    assert.deepEqual(told, [
      [bench.world.time, { t: 1 }],
      [5, { t: 2 }],
    ])
    assert.equal(bench.world.deeds.length, 2)
  })

  test('null is no value to calculate with', async () => {
    const bench = await Bench.open(calculatedFields, {})
    assert.match((await bench.send({ data: { t: null } })).failed ?? '', /“t” is null/)
    assert.match((await bench.send({ data: 5 })).failed ?? '', /not an object of keys and values/)
    assert.match(
      (await bench.send({ data: { ts: 'x', values: {} } })).failed ?? '',
      /not a time in milliseconds/,
    )
  })

  test('the message waits until the results are safe', async () => {
    const { fields, finish } = slowFields()
    const bench = await Bench.open(calculatedFields, {}, { needs: { calculatedFields: fields } })
    const sent = bench.send({ data: { t: 1 } })
    let isDone = false
    void sent.then(() => (isDone = true))
    await new Promise((resolve) => setImmediate(resolve))
    assert.equal(isDone, false)
    finish()
    assert.equal((await sent).outputs.length, 1)
  })
})

describe('saving nodes and calculated fields', () => {
  test('fields are told after the values are saved, and the message waits for them', async () => {
    const { fields, asked, finish } = slowFields()
    finish()
    const bench = await Bench.open(saveTimeSeries, {}, { needs: { calculatedFields: fields } })
    const { outputs } = await bench.send({ data: { t: 1 }, metadata: { ts: '9' } })
    assert.equal(outputs.length, 1)
    assert.deepEqual(asked, [{ ts: 9, values: { t: 1 }, messageId: outputs[0]?.message.id }])
  })

  test('processing settings can leave fields out, or do nothing but them', async () => {
    const without = await Bench.open(saveTimeSeries, { processingSettings: only('timeseries', 'latest') })
    await without.send({ data: { t: 1 } })
    assert.deepEqual(
      without.world.deeds.map((deed) => Object.keys(deed)[0]),
      ['save'],
    )
    const alone = await Bench.open(saveTimeSeries, { processingSettings: only('calculatedFields') })
    await alone.send({ data: { t: 1 } })
    assert.deepEqual(
      alone.world.deeds.map((deed) => Object.keys(deed)[0]),
      ['calculate'],
    )
    const live = await Bench.open(saveTimeSeries, { processingSettings: { type: 'WEBSOCKETS_ONLY' } })
    await live.send({ data: { t: 1 } })
    assert.ok(!live.world.deeds.some((deed) => 'calculate' in deed))
  })

  test('attributes that did not change are no news to fields either', async () => {
    const bench = await Bench.open(saveAttributes, {})
    const message = {
      data: { limit: 5 },
      type: 'POST_ATTRIBUTES_REQUEST',
      metadata: { scope: 'SHARED_SCOPE' },
    }
    await bench.send(message)
    const told = bench.world.deeds.filter((deed) => 'calculate' in deed)
    assert.deepEqual(
      told.map((deed) => deed.scope),
      ['SHARED_SCOPE'],
    )
    bench.world.deeds.length = 0
    await bench.send(message)
    assert.deepEqual(bench.world.deeds, [])
  })
})
