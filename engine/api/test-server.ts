/** A server for tests of the API: the real store and access, and stand-ins for the rest of the edge. */
import { randomUUID } from 'node:crypto'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { FastifyInstance } from 'fastify'
import { ManualClock } from '../../test/support/clock.ts'
import { type Access, openAccess } from '../access/access.ts'
import { ensureAdministrator } from '../access/administrator.ts'
import { AlarmRoom } from '../alarms/open.ts'
import { viewOf } from '../alarms/view.ts'
import { CalculatedFieldRunner } from '../calculated-fields/calculated-fields.ts'
import { systemClock } from '../edge/clock.ts'
import type { Alarms } from '../rules/alarms.ts'
import type { CallOutcome } from '../rules/calls.ts'
import type { ChainGraph, DebugSettings } from '../rules/chain.ts'
import type { Problem } from '../rules/failure.ts'
import type { Clock, Identity, Logger, Scripts } from '../rules/needs.ts'
import { createScripts } from '../scripts/scripts.ts'
import { openStore } from '../store/open.ts'
import type { Store } from '../store/store.ts'
import { buildApi } from './build.ts'
import type { EdgeStatus, RememberedMessage, SendMessage } from './contract.ts'
import {
  type CallView,
  type ChainLive,
  type DeviceView,
  type NodeCatalogue,
  type NodeKind,
  type RuleAnswer,
  type RuleEngineView,
  type RuleQuestion,
  type RunningAlarmRules,
  TrialRefused,
  type TrialView,
} from './needs.ts'
import type { ApiParts } from './routes.ts'

export const administrator = { email: 'ops@plant.example', password: 'S3cret-pw' }

export const identity: Identity = { uuid: () => randomUUID() }
export const silent: Logger = { debug() {}, info() {}, warn() {}, error() {} }

/** A logger that keeps what it is told, as text. */
export function keepingLog(): Logger & { readonly lines: string[] } {
  const lines: string[] = []
  const keep = (text: string, about?: object) => void lines.push(`${text} ${JSON.stringify(about ?? {})}`)
  return { lines, debug: keep, info: keep, warn: keep, error: keep }
}

/** A rule engine that runs nothing and remembers what it was told. */
export class TestRules implements RuleEngineView {
  readonly deployed = new Map<string, ChainGraph>()
  readonly announced: {
    type: string
    entity: { entityType: string; id: string }
    data: object
    metadata: Readonly<Record<string, string>>
  }[] = []
  readonly sent: SendMessage[] = []
  readonly debugged = new Map<string, ReadonlyMap<string, DebugSettings>>()
  readonly lives = new Map<string, ChainLive>()
  remembered: RememberedMessage[] = []
  problems: Problem[] = []

  check(): readonly Problem[] {
    return this.problems
  }
  async deploy(chain: { id: string }, graph: ChainGraph): Promise<readonly Problem[]> {
    this.deployed.set(chain.id, graph)
    return []
  }
  async remove(chainId: string): Promise<void> {
    this.deployed.delete(chainId)
  }
  chainsChanged(): void {}
  announce(
    type: string,
    entity: { entityType: string; id: string },
    data: object,
    metadata: Readonly<Record<string, string>>,
  ): void {
    this.announced.push({ type, entity, data, metadata })
  }
  live(chainId: string): ChainLive | null {
    return this.lives.get(chainId) ?? null
  }
  messages(
    _chainId: string,
    { nodeId, failuresOnly, after, limit }: Parameters<RuleEngineView['messages']>[1],
  ) {
    const all = this.remembered.filter(
      (one) => one.seq > after && (!nodeId || one.nodeId === nodeId) && (!failuresOnly || one.error !== null),
    )
    return { messages: all.slice(0, limit), skipped: Math.max(0, all.length - limit) }
  }
  path(flight: number): readonly RememberedMessage[] {
    return this.remembered.filter((one) => one.flight === flight)
  }
  debug(chainId: string, settings: ReadonlyMap<string, DebugSettings>): void {
    this.debugged.set(chainId, settings)
  }
  async send(_chainId: string, message: SendMessage): Promise<number> {
    return this.sent.push(message)
  }
  nodeStatus() {
    return { status: null, nextRuns: [1_700_000_000_000] }
  }
  running: readonly RunningAlarmRules[] = []
  alarmRules() {
    return this.running
  }
  seenKeys() {
    return [{ key: 'temperature', lastValue: '21.5', type: 'double' as const }]
  }
}

