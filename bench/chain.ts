/**
 * How many messages a second does one core carry through a chain, beside Node-RED with the same flow, node by node, in
 * the same run?
 * plain: type switch → compare → set key → sink; script: a JavaScript transformation before the sink.
 */
import type { ChildProcess } from 'node:child_process'
import { ask, begin } from './child.ts'
import { installNodeRed } from './node-red.ts'
import { median, table } from './report.ts'

interface Round {
  readonly ms: number
  /** milliseconds from a message's entry to its end, with `window` on their way */
  readonly p50: number
  readonly p99: number
  readonly rss: number
  readonly version: string
}

const rounds = 5
const window = 100
const flows = ['plain', 'script'] as const

export async function chain(): Promise<Record<string, unknown>> {
  installNodeRed()
  const { child: weir } = await begin('./chain/weir.ts')
  const { child: nodeRed } = await begin('./node-red/chain.cjs')
  const results: Record<string, unknown> = {}
  const rows: string[][] = []
  for (const flow of flows) {
    const counts = {
      weir: flow === 'plain' ? 1_000_000 : 200_000,
      nodeRed: flow === 'plain' ? 100_000 : 60_000,
    }
    await measure(weir, flow, counts.weir)
    await measure(nodeRed, flow, counts.nodeRed)
    const ours: Round[] = []
    const theirs: Round[] = []
    for (let i = 0; i < rounds; i++) {
      // Alternating, so that a slow moment of the machine meets both.
      ours.push(await measure(weir, flow, counts.weir))
      theirs.push(await measure(nodeRed, flow, counts.nodeRed))
    }
    const mine = summary(ours, counts.weir)
    const peer = summary(theirs, counts.nodeRed)
    const ratio = Math.round((mine.messagesPerSecond / peer.messagesPerSecond) * 100) / 100
    for (const [name, one] of [
      ['Weir', mine],
      [`Node-RED ${theirs[0]?.version}`, peer],
    ] as const) {
      rows.push([flow, name, ...Object.values(one).map(String), name === 'Weir' ? String(ratio) : '1'])
    }
    results[flow] = { ...mine, ratio, nodeRed: peer }
  }
  weir.disconnect()
  nodeRed.disconnect()
  table(['flow', 'engine', 'msgs/s', 'min', 'max', 'p50 ms', 'p99 ms', 'rss MB', 'ratio'], rows)
  const { ratio, messagesPerSecond, p50, p99, rss } = results.plain as Record<string, number>
  return { ratio, messagesPerSecond, p50, p99, rss, flows: results }
}

function summary(all: readonly Round[], count: number) {
  const rates = all.map((round) => Math.round((count / round.ms) * 1000))
  return {
    messagesPerSecond: median(rates),
    min: Math.min(...rates),
    max: Math.max(...rates),
    p50: rounded(median(all.map((round) => round.p50))),
    p99: rounded(median(all.map((round) => round.p99))),
    rss: Math.round((all.at(-1)?.rss ?? 0) / 1e6),
  }
}

function rounded(ms: number): number {
  return Math.round(ms * 1e5) / 1e5
}

function measure(child: ChildProcess, flow: string, count: number): Promise<Round> {
  return ask(child, { flow, count, window })
}
