/**
 * Weir's side of the chain bench: the same rule engine, nodes and scripts as in the server, fed without a network, with
 * counters, message memory and completion counting on. Speaks over IPC like bench/node-red/chain.cjs.
 */
import { randomUUID } from 'node:crypto'
import { systemClock } from '../../engine/edge/clock.ts'
import type { ChainGraph } from '../../engine/rules/chain.ts'
import { RuleEngine } from '../../engine/rules/engine.ts'
import { Message } from '../../engine/rules/message.ts'
import type { Logger, Needs } from '../../engine/rules/needs.ts'
import { createScripts } from '../../engine/scripts/scripts.ts'
import { openCatalogue } from '../../nodes/catalogue.ts'
import { libraryOf } from '../../nodes/sdk/library.ts'

const quiet = () => {}
const log: Logger = { debug: quiet, info: quiet, warn: console.warn, error: console.error }
const { catalogue } = await openCatalogue()
const library = libraryOf(catalogue)
const scripts = await createScripts()

/** a sink that does nothing, as the peer's */
const sink = {
  type: 'bench/sink',
  title: 'Sink',
  outputs: [],
  prepare: () => ({ config: {}, problems: [] }),
  create: () => () => {},
}

const engine = new RuleEngine({
  library: { find: (type) => (type === sink.type ? sink : library.find(type)) },
  needs: { clock: systemClock, identity: { uuid: randomUUID }, log, scripts } as unknown as Needs,
  append: async () => {},
})

function graph(withScript: boolean): ChainGraph {
  const nodes = [
    node('filter/message-type-switch', {}),
    node('filter/compare', {
      match: 'all',
      conditions: [{ from: 'message', key: 'temperature', is: 'greater', value: 20 }],
    }),
    node('transformation/set-keys', {
      rows: [{ to: 'data', key: 'site', from: 'text', value: 'plant-1', as: 'text' }],
    }),
  ]
  if (withScript) {
    nodes.push(
      node('transformation/script', {
        scriptLang: 'JS',
        jsScript:
          'msg.fahrenheit = msg.temperature * 9 / 5 + 32;\nreturn {msg: msg, metadata: metadata, msgType: msgType};',
      }),
    )
  }
  nodes.push(node('bench/sink', {}))
  const labels = ['Post telemetry', 'True', 'Success', 'Success']
  const connections = nodes.slice(1).map((_, index) => ({
    fromIndex: index,
    toIndex: index + 1,
    type: labels[index] as string,
  }))
  return { firstNodeIndex: 0, nodes, connections }
}

function node(type: string, configuration: Record<string, unknown>) {
  return { id: { entityType: 'RULE_NODE', id: randomUUID() }, type, name: type, configuration }
}

const originators = Array.from({ length: 100 }, (_, n) => ({ entityType: 'DEVICE', id: `device-${n}` }))
const deviceIds = originators.map((_, n) => `dev-${n}`)
const metadata = { deviceName: 'bench', deviceType: 'default' }

/** Closed loop like the peer's: a new message when one is done. Answers how long all of them took. */
function round(count: number, window: number): Promise<{ ms: number; p50: number; p99: number }> {
  return new Promise((resolve) => {
    let sent = 0
    let got = 0
    const latencies: number[] = []
    const begun = performance.now()
    const next = () => {
      const n = sent++
      // Reading the clock costs as much as a node: one message in 64 is timed, on both sides.
      const entered = n % 64 === 0 ? performance.now() : 0
      const message = Message.of({
        id: 'bench',
        ts: 1_700_000_000_000 + n,
        type: 'POST_TELEMETRY_REQUEST',
        originator: originators[n % 100] as (typeof originators)[number],
        metadata,
        data: {
          deviceId: deviceIds[n % 100] as string,
          temperature: 21 + (n % 10),
          humidity: 40 + (n % 7),
          ts: 1_700_000_000_000 + n,
        },
        size: 90,
      })
      engine.accept(
        message,
        null,
        entered === 0
          ? ended
          : (failure) => {
              ended(failure)
              latencies.push(performance.now() - entered)
            },
      )
    }
    const ended = (failure: { readonly reason: string } | null) => {
      if (failure !== null) throw new Error(failure.reason)
      got++
    }
    const turn = () => {
      for (let i = 0; i < window && sent < count; i++) next()
      if (got < count) setImmediate(turn)
      else {
        const ms = performance.now() - begun
        latencies.sort((a, b) => a - b)
        const at = (share: number) => latencies[Math.floor(latencies.length * share)] as number
        resolve({ ms, p50: at(0.5), p99: at(0.99) })
      }
    }
    turn()
  })
}

let deployed = ''
process.on('message', async ({ flow, count, window }: { flow: string; count: number; window: number }) => {
  if (flow !== deployed) {
    const problems = engine.check(graph(flow === 'script')).filter((problem) => problem.severity === 'error')
    if (problems[0] !== undefined) throw new Error(problems[0].message)
    engine.deploy({ id: 'bench', name: 'Bench', version: 1, graph: graph(flow === 'script') })
    engine.setRoot('bench')
    deployed = flow
  }
  process.send?.({ ...(await round(count, window)), rss: process.memoryUsage().rss, version: '' })
})
process.on('disconnect', () => process.exit(0))
process.send?.({ ready: true })
