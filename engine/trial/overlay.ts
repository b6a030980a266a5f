import type { Alarm, AlarmRequest, AlarmResult } from '../rules/alarms.ts'
import type { CallOutcome, CallRequest } from '../rules/calls.ts'
import type { EntitySummary } from '../rules/entities.ts'
import type { EntityRef } from '../rules/message.ts'
import type { Clock, TelemetrySample } from '../rules/needs.ts'
import type { JsonObject, JsonValue } from '../rules/values.ts'

/** Asks the world one of its questions. */
type Ask = (act: string, ...args: unknown[]) => Promise<unknown>

/** What a trial has changed so far, so that a node that looks after another one wrote sees it. */
export class Memory {
  readonly #clock: Clock
  readonly #attributes = new Map<string, Map<string, JsonValue | undefined>>()
  readonly #latest = new Map<string, Map<string, TelemetrySample>>()
  readonly #states = new Map<string, JsonValue>()
  readonly #alarms = new Map<string, Alarm>()
  #made = 0

  constructor(clock: Clock) {
    this.#clock = clock
  }

  /** The answer of the world to a question, with what the trial changed laid over it. */
  over(need: string, act: string, args: readonly unknown[], answer: unknown): unknown {
    switch (`${need}.${act}`) {
      case 'attributes.read':
        return this.#attributesOver(args, answer as JsonObject)
      case 'telemetry.latest':
        return {
          ...(answer as object),
          ...this.#latestOf(args[0] as EntityRef, args[1] as readonly string[]),
        }
      case 'state.read': {
        const key = `${args[0]} ${args[1]}`
        return this.#states.has(key) ? this.#states.get(key) : answer
      }
      case 'alarms.byId':
        return this.#alarms.get(String(args[0])) ?? answer
      case 'alarms.active':
        return this.#activeOver(args[0] as EntityRef, String(args[1]), answer as Alarm | null)
      default:
        return answer
    }
  }

  /** Takes note of a change; answers what the caller expects of it. */
  done(need: string, act: string, args: readonly unknown[], ask: Ask): unknown {
    switch (`${need}.${act}`) {
      case 'attributes.save':
        return this.#saveAttributes(args)
      case 'attributes.remove':
        return this.#removeAttributes(args)
      case 'telemetry.save':
        return this.#saveTelemetry(args)
      case 'state.save':
        this.#states.set(`${args[0]} ${args[1]}`, args[2] as JsonValue)
        return Promise.resolve()
      case 'state.remove':
        if (args[1] !== undefined) this.#states.set(`${args[0]} ${args[1]}`, null)
        return Promise.resolve()
      case 'alarms.raise':
        return this.#raise(args[0] as AlarmRequest, ask)
      case 'alarms.clear':
        return this.#clear(String(args[0]), Number(args[1]), args[2] as JsonValue, ask)
      case 'entities.create':
        return this.#create(String(args[0]), String(args[1]), args[2], ask)
      case 'entities.assign':
      case 'entities.unassign':
      case 'relations.save':
      case 'relations.remove':
        return Promise.resolve(true)
      case 'calls.call':
        return this.#call(args[0] as CallRequest, args[1] as (outcome: CallOutcome) => void)
      // These two answer nothing where there is nothing to wait for.
      case 'calculatedFields.telemetry':
      case 'calculatedFields.attributes':
      case 'calls.answer':
      case 'restReplies.reply':
      case 'devices.notifyShared':
        return undefined
      default:
        return Promise.resolve()
    }
  }