export class TestDevices implements DeviceView {
  readonly notified: { deviceId: string; changed: object; deleted: readonly string[] }[] = []
  readonly closed: { deviceId: string; reason: string }[] = []
  isConnected(): boolean {
    return false
  }
  lastActivity(): number | null {
    return null
  }
  refusals() {
    return []
  }
  changed(): void {}
  profileChanged(): void {}
  closeSessions(deviceId: string, reason: string): void {
    this.closed.push({ deviceId, reason })
  }
  notifyShared(deviceId: string, changed: object, deleted: readonly string[]): void {
    this.notified.push({ deviceId, changed, deleted })
  }
}

/** Rules that answer nothing until told to; what was asked is remembered. */
export class TestCalls implements CallView {
  readonly asked: RuleQuestion[] = []
  outcome: CallOutcome | null = null
  answer: RuleAnswer | null = null
  isFull = false
  readonly serviceId = 'test'

  async callDevice(question: RuleQuestion): Promise<CallOutcome | null> {
    this.asked.push(question)
    return this.outcome
  }
  async ask(question: RuleQuestion): Promise<RuleAnswer | null> {
    this.asked.push(question)
    return this.answer
  }
  async remove(): Promise<boolean> {
    return false
  }
}

const kinds: NodeKind[] = [
  {
    type: 'filter/message-type-switch',
    title: 'Message type switch',
    importsFrom: ['org.thingsboard.rule.engine.filter.TbMsgTypeSwitchNode'],
  },
  {
    type: 'flow/log',
    title: 'Log',
    importsFrom: ['org.thingsboard.rule.engine.action.TbLogNode'],
    configurationVersion: 1,
  },
]

export const catalogue: NodeCatalogue = {
  byType: (type) => kinds.find((kind) => kind.type === type),
  byClass: (clazz) => kinds.find((kind) => kind.importsFrom?.includes(clazz)),
  describe: () => [],
  upgrade: (kind, configuration, version) => {
    const target = kind.configurationVersion ?? 0
    const config = configuration as Record<string, unknown>
    if (version >= target) return { config, version, changed: false }
    return { config: { ...config, upgraded: true }, version: target, changed: true }
  },
}

export const scripts: Scripts = {
  supports: (language) => language === 'JS',
  compile: (_language, body) => {
    const run = new Function('msg', 'metadata', 'msgType', body)
    return {
      run: ({ msg, metadata, msgType }) => run(structuredClone(msg), { ...metadata }, msgType),
      close() {},
    }
  },
}

export const status: EdgeStatus = {
  name: 'test',
  version: '0.0.0',
  startedTime: 0,
  database: { kind: 'embedded', healthy: true, waitingRows: 0, lastError: null },
  journal: { bytes: 0, backlog: 0, flushMs: 0, failed: null },
  cloud: { waiting: 0, bytes: 0, budget: 0, refused: 0, dropped: 0, failed: null },
  inbox: { bytes: 0, budget: 0, full: false },
  ports: {},
  memory: 0,
  rate: 0,
  accepted: 0,
  refused: 0,
  deadLetters: 0,
  devices: { total: 0, connected: 0 },
}

/** Trying chains takes a whole engine; the tests of a whole Weir do it. */
const noTrials = new Proxy({} as TrialView, {
  get: () => async () => {
    throw new TrialRefused('There is no engine here to try chains with')
  },
})

export interface TestServer {
  readonly app: FastifyInstance
  readonly store: Store
  readonly access: Access
  readonly clock: ManualClock
  readonly rules: TestRules
  readonly devices: TestDevices
  readonly log: ReturnType<typeof keepingLog>
  /** Logs in and answers the token. */
  login(email?: string, password?: string): Promise<string>
  /** A request with JSON, as the administrator unless a token (or null for none) is given. */
  ask(method: string, url: string, body?: unknown, token?: string | null): Promise<Answer>
  close(): Promise<void>
}

