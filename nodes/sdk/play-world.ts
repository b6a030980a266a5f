/** The world of the test bench: all that a node may ask for, in memory, and a record of what it did. */
import type { CustomRow } from '../../engine/rules/custom-tables.ts'
import { NodeFailure } from '../../engine/rules/failure.ts'
import type { EntityRef, Message } from '../../engine/rules/message.ts'
import type {
  Attributes,
  DeviceSummary,
  LoginOfDevice,
  Needs,
  SavedState,
  Scripts,
  Telemetry,
  TelemetrySample,
} from '../../engine/rules/needs.ts'
import type { JsonObject, JsonValue } from '../../engine/rules/values.ts'
import { type AlarmDeed, PlayAlarms } from './play-alarms.ts'
import { type EntityDeed, PlayEntities } from './play-entities.ts'
import { samplesOf } from './play-history.ts'
import { PlayProfiles } from './play-profiles.ts'
import { PlayRelations, type RelationDeed } from './play-relations.ts'
import { type CallDeed, PlayCalls } from './play-rpc.ts'

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
      /** live views don't hear of it */
      readonly live?: false
    }
  /** live views were told of attributes that are not saved */
  | { readonly show: JsonObject; readonly entity: EntityRef; readonly scope: string }
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
  /** calculated fields were told; no scope = of time series */
  | {
      readonly calculate: JsonObject
      readonly entity: EntityRef
      readonly scope: string | null
      readonly ts: number
    }
  | AlarmDeed
  | EntityDeed
  | RelationDeed
  | CallDeed
  | { readonly insert: string; readonly row: CustomRow }

/** What the bench knows at first; tests change it as they like. */
export class World {
  time = 1_700_000_000_000
  readonly deeds: Deed[] = []
  readonly devices = new Map<string, DeviceSummary>()
  /** by device id */
  readonly credentials = new Map<string, LoginOfDevice>()
  readonly server = { tenantId: '00000000-0000-4000-8000-00000000007e', name: 'weir' }
  readonly profiles = new PlayProfiles()
  /** the durable queue refuses */
  isQueueFull = false
  readonly #attributes = new Map<string, Map<string, JsonValue>>()
  readonly #history = new Map<string, Map<string, TelemetrySample[]>>()
  readonly #states = new Map<string, JsonValue>()
  readonly #timers = new Set<{ at: number; call: () => void }>()
  #ids = 0
  readonly alarms = new PlayAlarms({
    now: () => this.time,
    uuid: () => this.#uuid(),
    customerOf: ({ id }) => this.devices.get(id)?.customerId ?? null,
    tell: (deed) => void this.deeds.push(deed),
  })
  readonly relations = new PlayRelations(this.deeds)
  readonly calls = new PlayCalls(this.deeds)
  readonly entities = new PlayEntities({
    devices: this.devices,
    deeds: this.deeds,
    now: () => this.time,
    uuid: () => this.#uuid(),
  })

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

  #removeStates(nodeId: string, entityId: string | undefined): void {
    for (const place of this.#states.keys())
      if (place === `${nodeId} ${entityId}` || (entityId === undefined && place.startsWith(`${nodeId} `)))
        this.#states.delete(place)
  }

  #statesOf(nodeId: string, limit: number, after = ''): readonly SavedState[] {
    const own = [...this.#states].flatMap(([place, value]) =>
      place.startsWith(`${nodeId} `) ? [{ entityId: place.slice(nodeId.length + 1), value }] : [],
    )
    const behind = own.filter(({ entityId }) => entityId > after)
    return behind.sort((one, other) => (one.entityId < other.entityId ? -1 : 1)).slice(0, limit)
  }

  /** Throws while the durable queue refuses. */
  admit(): void {
    if (this.isQueueFull) throw new NodeFailure('The queue takes nothing more', { transient: true })
  }

  /** Sets the clock, as a time server does: what waits goes on waiting for as long. */
  setClock(time: number): void {
    for (const timer of this.#timers) timer.at += time - this.time
    this.time = time
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

  #uuid(): string {
    return `00000000-0000-4000-8000-${String(++this.#ids).padStart(12, '0')}`
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
      save: async (entity, scope, values, _, { live } = { live: true }) => {
        deeds.push({ save: 'attributes', entity, scope, values, ...(!live && { live: false as const }) })
        const stored = this.attributesOf(entity, scope)
        for (const [key, value] of Object.entries(values)) stored.set(key, value)
        return Object.keys(values)
      },
      show: (entity, scope, values) => void deeds.push({ show: values, entity, scope }),
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
      identity: { uuid: () => this.#uuid() },
      log: { debug: log, info: log, warn: log, error: log },
      telemetry,
      attributes,
      devices: {
        byName: async (name) => [...this.devices.values()].find((device) => device.name === name) ?? null,
        byId: async (id) => this.devices.get(id) ?? null,
        notifyShared: (id, changed, deleted) => void deeds.push({ notify: id, changed, deleted }),
        credentials: async (id) => this.credentials.get(id) ?? null,
        profileOf: async (id) => this.profiles.of.get(id) ?? null,
        onChanged: (listener) => this.profiles.onChanged(listener),
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
        remove: async (nodeId, entityId) => this.#removeStates(nodeId, entityId),
        list: async (nodeId, limit, after) => this.#statesOf(nodeId, limit, after),
      },
      deviceStates: {
        record: async (device, event, ts) => void deeds.push({ event, device, ts }),
      },
      server: this.server,
      alarms: this.alarms,
      entities: this.entities,
      relations: this.relations,
      calls: this.calls,
      restReplies: this.calls,
      cloud: this.calls,
      ...(this.calls.relatedEdges && { edges: this.calls.relatedEdges }),
      calculatedFields: {
        telemetry: (entity, ts, values) => void deeds.push({ calculate: values, entity, scope: null, ts }),
        attributes: (entity, scope, values, ts) => void deeds.push({ calculate: values, entity, scope, ts }),
      },
      customTables: { insert: async (table, row) => void deeds.push({ insert: table, row }) },
    }
  }
}

/** Lets promises that are already settled run on. */
export function settled(): Promise<void> {
  return new Promise((resolve) => setImmediate(resolve))
}