  #place(args: readonly unknown[]): Map<string, JsonValue | undefined> {
    const entity = args[0] as EntityRef
    const key = `${entity.entityType} ${entity.id} ${args[1]}`
    const known = this.#attributes.get(key) ?? new Map<string, JsonValue | undefined>()
    this.#attributes.set(key, known)
    return known
  }

  #attributesOver(args: readonly unknown[], answer: JsonObject): JsonObject {
    const result: Record<string, JsonValue> = { ...answer }
    for (const key of args[2] as readonly string[]) {
      const changed = this.#place(args)
      if (!changed.has(key)) continue
      const value = changed.get(key)
      if (value === undefined) delete result[key]
      else result[key] = value
    }
    return result
  }

  async #saveAttributes(args: readonly unknown[]): Promise<readonly string[]> {
    const values = args[2] as JsonObject
    for (const [key, value] of Object.entries(values)) this.#place(args).set(key, value)
    return Object.keys(values)
  }

  async #removeAttributes(args: readonly unknown[]): Promise<void> {
    for (const key of args[2] as readonly string[]) this.#place(args).set(key, undefined)
  }

  async #saveTelemetry(args: readonly unknown[]): Promise<void> {
    const [entity, ts, , values] = args as [EntityRef, number, number, JsonObject]
    const place = `${entity.entityType} ${entity.id}`
    const latest = this.#latest.get(place) ?? new Map<string, TelemetrySample>()
    this.#latest.set(place, latest)
    for (const [key, value] of Object.entries(values)) latest.set(key, { ts, value })
  }

  #latestOf(entity: EntityRef, keys: readonly string[]): Record<string, TelemetrySample> {
    const latest = this.#latest.get(`${entity.entityType} ${entity.id}`)
    return Object.fromEntries(
      keys.flatMap((key) => {
        const sample = latest?.get(key)
        return sample === undefined ? [] : [[key, sample]]
      }),
    )
  }

  #activeOver(originator: EntityRef, type: string, answer: Alarm | null): Alarm | null {
    const own = [...this.#alarms.values()].findLast(
      (alarm) => alarm.originator.id === originator.id && alarm.type === type,
    )
    if (own === undefined) return answer
    return own.cleared ? null : own
  }

  async #raise(request: AlarmRequest, ask: Ask): Promise<AlarmResult> {
    const old = (await ask('active', request.originator, request.type)) as Alarm | null
    const now = this.#clock.now()
    const startTs = request.startTs || old?.startTs || now
    const alarm: Alarm = {
      id: old?.id ?? this.#id(),
      createdTime: old?.createdTime ?? now,
      customerId: old?.customerId ?? null,
      acknowledged: old?.acknowledged ?? false,
      cleared: false,
      assigneeId: old?.assigneeId ?? null,
      ackTs: old?.ackTs ?? 0,
      clearTs: 0,
      assignTs: old?.assignTs ?? 0,
      type: request.type,
      originator: request.originator,
      severity: request.severity,
      startTs,
      endTs: request.endTs || startTs,
      details: request.details ?? null,
      propagate: request.propagate ?? false,
      propagateToOwner: request.propagateToOwner ?? false,
      propagateToTenant: request.propagateToTenant ?? false,
      propagateRelationTypes: request.propagateRelationTypes ?? [],
    }
    this.#alarms.set(alarm.id, alarm)
    const isSeverityUpdated = old !== null && old.severity !== alarm.severity
    return {
      alarm,
      old,
      isCreated: old === null,
      isUpdated: old !== null && !isSeverityUpdated,
      isSeverityUpdated,
      isCleared: false,
    }
  }

  async #clear(id: string, ts: number, details: JsonValue, ask: Ask): Promise<AlarmResult | null> {
    const old = (await ask('byId', id)) as Alarm | null
    if (old === null) return null
    const alarm = old.cleared ? old : { ...old, cleared: true, clearTs: ts, details: details ?? old.details }
    this.#alarms.set(id, alarm)
    return {
      alarm,
      old,
      isCreated: false,
      isUpdated: false,
      isSeverityUpdated: false,
      isCleared: !old.cleared,
    }
  }

  async #create(kind: string, name: string, type: unknown, ask: Ask): Promise<EntitySummary> {
    const known = (await ask('byName', kind, name)) as EntitySummary | null
    return (
      known ?? {
        ref: { entityType: kind, id: this.#id() },
        name,
        type: typeof type === 'string' ? type : null,
        label: null,
        profileId: null,
        customerId: null,
        createdTime: this.#clock.now(),
        defaultRuleChainId: null,
        defaultQueueName: null,
        fields: {},
      }
    )
  }

  /** No device is called in a trial: one that is only told is told, one that should answer does not. */
  async #call(request: CallRequest, ended: (outcome: CallOutcome) => void): Promise<void> {
    queueMicrotask(() => ended(request.isOneWay ? { response: null } : { error: 'TIMEOUT' }))
  }

  #id(): string {
    return `00000000-0000-4000-a000-1${String(++this.#made).padStart(11, '0')}`
  }
}
