import assert from 'node:assert/strict'
import { mkdtemp } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { test } from 'node:test'
import { eventually, removeFolder, WeirProcess } from './support/weir.ts'

const rolling = (key: string) => ({
  refEntityKey: { key, type: 'TS_ROLLING' },
  timeWindow: 3_600_000,
  limit: 100,
})
const latest = (key: string) => ({ refEntityKey: { key, type: 'TS_LATEST' } })

test('values are calculated from what devices send and alarms raised, before and after a crash', {
  timeout: 120_000,
}, async (t) => {
  const dataDir = await mkdtemp(join(tmpdir(), 'weir-calculated-'))
  let weir = await WeirProcess.start({ dataDir })
  t.after(async () => {
    await weir.stop('SIGKILL')
    await removeFolder(dataDir)
  })
  const id = await weir.createDevice('pump', 'pump-token')
  const entityId = { entityType: 'DEVICE', id }

  await weir.api('POST', '/api/calculatedField', {
    entityId,
    type: 'SCRIPT',
    name: 'load',
    configuration: {
      type: 'SCRIPT',
      arguments: { p: rolling('power') },
      expression: 'return {"meanPower": p.avg, "count": p.size};',
      output: { type: 'TIME_SERIES', strategy: { type: 'RULE_CHAIN' } },
    },
  })
  await weir.api('POST', '/api/calculatedField', {
    entityId,
    type: 'SIMPLE',
    name: 'kilo',
    configuration: {
      type: 'SIMPLE',
      arguments: { p: latest('meanPower') },
      expression: 'p / 1000',
      output: {
        type: 'TIME_SERIES',
        name: 'kilowatt',
        decimalsByDefault: 3,
        strategy: { type: 'IMMEDIATE', saveTimeSeries: true, saveLatest: true },
      },
    },
  })
  await weir.api('POST', '/api/alarm/rule', {
    entityId,
    name: 'Overload',
    configuration: {
      type: 'ALARM',
      arguments: { p: latest('power') },
      createRules: {
        MAJOR: {
          condition: {
            type: 'REPEATING',
            count: { staticValue: 3 },
            expression: { type: 'TBEL', expression: 'return p > 900;' },
          },
        },
      },
    },
  })

  const send = async (power: number) => {
    const answer = await fetch(`http://127.0.0.1:${weir.ports.http}/api/v1/pump-token/telemetry`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ power }),
    })
    assert.equal(answer.status, 200)
  }
  const values = () =>
    weir.api<Record<string, { value: unknown }[]>>(
      'GET',
      `/api/plugins/telemetry/DEVICE/${id}/values/timeseries?keys=meanPower,count,kilowatt&useStrictDataTypes=true`,
    )
  const becomes = async (count: number, meanPower: number) => {
    const isThere = async () => {
      const { count: counted, kilowatt } = await values()
      return counted?.[0]?.value === count && kilowatt?.[0]?.value === meanPower / 1000
    }
    await eventually(isThere, `a mean of ${meanPower} over ${count} values`, 20_000)
    assert.equal((await values()).meanPower?.[0]?.value, meanPower)
  }
  const alarms = async () => {
    const page = await weir.api<{ data: { type: string }[] }>(
      'GET',
      `/api/alarm/DEVICE/${id}?pageSize=10&page=0`,
    )
    return page.data.map(({ type }) => type)
  }

  await send(500)
  await becomes(1, 500)
  await send(1000)
  await becomes(2, 750)
  await send(1200)
  await becomes(3, 900)
  assert.deepEqual(await alarms(), [])

  await weir.stop('SIGKILL')
  weir = await WeirProcess.start({ dataDir })
  await send(1300)
  await becomes(4, 1000)
  await eventually(async () => (await alarms()).length > 0, 'the alarm at the third value in a row', 10_000)
  assert.deepEqual(await alarms(), ['Overload'])
  assert.equal(await weir.stop(), 0)
})
