import { openCatalogue } from '../nodes/catalogue.ts'
import { ensureAdministrator, type FirstAdministrator } from './access/administrator.ts'
import type { Config } from './config.ts'
import { catalogueForApi } from './edge/api-catalogue.ts'
import { systemClock } from './edge/clock.ts'
import { type Ground, openCore } from './edge/core.ts'
import { openDoors } from './edge/doors.ts'
import { ensureRootChain, ensureSampleDevice } from './edge/first-start.ts'
import { RulesView } from './edge/rules-view.ts'
import type { Clock, Logger } from './rules/needs.ts'
import { openStore } from './store/open.ts'
import type { Store } from './store/store.ts'
import { timeUuids } from './store/time-uuid.ts'

export interface RunningEdge {
  /** the ports really bound: http, mqtt, coap, and mqtts where it is on */
  readonly ports: Readonly<Record<string, number>>
  /** only on the very first start */
  readonly administrator: FirstAdministrator | null
  readonly sampleDevice: { readonly name: string; readonly token: string } | null
  /** Takes no new input, leaves what is not done in the journal, and closes everything. */
  close(): Promise<void>
}

/** milliseconds between two looks at the counters, from which rates are made */
const sampleEvery = 500

/** Starts an edge: the one place that introduces all rooms to each other. */
export async function startEdge(config: Config, log: Logger): Promise<RunningEdge> {
  const clock = systemClock
  // Entities have time-based ids, as the cloud's; messages have random ones, which cost less.
  const identity = timeUuids(clock)
  const closers: (() => unknown)[] = []
  const onClose = (close: () => unknown) => void closers.push(close)
  try {
    const { dataDir, databaseUrl } = config
    const store = await openStore({ databaseUrl, dataDir, clock, identity, log })
    onClose(() => store.close())
    const started = await compose({ config, store, clock, identity, log, onClose })
    return { ...started, close: () => closeAll(closers, log) }
  } catch (error) {
    await closeAll(closers, log)
    throw error
  }
}

async function compose(ground: Ground): Promise<Omit<RunningEdge, 'close'>> {
  const { config, store, clock, identity, log, onClose } = ground
  const { catalogue: nodes, problems } = await openCatalogue(config.nodesDir)
  for (const { file, message } of problems) log.error(`The custom node ${file} is left out: ${message}`)
  const catalogue = catalogueForApi(nodes)
  await ensureRootChain(store, catalogue, ground)

  const core = await openCore(ground, nodes)
  const { engine, queues, ingress, activity } = core
  const rules = new RulesView({ engine, queues, ingress, store, clock, identity, log })
  await deployAll(store, rules, log)
  await core.calculatedFields.start()
  await core.calls.start()
  ingress.start()
  activity.start()
  onClose(every(clock, sampleEvery, () => engine.sample()))

  const ports = await openDoors(ground, core, rules, catalogue)
  // Last of all: a start that fails before the ready line must not use up the one time these are shown.
  const { adminEmail: email, adminPassword: password } = config
  const administrator = await ensureAdministrator(store, { email, password })
  const sampleDevice = await ensureSampleDevice(store)
  return { ports, administrator, sampleDevice }
}

async function deployAll(store: Store, rules: RulesView, log: Logger): Promise<void> {
  for (const chain of await store.chains.all()) {
    const graph = await store.chains.live(chain.id)
    if (graph === null) continue
    const problems = await rules.deploy(chain, graph)
    for (const { message } of problems) log.warn(`Rule chain “${chain.name}”: ${message}`)
  }
  await rules.readRoot()
}

function every(clock: Clock, ms: number, call: () => void): () => void {
  let stop = () => {}
  const again = () => {
    stop = clock.after(ms, () => {
      call()
      again()
    })
  }
  again()
  return () => stop()
}

/** Last opened, first closed: the doors before the engine, the engine before the journal and the store. */
async function closeAll(closers: (() => unknown)[], log: Logger): Promise<void> {
  for (let close = closers.pop(); close !== undefined; close = closers.pop()) {
    try {
      await close()
    } catch (error) {
      log.error('Something did not close cleanly', {
        error: error instanceof Error ? error.message : String(error),
      })
    }
  }
}
