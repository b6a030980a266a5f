/**
 * What happens when ten times more is offered than an edge can take? For a minute by default: throughput beside the
 * peak, memory at every second, and whether anything acknowledged is lost.
 */

import { WeirProcess } from '../test/support/weir.ts'
import { count, drained, makeDevices, runApart } from './ingest.ts'
import { table } from './report.ts'

const seconds = Number(process.env.WEIR_BENCH_SECONDS ?? 60)
const connections = 100

export async function overload(): Promise<Record<string, unknown>> {
  const weir = await WeirProcess.start()
  try {
    const tokens = Array.from({ length: connections }, (_, index) => `bench-${index}`)
    const devices = await makeDevices(weir, tokens)
    const port = weir.ports.mqtt
    const peakBase = Date.now() - 2 * 86_400_000
    const peak = await runApart({
      port,
      tokens,
      window: 100,
      seconds: 10,
      explicitTs: true,
      tsBase: peakBase,
    })
    await drained(weir)
    const memory: number[] = []
    const watch = setInterval(() => void weir.memory().then((bytes) => memory.push(bytes)), 1000)
    const tsBase = Date.now() - 86_400_000
    const offered = peak.perSecond * 10
    const result = await runApart({
      port,
      tokens,
      window: 1000,
      seconds,
      rate: offered,
      explicitTs: true,
      tsBase,
    })
    clearInterval(watch)
    await drained(weir)
    const stored = await count(weir, devices, tsBase)
    const ratio = Math.round((result.perSecond / peak.perSecond) * 1000) / 1000
    const half = memory.slice(Math.floor(memory.length / 3))
    const growth = Math.round(((half.at(-1) ?? 0) - (half[0] ?? 0)) / 1e6)
    const lost = Math.max(0, result.acked - stored)
    table(
      [
        'offered/s',
        'peak/s',
        'taken/s',
        'taken ÷ peak',
        'p99 ms',
        'rss max MB',
        'growth MB',
        'acked',
        'stored',
        'lost',
      ],
      [
        [
          offered,
          peak.perSecond,
          result.perSecond,
          ratio,
          result.p99,
          Math.round(Math.max(...memory) / 1e6),
          growth,
          result.acked,
          stored,
          lost,
        ].map(String),
      ],
    )
    return {
      ratio,
      messagesPerSecond: result.perSecond,
      p50: result.p50,
      p99: result.p99,
      rss: Math.max(...memory),
      offered,
      peak: peak.perSecond,
      memoryGrowth: growth * 1e6,
      lost,
      memory: memory.map((bytes) => Math.round(bytes / 1e6)),
    }
  } finally {
    await weir.stop()
  }
}
