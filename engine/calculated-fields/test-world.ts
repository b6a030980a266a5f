/** For the tests of this room: fields that run in a world in memory. */
import { World as PlayWorld } from '../../nodes/sdk/play.ts'
import { settled } from '../../nodes/sdk/play-world.ts'
import type { AlarmCause, AlarmResult, Alarms } from '../rules/alarms.ts'
import { parseJson, stringifyJson } from '../rules/json.ts'
import type { EntityRef, Message } from '../rules/message.ts'
import type { AttributeScope, Scripts, ValuesCause } from '../rules/needs.ts'
import type { JsonObject, JsonValue } from '../rules/values.ts'
import { createScripts } from '../scripts/scripts.ts'
import type { CalculatedField, CalculatedFieldStore, SavedFieldState } from '../store/calculated-fields.ts'
import type { AttributeRow } from '../store/store.ts'
import { CalculatedFieldRunner } from './calculated-fields.ts'
import type { StatesBudget } from './states.ts'
import type { World } from './world.ts'

export const device = refOf('DEVICE', 'd1')
export const profile = refOf('DEVICE_PROFILE', 'f1')

/** An entity with an id that is easy to read: `d1` stands for 00000000-0000-4000-8000-0000000000d1. */
export function refOf(entityType: string, short: string): EntityRef {
  return { entityType, id: `00000000-0000-4000-8000-${short.padStart(12, '0')}` }
}

/** An argument that takes the latest value of a key, of the entity itself unless told otherwise. */
export function latest(key: string, more: object = {}): object {
  return { refEntityKey: { key, type: 'TS_LATEST' }, ...more }
}

export function attribute(key: string, scope: AttributeScope = 'SERVER_SCOPE', more: object = {}): object {
  return { refEntityKey: { key, type: 'ATTRIBUTE', scope }, ...more }
}

export function rolling(key: string, timeWindow: number, limit = 1000): object {
  return { refEntityKey: { key, type: 'TS_ROLLING' }, timeWindow, limit }
}

export const toChain = { type: 'TIME_SERIES', strategy: { type: 'RULE_CHAIN' } }

/** Saves at once, and lets other fields calculate with it. */
export const atOnce = {
  type: 'TIME_SERIES',
  strategy: {
    type: 'IMMEDIATE',
    ttl: 0,
    saveTimeSeries: true,
    saveLatest: true,
    sendWsUpdate: true,
    processCfs: true,
  },
}

let scripts: Promise<Scripts> | undefined

