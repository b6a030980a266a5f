/**
 * How many messages a second does one edge take in for good? MQTT QoS 1, three values each, the journal flushed before
 * the acknowledgement, the root chain, and stored: 10, 100 and 1,000 connections, on the embedded database and on
 * PostgreSQL where one is found. Checks that everything acknowledged is stored. Beside it Node-RED with a broker in its
 * process, which acknowledges at once and appends a line for each message to a file without flushing it.
 */
import { fork } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import { startPostgresql, whyNoPostgresql } from '../test/support/postgresql.ts'
import { eventually, WeirProcess } from '../test/support/weir.ts'
import { ask, begin } from './child.ts'
import type { LoadOptions, LoadResult } from './load/mqtt.ts'
import { installNodeRed } from './node-red.ts'
import { table } from './report.ts'

const seconds = Number(process.env.WEIR_BENCH_SECONDS ?? 10)
const connectionCounts = [10, 100, 1000]
const window = 100

export interface IngestRun {
  readonly database: string
  readonly connections: number
  /** acknowledged and stored, by the time the last one was stored */
  readonly messagesPerSecond: number
  readonly acknowledgedPerSecond: number
  readonly p50: number
  readonly p99: number
  /** bytes, at the end of the load */
  readonly rss: number
  /** share of one core used by Weir (the database of PostgreSQL not counted) */
  readonly cpu: number
  readonly lost: number
}

export async function ingest(): Promise<Record<string, unknown>> {
  const runs: IngestRun[] = []
  for (const connections of connectionCounts) runs.push(await measure('embedded', undefined, connections))
  if (whyNoPostgresql !== null) console.log(`The runs on PostgreSQL are left out: ${whyNoPostgresql}`)
  else for (const connections of connectionCounts) runs.push(await onPostgresql(connections))
  installNodeRed()
  runs.push(await onNodeRed(100))
  table(
    ['database', 'connections', 'stored msgs/s', 'acked msgs/s', 'p50 ms', 'p99 ms', 'cpu', 'rss MB', 'lost'],
    runs.map((run) => [
      run.database,
      String(run.connections),
      String(run.messagesPerSecond),
      String(run.acknowledgedPerSecond),
      String(run.p50),
      String(run.p99),
      String(run.cpu),
      String(Math.round(run.rss / 1e6)),
      String(run.lost),
    ]),
  )
  const main = runs.find((run) => run.database === 'embedded' && run.connections === 100) as IngestRun
  const { messagesPerSecond, p50, p99, rss } = main
  const peer = runs.at(-1) as IngestRun
  const ratio = Math.round((100 * messagesPerSecond) / peer.messagesPerSecond) / 100
  return { ratio, messagesPerSecond, p50, p99, rss, runs }
}

/** A cluster of its own for each run, on the same cores. */
async function onPostgresql(connections: number): Promise<IngestRun> {
  const postgresql = startPostgresql()
  try {
    return await measure('postgresql', postgresql.url, connections)
  } finally {
    postgresql.remove()
  }
}

/** Its own broker acknowledges before the flow has seen a message, so what counts is when the last one has gone through. */
async function onNodeRed(connections: number): Promise<IngestRun> {
  interface State {
    readonly done: number
    readonly rss: number
    readonly cpu: number
  }
  const { child, first } = await begin<{ port: number }>('./node-red/ingest.cjs')
  try {
    const tokens = Array.from({ length: connections }, (_, index) => `bench-${index}`)
    const load = { port: first.port, tokens, window, explicitTs: true }
    const warm = await runApart({ ...load, seconds: 2 })
    const state = () => ask<State>(child, {})
    const passed = (count: number) =>
      eventually(async () => (await state()).done >= count, 'the flow of Node-RED', 120_000)
    await passed(warm.acked)
    const before = await state()
    const begun = performance.now()
    const result = await runApart({ ...load, seconds })
    const { rss } = await state()
    await passed(warm.acked + result.acked)
    const elapsed = (performance.now() - begun) / 1000
    const after = await state()
    return {
      database: 'node-red',
      connections,
      messagesPerSecond: Math.round(result.acked / elapsed),
      acknowledgedPerSecond: result.perSecond,
      p50: result.p50,
      p99: result.p99,
      rss,
      cpu: Math.round(((after.cpu - before.cpu) / elapsed) * 100) / 100,
      lost: Math.max(0, result.acked - (after.done - before.done)),
    }
  } finally {
    child.disconnect()
  }
}

async function measure(database: string, url: string | undefined, connections: number): Promise<IngestRun> {
  const weir = await WeirProcess.start({ env: url === undefined ? {} : { WEIR_DATABASE_URL: url } })
  try {
    const tokens = Array.from({ length: connections }, (_, index) => `bench-${index}`)
    const devices = await makeDevices(weir, tokens)
    const tsBase = Date.now() - 86_400_000
    const load = { port: weir.ports.mqtt, tokens, window, explicitTs: true, tsBase }
    await runApart({ ...load, seconds: 2, tsBase: tsBase - 86_400_000 })
    await drained(weir)
    const cpuBefore = await weir.cpuTime()
    const begun = performance.now()
    const result = await runApart({ ...load, seconds })
    const rss = await weir.memory()
    await drained(weir)
    const elapsed = (performance.now() - begun) / 1000
    const cpu = ((await weir.cpuTime()) - cpuBefore) / elapsed
    const stored = await count(weir, devices, tsBase)
    return {
      database,
      connections,
      messagesPerSecond: Math.round(stored / elapsed),
      acknowledgedPerSecond: result.perSecond,
      p50: result.p50,
      p99: result.p99,
      rss,
      cpu: Math.round(cpu * 100) / 100,
      lost: Math.max(0, result.acked - stored),
    }
  } finally {
    await weir.stop()
  }
}

export async function makeDevices(weir: WeirProcess, tokens: readonly string[]): Promise<string[]> {
  const ids: string[] = []
  for (const token of tokens) ids.push(await weir.createDevice(token, token))
  return ids
}

export async function drained(weir: WeirProcess): Promise<void> {
  await eventually(
    async () => {
      const { database, journal } = await weir.api<{
        database: { waitingRows: number }
        journal: { backlog: number }
      }>('GET', '/api/weir/status')
      return journal.backlog === 0 && database.waitingRows === 0
    },
    'storing everything',
    120_000,
  )
}

/** Stored messages of all devices from `startTs` on. */
export async function count(weir: WeirProcess, devices: readonly string[], startTs: number): Promise<number> {
  const endTs = startTs + 86_400_000
  const query = `keys=seq&startTs=${startTs}&endTs=${endTs}&interval=${endTs - startTs}&agg=COUNT&useStrictDataTypes=true`
  let sum = 0
  for (const id of devices) {
    const answer = await weir.api<Record<string, { value: number }[]>>(
      'GET',
      `/api/plugins/telemetry/DEVICE/${id}/values/timeseries?${query}`,
    )
    sum += answer.seq?.[0]?.value ?? 0
  }
  return sum
}

/** Runs a load in a process of its own, so that it does not share the event loop with what reads the results. */
export function runApart(options: LoadOptions): Promise<LoadResult> {
  return new Promise((resolve, reject) => {
    const child = fork(fileURLToPath(new URL('./load/apart.ts', import.meta.url)))
    child.once('message', (answer: { result: LoadResult } | { error: string }) => {
      if ('error' in answer) reject(new Error(answer.error))
      else resolve(answer.result)
    })
    child.once('error', reject)
    child.send(options)
  })
}
