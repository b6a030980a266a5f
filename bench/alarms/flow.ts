/**
 * One flow of the alarm bench, in a process of its own so that its memory is its own: `rules` or `stored`. Journal, inbox,
 * queue, chain, embedded database and alarm service are the real ones; only the sockets are left out. Sends what it
 * measured over IPC.
 */
import { randomUUID } from 'node:crypto'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { monitorEventLoopDelay } from 'node:perf_hooks'
import { readConfig } from '../../engine/config.ts'
import { systemClock } from '../../engine/edge/clock.ts'
import { type Core, openCore } from '../../engine/edge/core.ts'
import type { ChainGraph } from '../../engine/rules/chain.ts'
import { Message } from '../../engine/rules/message.ts'
import type { Logger } from '../../engine/rules/needs.ts'
import { openStore } from '../../engine/store/open.ts'
import { timeUuids } from '../../engine/store/time-uuid.ts'
import { ownNodes } from '../../nodes/catalogue.ts'
import { Catalogue } from '../../nodes/sdk/catalogue.ts'
import { defineNode } from '../../nodes/sdk/index.ts'

/** what a flow sends to its parent; memory in bytes, at the beginning, in the middle and at the end */
export interface AlarmRound {
  readonly messagesPerSecond: number
  readonly p50: number
  readonly p99: number
  readonly max: number
  readonly rulesP50: number
  readonly rulesP99: number
  readonly loopP99: number
  readonly cores: number
  readonly behind: number
  readonly memory: readonly number[]
  readonly raised: number
  readonly updated: number
  readonly cleared: number
}

const flow = process.argv[2] ?? 'rules'
const seconds = Number(process.env.WEIR_BENCH_SECONDS ?? 60)
const rate = Number(process.env.WEIR_BENCH_RATE ?? 10_000)
const devices = 1000
/** seconds before the clock starts, in which every device is met for the first time */
const warmUp = 10
/** every so many messages one is timed */
const timed = 16
/** milliseconds between two handfuls of messages */
const handful = 5

const quiet = () => {}
const log: Logger = { debug: quiet, info: quiet, warn: console.warn, error: console.error }

/** what became of the timed messages and of all alarms */
class Account {
  readonly entered = new Map<string, number>()
  readonly throughRules: number[] = []
  readonly throughChain: number[] = []
  readonly alarms: Record<string, number> = {}
  /** since the clock started */
  done = 0
  /** since ever */
  total = 0
  isOpen = false

  reset(): void {
    this.throughRules.length = 0
    this.throughChain.length = 0
    this.done = 0
    for (const key of Object.keys(this.alarms)) this.alarms[key] = 0
    this.isOpen = true
  }
}

const account = new Account()

/** behind the rules: passes on and takes the time */
const afterRules = defineNode({
  type: 'flow/bench-after-rules',
  title: 'After the rules',
  summary: 'Takes the time.',
  outputs: ['Success'],
  config: {},
  examples: [],
  create: () => (message, emit) => {
    const entered = account.entered.get(message.id)
    if (entered !== undefined && account.isOpen) account.throughRules.push(performance.now() - entered)
    emit('Success', message)
  },
})

/** the end of the chain */
const end = defineNode({
  type: 'flow/bench-end',
  title: 'End',
  summary: 'Takes the time.',
  outputs: [],
  config: {},
  examples: [],
  create: () => (message) => {
    if (message.type === 'ALARM') {
      const { metadata } = message
      const kind = metadata.isNewAlarm ? 'raised' : metadata.isClearedAlarm ? 'cleared' : 'updated'
      account.alarms[kind] = (account.alarms[kind] ?? 0) + 1
      return
    }
    account.done++
    account.total++
    const entered = account.entered.get(message.id)
    if (entered === undefined) return
    account.entered.delete(message.id)
    if (account.isOpen) account.throughChain.push(performance.now() - entered)
  },
})