export class TestFields {
  readonly play = new PlayWorld()
  readonly store = new FieldsInMemory((entity) => this.#membersOf(entity))
  readonly warnings: string[] = []
  readonly debugged: object[] = []
  #world: World | undefined
  #runner: CalculatedFieldRunner | undefined
  readonly #budget: StatesBudget | undefined
  readonly #members = new Map<string, EntityRef[]>()
  #fields = 0
  /** how often the store was asked for values */
  reads = 0

  static async open(budget?: StatesBudget): Promise<TestFields> {
    scripts ??= createScripts()
    const fields = new TestFields(budget)
    fields.#world = fields.#worldWith(await scripts)
    await fields.restart()
    return fields
  }

  private constructor(budget?: StatesBudget) {
    this.#budget = budget
  }

  get runner(): CalculatedFieldRunner {
    return this.#runner as CalculatedFieldRunner
  }

  get now(): number {
    return this.play.time
  }

  /** Closes what runs and begins anew on what is stored. */
  async restart(): Promise<void> {
    await this.#runner?.close()
    this.#runner = new CalculatedFieldRunner(this.#world as World, this.#budget)
    await this.#runner.start()
    await this.#runner.settled()
  }

  /** What only a crash leaves: nothing is closed. */
  async crash(): Promise<void> {
    this.#runner = new CalculatedFieldRunner(this.#world as World, this.#budget)
    await this.#runner.start()
    await this.#runner.settled()
  }

  addEntity(ref: EntityRef, about: { profile?: EntityRef; customerId?: string } = {}): void {
    this.play.entities.add(ref, {
      profileId: about.profile?.id ?? null,
      customerId: about.customerId ?? null,
    })
    if (about.profile === undefined) return
    const members = this.#members.get(about.profile.id) ?? []
    this.#members.set(about.profile.id, [...members, ref])
  }

  /** Saves a field and waits for what it calculates at first. */
  async add(
    configuration: JsonObject | object,
    parts: Partial<CalculatedField> = {},
  ): Promise<CalculatedField> {
    const type = String((configuration as JsonObject).type)
    const id = `00000000-0000-4000-8000-00000000cf${String(++this.#fields).padStart(2, '0')}`
    const field: CalculatedField = {
      id,
      createdTime: this.now,
      entity: device,
      type,
      name: `field ${this.#fields}`,
      debugSettings: null,
      configurationVersion: 0,
      configuration: configuration as JsonObject,
      version: 1,
      additionalInfo: null,
      ...parts,
    }
    return this.save(field)
  }

  async save(field: CalculatedField): Promise<CalculatedField> {
    this.store.put(field)
    await this.runner.saved(field)
    await this.runner.settled()
    return field
  }

  /** Saves a value as the save node does: first the store, then the fields are told. */
  async send(
    values: JsonObject,
    { entity = device, ts = this.now, ...cause }: Partial<ValuesCause> & { entity?: EntityRef } = {},
  ): Promise<void> {
    for (const [key, value] of Object.entries(values)) this.sampleOf(entity, key, ts, value)
    await this.runner.telemetry(entity, ts, values, { ts, ...cause })
    await this.runner.settled()
  }

  async attribute(
    values: JsonObject,
    entity = device,
    scope: AttributeScope = 'SERVER_SCOPE',
  ): Promise<void> {
    for (const [key, value] of Object.entries(values)) this.setAttribute(entity, scope, key, value)
    await this.runner.attributes(entity, scope, values, this.now, {})
    await this.runner.settled()
  }

  async removeAttribute(key: string, entity = device, scope: AttributeScope = 'SERVER_SCOPE'): Promise<void> {
    this.play.attributesOf(entity, scope).delete(key)
    await this.runner.removed(entity, scope, [key])
    await this.runner.settled()
  }

  /** Puts a sample into the store without anybody hearing of it. */
  sampleOf(entity: EntityRef, key: string, ts: number, value: JsonValue): void {
    const history = this.play.historyOf(entity)
    const others = (history.get(key) ?? []).filter((sample) => sample.ts !== ts)
    history.set(key, [...others, { ts, value }])
  }

  setAttribute(entity: EntityRef, scope: AttributeScope, key: string, value: JsonValue): void {
    this.play.attributesOf(entity, scope).set(key, value)
  }

  /** Lets time pass, and what falls due on the way be done. */
  async pass(ms: number): Promise<void> {
    const until = this.now + ms
    while (this.now < until) {
      await this.play.pass(Math.min(60_000, until - this.now))
      await this.runner.settled()
      await settled()
    }
  }

  /** Messages that were sent into chains since the last look. */
  sent(): Message[] {
    const messages = this.play.deeds.flatMap((deed) => ('enqueue' in deed ? [deed.enqueue] : []))
    this.forget()
    return messages
  }

  /** The data of those messages, as plain objects. */
  results(): JsonValue[] {
    return this.sent().map(({ data }) => parseJson(stringifyJson(data)))
  }

  /** What was saved at once since the last look. */
  savedValues(): JsonObject[] {
    const values = this.play.deeds.flatMap((deed) =>
      'save' in deed && 'values' in deed ? [deed.values] : [],
    )
    this.forget()
    return values
  }

  forget(): void {
    this.play.deeds.length = 0
  }

  /** Why the field did not calculate the last time, null when it did. */
  error({ id }: CalculatedField): string | null {
    return this.runner.history(id).calculations[0]?.error ?? null
  }

  /** What an id belongs to: of an entity that was not added, an asset. */
  #kindOf(id: string): string {
    const kinds = ['DEVICE', 'CUSTOMER', 'TENANT']
    return kinds.find((entityType) => this.play.entities.get({ entityType, id }) !== null) ?? 'ASSET'
  }

  #membersOf(entity: EntityRef): readonly EntityRef[] {
    return entity.entityType.endsWith('_PROFILE') ? (this.#members.get(entity.id) ?? []) : [entity]
  }

