/** Alarms of the test bench, in memory and by the same rules as the real ones. */
import {
  changedAlarm,
  checkAlarm,
  cleared,
  created,
  newAlarm,
  unchanged,
  updated,
} from '../../engine/rules/alarm-change.ts'
import type { Alarm, AlarmCause, AlarmRequest, AlarmResult, Alarms } from '../../engine/rules/alarms.ts'
import { InTurn } from '../../engine/rules/in-turn.ts'
import type { EntityRef } from '../../engine/rules/message.ts'
import type { JsonValue } from '../../engine/rules/values.ts'

/** One thing a node did to an alarm. */
export type AlarmDeed = {
  readonly alarm: 'created' | 'updated' | 'cleared'
  readonly result: AlarmResult
  readonly cause?: AlarmCause
}

export interface PlayAlarmParts {
  readonly now: () => number
  readonly uuid: () => string
  readonly customerOf: (originator: EntityRef) => string | null
  readonly tell: (deed: AlarmDeed) => void
}

export class PlayAlarms implements Alarms {
  /** by id; tests put in what there is at first */
  readonly stored = new Map<string, Alarm>()
  /** no more alarms may be made, as when a limit is reached */
  isFull = false
  readonly #parts: PlayAlarmParts
  readonly #turns = new InTurn()

  constructor(parts: PlayAlarmParts) {
    this.#parts = parts
  }

  /** Puts an alarm in place; what is not given is as in a fresh one. */
  add(alarm: AlarmRequest & Partial<Alarm>): Alarm {
    const { now, uuid, customerOf } = this.#parts
    const fresh = newAlarm(alarm, { id: uuid(), now: now(), customerId: customerOf(alarm.originator) })
    const made = { ...fresh, ...alarm }
    this.stored.set(made.id, made)
    return made
  }

  inOrder<T>({ id }: EntityRef, work: () => Promise<T>): Promise<T> {
    return this.#turns.run(id, work)
  }

  async byId(id: string): Promise<Alarm | null> {
    return this.stored.get(id) ?? null
  }

  async active(originator: EntityRef, type: string): Promise<Alarm | null> {
    return this.#active(originator, type)
  }

  async raise(request: AlarmRequest, cause?: AlarmCause): Promise<AlarmResult> {
    checkAlarm(request)
    const { now, uuid, customerOf } = this.#parts
    const active = this.#active(request.originator, request.type)
    if (active === null) {
      if (this.isFull) throw new Error('No more alarms may be made: the limit is reached')
      const customerId = customerOf(request.originator)
      return this.#keep('created', created(newAlarm(request, { id: uuid(), now: now(), customerId })), cause)
    }
    const next = changedAlarm(active, request, now())
    return next === active ? unchanged(active) : this.#keep('updated', updated(active, next), cause)
  }

  async clear(id: string, ts: number, details: JsonValue, cause?: AlarmCause): Promise<AlarmResult | null> {
    const alarm = this.stored.get(id)
    if (alarm === undefined) return null
    if (alarm.cleared) return unchanged(alarm)
    const next = { ...alarm, cleared: true, clearTs: ts, details: details ?? alarm.details }
    return this.#keep('cleared', cleared(alarm, next), cause)
  }

  #active({ entityType, id }: EntityRef, type: string): Alarm | null {
    const found = [...this.stored.values()].filter(
      (alarm) =>
        !alarm.cleared &&
        alarm.type === type &&
        alarm.originator.id === id &&
        alarm.originator.entityType === entityType,
    )
    return found.sort((one, other) => other.startTs - one.startTs)[0] ?? null
  }

  #keep(alarm: AlarmDeed['alarm'], result: AlarmResult, cause: AlarmCause | undefined): AlarmResult {
    this.stored.set(result.alarm.id, result.alarm)
    this.#parts.tell({ alarm, result, ...(cause && { cause }) })
    return result
  }
}