async function measure(): Promise<AlarmRound> {
  const dataDir = mkdtempSync(join(tmpdir(), 'weir-bench-'))
  const closers: (() => unknown)[] = []
  const config = { ...readConfig({}, dataDir).config, dataDir, databaseUrl: undefined }
  const identity = timeUuids(systemClock)
  const store = await openStore({ databaseUrl: undefined, dataDir, clock: systemClock, identity, log })
  const ground = {
    config,
    store,
    clock: systemClock,
    identity,
    log,
    onClose: (close: () => unknown) => void closers.push(close),
  }
  try {
    const profile = await store.profiles.create({
      name: 'bench',
      profileData: {
        configuration: { type: 'DEFAULT' },
        transportConfiguration: { type: 'DEFAULT' },
        alarms: rules,
      },
    })
    const made = await Promise.all(
      Array.from({ length: devices }, (_, index) =>
        store.devices.create({ name: `bench-${index}`, profileId: profile.id }),
      ),
    )
    const core = await openCore(ground, new Catalogue([...ownNodes, afterRules, end]))
    const chainId = randomUUID()
    const problems = core.engine.deploy({ id: chainId, name: 'Bench', version: 1, graph: graph() })
    if (problems[0] !== undefined) throw new Error(problems[0].message)
    core.engine.setRoot(chainId)
    core.ingress.start()
    return await run(
      core,
      made.map(({ id }) => id),
    )
  } finally {
    for (const close of closers.reverse()) await close()
    await store.close()
    rmSync(dataDir, { recursive: true, force: true })
  }
}

async function run(core: Core, ids: readonly string[]): Promise<AlarmRound> {
  const sender = new Sender(core, ids)
  await sender.send(warmUp)
  await sender.drained()
  const memory: number[] = []
  const watch = setInterval(() => memory.push(process.memoryUsage().rss), 1000)
  const loop = monitorEventLoopDelay({ resolution: 10 })
  account.reset()
  loop.enable()
  const cpu = process.cpuUsage()
  const began = performance.now()
  await sender.send(seconds)
  const took = (performance.now() - began) / 1000
  const used = process.cpuUsage(cpu)
  const messagesPerSecond = Math.round(account.done / took)
  loop.disable()
  clearInterval(watch)
  const behind = sender.sent - sender.doneBefore - account.done
  await sender.drained()
  const part = Math.max(1, Math.floor(memory.length / 6))
  const mean = (from: number) => memory.slice(from, from + part).reduce((sum, each) => sum + each, 0) / part
  const { raised = 0, updated = 0, cleared = 0 } = account.alarms
  return {
    messagesPerSecond,
    p50: at(account.throughChain, 0.5),
    p99: at(account.throughChain, 0.99),
    max: at(account.throughChain, 1),
    rulesP50: at(account.throughRules, 0.5),
    rulesP99: at(account.throughRules, 0.99),
    loopP99: Math.round(loop.percentile(99) / 1e5) / 10,
    cores: Math.round(((used.user + used.system) / 1e6 / took) * 100) / 100,
    behind,
    memory: [mean(0), mean(memory.length >> 1), mean(memory.length - part)],
    raised,
    updated,
    cleared,
  }
}

/** Makes the messages of all devices in turn, evenly over time. */
class Sender {
  readonly #core: Core
  readonly #originators: readonly { entityType: string; id: string }[]
  sent = 0
  doneBefore = 0

  constructor(core: Core, ids: readonly string[]) {
    this.#core = core
    this.#originators = ids.map((id) => ({ entityType: 'DEVICE', id }))
  }