  #worldWith(given: Scripts): World {
    const needs = this.play.needs(given)
    const { play } = this
    const warn = (text: string) => void this.warnings.push(text)
    return {
      clock: needs.clock,
      identity: needs.identity,
      log: { ...needs.log, warn },
      scripts: given,
      telemetry: {
        ...needs.telemetry,
        latest: (entity, keys) => {
          this.reads++
          return needs.telemetry.latest(entity, keys)
        },
        save: async (entity, ts, tie, values, options) => {
          for (const [key, value] of Object.entries(values)) this.sampleOf(entity, key, ts, value)
          await needs.telemetry.save(entity, ts, tie, values, options)
        },
      },
      attributes: {
        ...needs.attributes,
        rows: async (entity, scope, keys) =>
          [...play.attributesOf(entity, scope ?? '')].flatMap(([key, value]): AttributeRow[] =>
            keys?.includes(key)
              ? [{ key, value, lastUpdateTs: play.time, scope: scope ?? 'SERVER_SCOPE' }]
              : [],
          ),
      },
      entities: play.entities,
      relations: play.relations,
      many: {
        telemetry: async (ids, keys) =>
          ids.flatMap((id) => keys.flatMap((key) => newestOf(play, id, key, this.#kindOf(id)))),
        attributes: async (ids, keys) =>
          ids.flatMap((id) => keys.flatMap((key) => attributesOf(play, id, key, this.#kindOf(id)))),
      },
      alarms: onceForEach(play.alarms),
      fields: this.store,
      tenantId: refOf('TENANT', '7e').id,
      serverName: 'weir',
      debugged: (_id, _ts, body) => void this.debugged.push(body),
      enqueue: needs.enqueue,
      notifyShared: needs.devices.notifyShared.bind(needs.devices) as never,
    }
  }
}

function newestOf(play: PlayWorld, id: string, key: string, entityType: string) {
  const samples = play.historyOf({ entityType, id }).get(key) ?? []
  const newest = samples.toSorted((one, other) => other.ts - one.ts)[0]
  return newest === undefined ? [] : [{ entityId: id, key, ...newest }]
}

function attributesOf(play: PlayWorld, id: string, key: string, entityType: string) {
  const scopes = ['SERVER_SCOPE', 'SHARED_SCOPE', 'CLIENT_SCOPE'] as const
  return scopes.flatMap((scope) => {
    const value = play.attributesOf({ entityType, id }, scope).get(key)
    return value === undefined ? [] : [{ entityId: id, key, ts: play.time, value, scope }]
  })
}

/** As the real alarms: the same message of the same field changes an alarm once, and finds it as it found it then. */
function onceForEach(alarms: Alarms): Alarms {
  const done = new Map<string, AlarmResult>()
  const keyOf = (cause?: AlarmCause) =>
    cause?.messageId === undefined ? null : `${cause.nodeId} ${cause.messageId}`
  return {
    byId: (id) => alarms.byId(id),
    inOrder: (originator, work) => alarms.inOrder(originator, work),
    clear: (...parts) => alarms.clear(...parts),
    async active(originator, type, cause) {
      const before = done.get(keyOf(cause) ?? '')
      return before === undefined ? alarms.active(originator, type) : before.old
    },
    async raise(request, cause) {
      const key = keyOf(cause)
      const before = key === null ? undefined : done.get(key)
      if (before !== undefined) return before
      const result = await alarms.raise(request, cause)
      if (key !== null) done.set(key, result)
      return result
    },
  }
}

/** As the store's, in memory; lists are not asked for here. */
class FieldsInMemory implements CalculatedFieldStore {
  readonly #fields = new Map<string, CalculatedField>()
  readonly states = new Map<string, SavedFieldState>()
  readonly swept = new Set<string>()
  readonly #membersOf: (entity: EntityRef) => readonly EntityRef[]
  /** how many states were saved */
  saves = 0

  constructor(membersOf: (entity: EntityRef) => readonly EntityRef[]) {
    this.#membersOf = membersOf
  }

  put(field: CalculatedField): void {
    this.#fields.set(field.id, field)
  }

  async remove(id: string): Promise<boolean> {
    return this.#fields.delete(id)
  }
  async all() {
    return [...this.#fields.values()]
  }
  async get(id: string) {
    return this.#fields.get(id) ?? null
  }
  async members(of: EntityRef, after: string | null, most: number) {
    const all = [...this.#membersOf(of)].sort((one, other) => (one.id < other.id ? -1 : 1))
    return all.filter(({ id }) => after === null || id > after).slice(0, most)
  }
  async state(fieldId: string, entityId: string) {
    return this.states.get(`${fieldId} ${entityId}`) ?? null
  }
  async looks() {
    return [...this.states.values()].filter(({ look }) => look !== null)
  }
  async saveState(state: SavedFieldState) {
    this.saves++
    const key = `${state.fieldId} ${state.entity.id}`
    if (state.value === null && state.look === null) this.states.delete(key)
    else this.states.set(key, state)
  }
  async removeStates(fieldId: string) {
    for (const key of this.states.keys()) if (key.startsWith(fieldId)) this.states.delete(key)
  }
  async beginSweep(fieldId: string) {
    this.swept.add(fieldId)
  }
  async endSweep(fieldId: string) {
    this.swept.delete(fieldId)
  }
  async sweeps() {
    return [...this.swept]
  }
  create(): never {
    throw new Error('not asked for here')
  }
  update(): never {
    throw new Error('not asked for here')
  }
  list(): never {
    throw new Error('not asked for here')
  }
  names(): never {
    throw new Error('not asked for here')
  }
  countOf(): never {
    throw new Error('not asked for here')
  }
  nameOfUser(): never {
    throw new Error('not asked for here')
  }
}
