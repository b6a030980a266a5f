/** The world of the test bench: all that a node may ask for, in memory, and a record of what it did. */
import { NodeFailure } from '../../engine/rules/failure.ts'
import type { EntityRef, Message } from '../../engine/rules/message.ts'
import type {
  Attributes,
  DeviceSummary,
  LoginOfDevice,
  Needs,
  Scripts,
  Telemetry,
  TelemetrySample,
} from '../../engine/rules/needs.ts'
import type { JsonObject, JsonValue } from '../../engine/rules/values.ts'
import { samplesOf } from './play-history.ts'

/** One thing a node did to the world, in order. */
export type Deed =
  | {
      readonly save: 'telemetry'
      readonly entity: EntityRef
      readonly ts: number
      readonly tie: number
      readonly values: JsonObject
      readonly options: Parameters<Telemetry['save']>[4]
    }
  | {
      readonly save: 'attributes'
      readonly entity: EntityRef
      readonly scope: string
      readonly values: JsonObject
    }
  | {
      readonly remove: 'attributes'
      readonly entity: EntityRef
      readonly scope: string
      readonly keys: readonly string[]
    }
  | { readonly notify: string; readonly changed: JsonObject; readonly deleted: readonly string[] }
  | { readonly event: string; readonly device: string; readonly ts: number }
  | { readonly enqueue: Message }
  | { readonly enter: string; readonly message: Message }
  | { readonly leave: string; readonly message: Message }
  | { readonly requeue: string | null; readonly message: Message }
  | { readonly acknowledge: Message }
  | { readonly log: string }

/** What the bench knows at first; tests change it as they like. */
export class World {
  time = 1_700_000_000_000
  readonly deeds: Deed[] = []
  readonly devices = new Map<string, DeviceSummary>()
  /** by device id */
  readonly credentials = new Map<string, LoginOfDevice>()
  readonly server = { tenantId: '00000000-0000-4000-8000-00000000007e', name: 'weir' }
  /** the durable queue refuses */
  isQueueFull = false
  readonly #attributes = new Map<string, Map<string, JsonValue>>()
  readonly #history = new Map<string, Map<string, TelemetrySample[]>>()
  readonly #states = new Map<string, JsonValue>()
  readonly #timers = new Set<{ at: number; call: () => void }>()
  #ids = 0

  attributesOf(entity: EntityRef, scope: string): Map<string, JsonValue> {
    const place = `${entity.entityType} ${entity.id} ${scope}`
    const known = this.#attributes.get(place) ?? new Map<string, JsonValue>()
    this.#attributes.set(place, known)
    return known
  }

  /** What is saved as time series of an entity, by key. */
  historyOf({ entityType, id }: EntityRef): Map<string, TelemetrySample[]> {
    const place = `${entityType} ${id}`
    const known = this.#history.get(place) ?? new Map<string, TelemetrySample[]>()
    this.#history.set(place, known)
    return known
  }

  stateOf(nodeId: string, entityId: string): JsonValue {
    return this.#states.get(`${nodeId} ${entityId}`) ?? null
  }

  setState(nodeId: string, entityId: string, value: JsonValue): void {
    this.#states.set(`${nodeId} ${entityId}`, value)
  }

  /** Throws while the durable queue refuses. */
  admit(): void {
    if (this.isQueueFull) throw new NodeFailure('The queue takes nothing more', { transient: true })
  }

  /** Moves the clock, calling what falls due on the way. */
  async pass(ms: number): Promise<void> {
    const until = this.time + ms
    for (;;) {
      const [next] = [...this.#timers]
        .filter((timer) => timer.at <= until)
        .sort((one, other) => one.at - other.at)
      if (next === undefined) break
      this.time = next.at
      this.#timers.delete(next)
      next.call()
      await settled()
    }
    this.time = until
  }

  needs(scripts: Scripts): Needs {
    const { deeds } = this
    const log = (text: string) => void deeds.push({ log: text })
    const telemetry: Telemetry = {
      save: async (entity, ts, tie, values, options) => {
        deeds.push({ save: 'telemetry', entity, ts, tie, values, options })
        const history = this.historyOf(entity)
        for (const [key, value] of Object.entries(values))
          history.set(key, [...(history.get(key) ?? []), { ts, value }])
      },
      latest: async (entity, keys) =>
        Object.fromEntries(
          keys.flatMap((key) => {
            const samples = this.historyOf(entity).get(key) ?? []
            const newest = samples.toSorted((one, other) => other.ts - one.ts)[0]
            return newest === undefined ? [] : [[key, newest]]
          }),
        ),
      range: async (entity, query) => samplesOf(this.historyOf(entity), query),
    }
    const attributes: Attributes = {
      save: async (entity, scope, values) => {
        deeds.push({ save: 'attributes', entity, scope, values })
        const stored = this.attributesOf(entity, scope)
        for (const [key, value] of Object.entries(values)) stored.set(key, value)
        return Object.keys(values)
      },
      read: async (entity, scope, keys) => {
        const stored = this.attributesOf(entity, scope)
        return Object.fromEntries(
          keys.flatMap((key) => (stored.has(key) ? [[key, stored.get(key) ?? null]] : [])),
        )
      },
      remove: async (entity, scope, keys) => {
        deeds.push({ remove: 'attributes', entity, scope, keys })
        for (const key of keys) this.attributesOf(entity, scope).delete(key)
      },
    }
    return {
      clock: {
        now: () => this.time,
        after: (ms, call) => {
          const timer = { at: this.time + ms, call }
          this.#timers.add(timer)
          return () => this.#timers.delete(timer)
        },
      },
      identity: { uuid: () => `00000000-0000-4000-8000-${String(++this.#ids).padStart(12, '0')}` },
      log: { debug: log, info: log, warn: log, error: log },
      telemetry,
      attributes,
      devices: {
        byName: async (name) => [...this.devices.values()].find((device) => device.name === name) ?? null,
        byId: async (id) => this.devices.get(id) ?? null,
        notifyShared: (id, changed, deleted) => void deeds.push({ notify: id, changed, deleted }),
        credentials: async (id) => this.credentials.get(id) ?? null,
      },
      scripts,
      effects: { muted: false, perform: (_, act) => act() },
      enqueue: async (message) => {
        this.admit()
        deeds.push({ enqueue: message })
      },
      state: {
        read: async (nodeId, entityId) => this.stateOf(nodeId, entityId),
        save: async (nodeId, entityId, value) => this.setState(nodeId, entityId, value),
      },
      deviceStates: {
        record: async (device, event, ts) => void deeds.push({ event, device, ts }),
      },
      server: this.server,
    }
  }
}

/** Lets promises that are already settled run on. */
export function settled(): Promise<void> {
  return new Promise((resolve) => setImmediate(resolve))
}
