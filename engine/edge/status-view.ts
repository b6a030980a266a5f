import type { EdgeStatus, FirstRun } from '../api/contract.ts'
import type { StatusView } from '../api/needs.ts'
import type { Outbox } from '../cloud/outbox.ts'
import type { Refusals } from '../devices/refusals.ts'
import type { Sessions } from '../devices/sessions.ts'
import type { Ingress } from '../ingress/ingress.ts'
import type { Queues } from '../ingress/queues.ts'
import type { Journal } from '../journal/journal.ts'
import type { Inbox } from '../rules/inbox.ts'
import type { Clock } from '../rules/needs.ts'
import type { Store } from '../store/store.ts'
import { sampleDeviceSetting } from './first-start.ts'

export interface StatusParts {
  readonly name: string
  readonly version: string
  readonly store: Store
  readonly journal: Journal
  /** all queues with their journals; `journal` is that of the main one */
  readonly queues: Pick<Queues, 'bytes' | 'failed'>
  readonly outbox: Outbox
  readonly inbox: Inbox
  readonly ingress: Ingress
  readonly sessions: Sessions
  readonly refusals: Refusals
  readonly clock: Clock
  readonly ports: Readonly<Record<string, number>>
}

/** milliseconds between two looks at the count of accepted messages */
const sampleEvery = 1000

/** How the edge is: the numbers of the home and system pages. */
export class EdgeStatusView implements StatusView {
  readonly #parts: StatusParts
  readonly #startedTime: number
  #before = 0
  #rate = 0
  #stop: () => void = () => {}

  constructor(parts: StatusParts) {
    this.#parts = parts
    this.#startedTime = parts.clock.now()
    this.#sample()
  }

  close(): void {
    this.#stop()
  }

  #sample(): void {
    const { clock, ingress } = this.#parts
    const rate = ((ingress.accepted - this.#before) * 1000) / sampleEvery
    this.#rate += 0.5 * (rate - this.#rate)
    this.#before = ingress.accepted
    this.#stop = clock.after(sampleEvery, () => this.#sample())
  }

  async status(): Promise<EdgeStatus> {
    const { inbox, ingress, journal, name, outbox, ports, queues, refusals, sessions, store, version } =
      this.#parts
    const { healthy, kind, lastError, waitingRows } = store.status()
    const [deadLetters, total] = healthy ? await this.#counts() : [0, 0]
    return {
      name,
      version,
      startedTime: this.#startedTime,
      database: { kind, healthy, waitingRows, lastError },
      journal: {
        bytes: queues.bytes,
        backlog: ingress.backlog,
        flushMs: Math.round(journal.lastFlushMs * 1000) / 1000,
        failed: queues.failed?.message ?? null,
      },
      cloud: outbox.status(),
      inbox: { bytes: inbox.bytes, budget: inbox.budget, full: !inbox.hasRoom },
      ports,
      memory: process.memoryUsage.rss(),
      rate: this.#rate < 0.05 ? 0 : Math.round(this.#rate * 10) / 10,
      accepted: ingress.accepted,
      refused: refusals.count,
      deadLetters,
      devices: { total, connected: sessions.connected },
    }
  }

  async #counts(): Promise<[number, number]> {
    const { store } = this.#parts
    const devices = await store.devices.list({ page: 0, pageSize: 1 })
    return [await store.deadLetters.count(), devices.totalElements]
  }

  /** The sample device, until it has sent its first message. */
  async firstRun(): Promise<FirstRun> {
    const { ports, store } = this.#parts
    const sample = await store.settings.get<{ id?: string }>(sampleDeviceSetting)
    const device = sample?.id === undefined ? null : await store.devices.get(sample.id)
    const credentials = device === null ? null : await store.devices.credentials(device.id)
    if (device === null || credentials === null) return { device: null, ports }
    const keys = await store.telemetry.keys({ entityType: 'DEVICE', id: device.id })
    if (keys.length > 0) return { device: null, ports }
    // whoever added devices of their own does not need the sample any more
    const [, devices] = await this.#counts()
    if (devices > 1) return { device: null, ports }
    return { device: { id: device.id, name: device.name, token: credentials.credentialsId }, ports }
  }
}