export interface Answer {
  readonly status: number
  readonly text: string
  readonly headers: Readonly<Record<string, unknown>>
  // biome-ignore lint/suspicious/noExplicitAny: tests look into answers of every shape
  readonly json: any
}

/** A store with nothing in it, embedded and in a folder of its own, which goes away with it. */
export async function testStore(): Promise<Store> {
  const dataDir = await mkdtemp(join(tmpdir(), 'weir-api-'))
  // The store gathers writes by time, which has to go on by itself.
  const store = await openStore({
    databaseUrl: undefined,
    dataDir,
    clock: systemClock,
    identity,
    log: silent,
  })
  const close = store.close.bind(store)
  store.close = async () => {
    await close()
    await rm(dataDir, { recursive: true, force: true })
  }
  return store
}

/** Calculated fields that really run; messages of theirs go nowhere. */
async function runFields(store: Store, clock: Clock, alarms: Alarms): Promise<CalculatedFieldRunner> {
  const fields = new CalculatedFieldRunner({
    clock,
    identity,
    log: silent,
    scripts: await createScripts(),
    telemetry: store.telemetry,
    attributes: store.attributes,
    entities: store.entities,
    relations: store.relations,
    many: store.valuesOfMany,
    alarms,
    fields: store.calculatedFields,
    tenantId: store.tenantId,
    serverName: 'test',
    enqueue: async () => {},
    notifyShared() {},
  })
  await fields.start()
  return fields
}

/** Serves the store's content. One store may serve several servers of a test file, one after the other. */
export async function testServer(store: Store, parts: Partial<ApiParts> = {}): Promise<TestServer> {
  const clock = new ManualClock()
  const log = keepingLog()
  const rules = new TestRules()
  const devices = new TestDevices()
  const access = await openAccess({ store, clock, identity, log })
  const alarms = await AlarmRoom.open({
    store,
    clock,
    identity,
    log,
    append: async ({ type, originator, data, metadata }) =>
      rules.announce(type, originator, data as Record<string, unknown>, metadata),
  })
  const fields = await runFields(store, clock, alarms.rules)
  await ensureAdministrator(store, administrator)
  const app = await buildApi({
    store,
    access,
    rules,
    devices,
    events: { flush: async () => {} },
    queues: { save: async () => {}, remove() {}, status: () => [] },
    deadLetters: { describe: () => Promise.reject(new Error('no letters')), replay: async () => {} },
    calls: new TestCalls(),
    scripts,
    catalogue,
    trials: noTrials,
    alarms: viewOf(alarms),
    calculatedFields: fields,
    status: { status: async () => status, firstRun: async () => ({ device: null, ports: {} }) },
    clock,
    identity,
    log,
    version: '0.0.0-test',
    editorDir: join(tmpdir(), 'weir-no-editor'),
    ...parts,
  })
  await app.ready()

  async function login(email = administrator.email, password = administrator.password): Promise<string> {
    return (await access.login(email, password, '127.0.0.1')).token
  }
  let ours: string | undefined
  return {
    app,
    store,
    access,
    clock,
    rules,
    devices,
    log,
    login,
    async ask(method, url, body, token) {
      ours ??= token === undefined ? await login() : undefined
      const shown = token === undefined ? ours : token
      const response = await app.inject({
        method: method as 'GET',
        url,
        headers: {
          ...(shown ? { 'x-authorization': `Bearer ${shown}` } : {}),
          ...(body === undefined ? {} : { 'content-type': 'application/json' }),
        },
        ...(body === undefined ? {} : { payload: typeof body === 'string' ? body : JSON.stringify(body) }),
      })
      const isJson = response.body !== '' && String(response.headers['content-type'] ?? '').includes('json')
      return {
        status: response.statusCode,
        text: response.body,
        headers: response.headers,
        json: isJson ? JSON.parse(response.body) : undefined,
      }
    },
    async close() {
      await app.close()
      await fields.close()
      await alarms.close()
    },
  }
}