  async send(forSeconds: number): Promise<void> {
    this.doneBefore = this.sent
    const began = performance.now()
    const first = this.sent
    for (;;) {
      const passed = performance.now() - began
      const due = Math.min(Math.floor((passed / 1000) * rate), forSeconds * rate)
      while (this.sent - first < due) {
        if (!this.#core.inbox.hasRoom) break
        this.#sendOne()
      }
      if (passed >= forSeconds * 1000) return
      await new Promise((resolve) => setTimeout(resolve, handful))
    }
  }

  /** All that was sent has come to the end. */
  async drained(): Promise<void> {
    while (account.total < this.sent) await new Promise((resolve) => setTimeout(resolve, handful))
  }

  #sendOne(): void {
    const n = this.sent++
    const device = n % devices
    const now = Date.now()
    const id = randomUUID()
    if (n % timed === 0) account.entered.set(id, performance.now())
    const message = Message.of({
      id,
      ts: now,
      tie: 0,
      type: 'POST_TELEMETRY_REQUEST',
      originator: this.#originators[device] as { entityType: string; id: string },
      metadata: { deviceName: `bench-${device}`, deviceType: 'bench', ts: String(now) },
      data: valuesOf(device, n, now),
      size: 80,
    })
    this.#core.ingress.accept([message], null, failed)
  }
}

function failed(error: Error | null): void {
  if (error !== null) throw error
}

/**
 * One device in forty is too hot at a time, for two seconds; others are under pressure, or shake. Each begins at a moment
 * of its own.
 */
function valuesOf(device: number, n: number, now: number) {
  const turn = Math.floor((now + ((device * 7919) % 2000)) / 2000) + device
  return {
    temperature: 20 + (turn % 40 === 0 ? 15 : (n % 100) / 20),
    pressure: turn % 40 > 36 ? 9 : 2,
    vibration: turn % 40 === 20 ? 5 : 0,
  }
}

function graph(): ChainGraph {
  const node = (type: string, configuration: Record<string, unknown> = {}) => ({
    id: { entityType: 'RULE_NODE', id: randomUUID() },
    type,
    name: type,
    configuration,
  })
  const nodes = [
    node('alarm/device-profile', { persistAlarmRulesState: process.env.WEIR_BENCH_PERSIST === '1' }),
    node('flow/bench-after-rules'),
    ...(flow === 'stored' ? [node('persistence/save-time-series')] : []),
    node('flow/bench-end'),
  ]
  const wire = (fromIndex: number, toIndex: number, type: string) => ({ fromIndex, toIndex, type })
  const last = nodes.length - 1
  const told = ['Alarm Created', 'Alarm Updated', 'Alarm Severity Updated', 'Alarm Cleared']
  return {
    firstNodeIndex: 0,
    nodes,
    connections: [
      ...nodes.slice(1).map((_, index) => wire(index, index + 1, 'Success')),
      ...told.map((label) => wire(0, last, label)),
    ],
  }
}

const rule = (key: string, operation: string, defaultValue: number, spec: object) => ({
  condition: {
    condition: [
      {
        key: { type: 'TIME_SERIES', key },
        valueType: 'NUMERIC',
        predicate: { type: 'NUMERIC', operation, value: { defaultValue } },
      },
    ],
    spec,
  },
  alarmDetails: `Now \${${key}}`,
})

const rules = [
  {
    id: 'simple',
    alarmType: 'High temperature',
    createRules: {
      CRITICAL: rule('temperature', 'GREATER', 100, { type: 'SIMPLE' }),
      MAJOR: rule('temperature', 'GREATER', 30, { type: 'SIMPLE' }),
    },
    clearRule: rule('temperature', 'LESS', 28, { type: 'SIMPLE' }),
  },
  {
    id: 'lasting',
    alarmType: 'Pressure',
    createRules: {
      MINOR: rule('pressure', 'GREATER', 5, {
        type: 'DURATION',
        unit: 'SECONDS',
        predicate: { defaultValue: 4 },
      }),
    },
    clearRule: rule('pressure', 'LESS', 5, { type: 'SIMPLE' }),
  },
  {
    id: 'repeating',
    alarmType: 'Vibration',
    createRules: {
      WARNING: rule('vibration', 'GREATER', 1, { type: 'REPEATING', predicate: { defaultValue: 3 } }),
    },
    clearRule: rule('vibration', 'LESS', 1, { type: 'REPEATING', predicate: { defaultValue: 2 } }),
  },
]

function at(values: number[], share: number): number {
  const sorted = values.toSorted((a, b) => a - b)
  const value = sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? Number.NaN
  return Math.round(value * 100) / 100
}

process.send?.(await measure())
process.exit(0)
