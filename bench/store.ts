/**
 * How many telemetry values a second does the store take, history and latest, each batch committed and flushed?
 * For both databases, PostgreSQL where a server is installed. `node bench/store.ts [seconds]`
 */
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { openStore } from '../engine/store/open.ts'
import { timeUuids } from '../engine/store/time-uuid.ts'
import { startPostgresql, whyNoPostgresql } from '../test/support/postgresql.ts'

const seconds = Number(process.argv[2] ?? 5)
const devices = 1_000
/** messages of three values under way at a time */
const window = 8_000

const clock = {
  now: Date.now,
  after(ms: number, call: () => void) {
    const timer = setTimeout(call, ms)
    return () => clearTimeout(timer)
  },
}
const silent = { debug() {}, info() {}, warn() {}, error() {} }

interface Measured {
  readonly valuesPerSecond: number
  readonly p50: number
  readonly p99: number
  /** share of one core that this process got, the embedded database included */
  readonly cpu: number
  /** what a busy machine does not blur; for PostgreSQL only our side of the work */
  readonly valuesPerCpuSecond: number
  readonly megabytes: number
}

async function measure(databaseUrl: string | undefined): Promise<Measured> {
  const dataDir = mkdtempSync(join(tmpdir(), 'weir-bench-'))
  const identity = timeUuids(clock)
  const store = await openStore({ databaseUrl, dataDir, clock, identity, log: silent })
  const entities = Array.from({ length: devices }, () => ({ entityType: 'DEVICE', id: identity.uuid() }))
  const options = { history: true, latest: true, ttl: 0 }
  const waits: number[] = []
  let ts = Date.now()
  let sent = 0
  const cpu = process.cpuUsage()
  const began = performance.now()
  const end = began + seconds * 1000
  const device = async () => {
    while (performance.now() < end) {
      const entity = entities[sent++ % devices]
      if (entity === undefined) continue
      if (sent % devices === 0) ts++
      const asked = performance.now()
      await store.telemetry.save(
        entity,
        ts,
        0,
        { pulse: sent, temperature: 21.5 + (sent % 7) / 10, active: true },
        options,
      )
      if (sent % 50 === 0) waits.push(performance.now() - asked)
    }
  }
  await Promise.all(Array.from({ length: window }, device))
  const took = (performance.now() - began) / 1000
  const used = process.cpuUsage(cpu)
  const busy = (used.user + used.system) / 1e6
  const megabytes = process.memoryUsage().rss / 1048576
  await store.close()
  rmSync(dataDir, { recursive: true, force: true })
  waits.sort((a, b) => a - b)
  return {
    valuesPerSecond: Math.round((sent * 3) / took),
    p50: Math.round(waits[waits.length >> 1] ?? 0),
    p99: Math.round(waits[Math.floor(waits.length * 0.99)] ?? 0),
    cpu: Math.round((busy / took) * 100) / 100,
    valuesPerCpuSecond: Math.round((sent * 3) / busy),
    megabytes: Math.round(megabytes),
  }
}

const results: Record<string, Measured | string> = { embedded: await measure(undefined) }
console.log('embedded', results.embedded)
if (whyNoPostgresql === null) {
  const server = startPostgresql()
  try {
    results.postgresql = await measure(server.url)
  } finally {
    server.remove()
  }
} else results.postgresql = whyNoPostgresql
console.log('postgresql', results.postgresql)
console.log(JSON.stringify({ bench: 'store', seconds, devices, window, node: process.version, ...results }))
