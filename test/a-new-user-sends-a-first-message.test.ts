import assert from 'node:assert/strict'
import { execFile } from 'node:child_process'
import { after, before, test } from 'node:test'
import { promisify } from 'node:util'
import { missing, systemParts } from './support/system-parts.ts'
import { eventually, WeirProcess } from './support/weir.ts'

const shell = (command: string) => promisify(execFile)('/bin/sh', ['-c', command], { timeout: 10_000 })

let weir: WeirProcess
before(async () => {
  weir = await WeirProcess.start()
})
after(() => weir.stop())

/** The line of the greeting that begins with a program's name, as a person would paste it. */
function pasted(program: string): string {
  const line = weir.output.split('\n').find((text) => text.trim().startsWith(program))
  assert.ok(line, `the greeting has no ${program} line:\n${weir.output}`)
  return line.trim()
}

async function latest(key: string): Promise<unknown> {
  const { data } = await weir.api<{ data: { id: { id: string }; name: string }[] }>(
    'GET',
    '/api/tenant/devices?pageSize=10&page=0',
  )
  const id = data.find((device) => device.name === 'Sample sensor')?.id.id
  const values = await weir.api<Record<string, { value: unknown }[]>>(
    'GET',
    `/api/plugins/telemetry/DEVICE/${id}/values/timeseries?keys=${key}&useStrictDataTypes=true`,
  )
  return values[key]?.[0]?.value
}

async function rootChain(): Promise<{ id: string }> {
  const chains = await weir.api<{ id: string; root: boolean }[]>('GET', '/api/weir/chains')
  return chains.find((chain) => chain.root) as { id: string }
}

test('the command for mosquitto_pub works as pasted, and the value is the device’s latest', {
  skip: missing(systemParts.mosquitto),
}, async () => {
  await shell(pasted('mosquitto_pub'))
  assert.equal(await eventually(() => latest('temperature'), 'storing the value'), 21.5)
})

test('the command for curl works as pasted', async () => {
  await shell(pasted('curl').replaceAll('temperature', 'humidity'))
  assert.equal(await eventually(() => latest('humidity'), 'storing the value'), 21.5)
})

test('the message shows in the chain’s memory, with its way from node to node', async () => {
  const { id } = await rootChain()
  const messages = await weir.api<{ flight: number; data: string; output: string | null }[]>(
    'GET',
    `/api/weir/chains/${id}/messages?limit=100`,
  )
  const flight = messages.find((message) => message.data.includes('humidity'))?.flight
  const way = messages.filter((message) => message.flight === flight).map((message) => message.output)
  assert.deepEqual(way.reverse(), ['Out', 'Success', 'Post telemetry', 'Success'])
})

test('the greeting tells a password and a token once, and not at the second start', async () => {
  assert.match(weir.output, /E-mail {4}admin@weir\.test/)
  assert.ok(!weir.output.includes('a-password-for-tests'), 'a given password is not repeated')
})
