/**
 * How soon does an edge take a message after it is started, and what does it need while it idles? The second start
 * counts, since the first makes the database.
 */
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { connectAsync } from 'mqtt'
import { startPostgresql, whyNoPostgresql } from '../test/support/postgresql.ts'
import { WeirProcess } from '../test/support/weir.ts'
import { median, table } from './report.ts'

const starts = 5
/** seconds after which memory counts as idle */
const idle = 10

interface StartRun {
  readonly database: string
  /** milliseconds from spawning the process to the first PUBACK */
  readonly first: number
  readonly second: number
  /** bytes, all processes of Weir */
  readonly idleRss: number
}

export async function start(): Promise<Record<string, unknown>> {
  const runs = [await measure('embedded', undefined)]
  if (whyNoPostgresql === null) {
    const postgresql = startPostgresql()
    runs.push(await measure('postgresql', postgresql.url).finally(() => postgresql.remove()))
  }
  table(
    ['database', 'first start ms', 'second start ms', 'idle rss MB'],
    runs.map((run) => [
      run.database,
      String(run.first),
      String(run.second),
      String(Math.round(run.idleRss / 1e6)),
    ]),
  )
  const main = runs[0] as StartRun
  return {
    ratio: Math.round((main.second / main.first) * 100) / 100,
    messagesPerSecond: null,
    p50: main.second,
    p99: null,
    rss: main.idleRss,
    runs,
  }
}

async function measure(database: string, url: string | undefined): Promise<StartRun> {
  const dataDir = await mkdtemp(join(tmpdir(), 'weir-start-'))
  const options = { dataDir, env: url === undefined ? {} : { WEIR_DATABASE_URL: url } }
  try {
    const begun = performance.now()
    const made = await WeirProcess.start(options)
    const first = performance.now() - begun
    await made.createDevice('bench', 'bench')
    await made.stop()
    const times: number[] = []
    let idleRss = 0
    for (let i = 0; i < starts; i++) {
      const { ms, weir } = await toFirstAck(options)
      times.push(ms)
      if (i === starts - 1) {
        await new Promise((resolve) => setTimeout(resolve, idle * 1000))
        idleRss = await weir.memory()
      }
      await weir.stop()
    }
    return { database, first: Math.round(first), second: Math.round(median(times)), idleRss }
  } finally {
    await rm(dataDir, { recursive: true, force: true })
  }
}

async function toFirstAck(options: { dataDir: string; env: Record<string, string> }) {
  const begun = performance.now()
  const weir = await WeirProcess.start(options)
  const client = await connectAsync(`mqtt://127.0.0.1:${weir.ports.mqtt}`, { username: 'bench' })
  await client.publishAsync('v1/devices/me/telemetry', '{"temperature":21.5}', { qos: 1 })
  const ms = performance.now() - begun
  await client.endAsync()
  return { ms, weir }
}
