import { parseJson, stringifyJson } from '../rules/json.ts'
import type { EntityRef } from '../rules/message.ts'
import type { Clock, Logger } from '../rules/needs.ts'
import { type JsonObject, numberOf, valueAt } from '../rules/values.ts'
import type { CalculatedFieldStore } from '../store/calculated-fields.ts'
import type { Field } from './field.ts'
import type { IntervalPlan } from './interval-plan.ts'

/** milliseconds between two looks at values that came late, and at intervals that still run */
const checkEvery = 60_000
/** intervals that are made up for after a long stop */
const mostMissed = 31
/** entities with new values that are remembered for a field; past it all of its entities are summed up */
const mostTouched = 100_000

/** What a field that sums up intervals asks of those who run it. */
export interface AggregationGround {
  readonly clock: Clock
  readonly log: Logger
  readonly fields: CalculatedFieldStore
  /** Sums up an interval of one entity and hands the result on. Never rejects. */
  sumUp(field: Field, entity: EntityRef, start: number, end: number): Promise<void>
  /** Calls for every entity of the field, one after another. */
  forEach(field: Field, call: (entity: EntityRef) => Promise<void>): Promise<void>
}

/** The times of one field that sums up intervals: at the end of each all entities, late ones when they come. */
export class Aggregation {
  readonly #ground: AggregationGround
  readonly #field: Field
  readonly #plan: IntervalPlan
  /** entities that got values, by the beginning of the interval that they belong to */
  readonly #touched = new Map<number, Map<string, EntityRef>>()
  #touchedSize = 0
  /** the end of the last interval that was summed up for all */
  #doneUntil = 0
  #cancel: (() => void) | null = null
  #work: Promise<void> = Promise.resolve()
  #isClosed = false

  constructor(ground: AggregationGround, field: Field, plan: IntervalPlan) {
    this.#ground = ground
    this.#field = field
    this.#plan = plan
  }

  /** Begins where it ended: intervals that passed meanwhile are summed up now. */
  async start(): Promise<void> {
    const { clock, fields } = this.#ground
    const { id } = this.#field.stored
    const { interval, watermark } = this.#plan
    const saved = await fields.state(id, id)
    const current = interval.startOf(clock.now())
    const known = saved?.value == null ? undefined : numberOf(valueAt(parseJson(saved.value), 'doneUntil'))
    // Values that came late just before the end may not have been summed up yet.
    this.#doneUntil =
      known === undefined ? current : Math.min(known, interval.startOf(clock.now() - watermark))
    if (known === undefined) await this.#save()
    this.#arm()
  }

  close(): void {
    this.#isClosed = true
    this.#cancel?.()
  }

  settled(): Promise<void> {
    return this.#work
  }

  /** A value of an entity came. */
  touched(entity: EntityRef, ts: number): void {
    const { interval, watermark, isEager } = this.#plan
    const now = this.#ground.clock.now()
    const start = interval.startOf(ts)
    const end = interval.endOf(start)
    const isRunning = end > now
    // The end of an interval that runs comes by itself; what is later than the watermark does not count.
    if ((isRunning && !isEager) || (!isRunning && now - end > watermark) || ts > now + checkEvery) return
    if (this.#touchedSize >= mostTouched) return
    const entities = this.#touched.get(start) ?? new Map<string, EntityRef>()
    this.#touched.set(start, entities)
    if (!entities.has(entity.id)) this.#touchedSize++
    entities.set(entity.id, entity)
    this.#arm()
  }

  #arm(): void {
    if (this.#isClosed) return
    const { clock } = this.#ground
    const now = clock.now()
    const end = this.#plan.interval.endOf(this.#doneUntil)
    const next = this.#touchedSize > 0 ? Math.min(end, now + checkEvery) : end
    // Never moved back: a steady stream of values must not put the check off for ever.
    if (this.#cancel !== null && this.#armedFor <= next) return
    this.#cancel?.()
    this.#armedFor = next
    this.#cancel = clock.after(Math.min(2_000_000_000, Math.max(0, next - now)), () => this.#fire())
  }
  #armedFor = Number.POSITIVE_INFINITY

  #fire(): void {
    this.#cancel = null
    this.#armedFor = Number.POSITIVE_INFINITY
    this.#work = this.#work
      .then(() => this.#catchUp())
      .catch((error: Error) =>
        this.#ground.log.warn(`Calculated field “${this.#field.stored.name}” could not sum up an interval`, {
          error: error.message,
        }),
      )
      .then(() => this.#arm())
  }

  async #catchUp(): Promise<void> {
    const { clock } = this.#ground
    const { interval } = this.#plan
    this.#skipOld(clock.now())
    for (
      let end = interval.endOf(this.#doneUntil);
      end <= clock.now();
      end = interval.endOf(this.#doneUntil)
    ) {
      if (this.#isClosed) return
      const start = this.#doneUntil
      this.#forget(start)
      await this.#ground.forEach(this.#field, (entity) => this.#ground.sumUp(this.#field, entity, start, end))
      this.#doneUntil = end
      await this.#save()
    }
    for (const [start, entities] of [...this.#touched]) {
      this.#forget(start)
      for (const entity of entities.values()) {
        if (this.#isClosed) return
        await this.#ground.sumUp(this.#field, entity, start, interval.endOf(start))
      }
    }
  }

  /** After a long stop only the last intervals are made up for. */
  #skipOld(now: number): void {
    const { interval } = this.#plan
    const missed: number[] = []
    for (let start = this.#doneUntil; interval.endOf(start) <= now; start = interval.endOf(start)) {
      missed.push(start)
      if (missed.length > mostMissed) missed.shift()
    }
    if (missed[0] !== undefined) this.#doneUntil = missed[0]
  }

  #forget(start: number): void {
    this.#touchedSize -= this.#touched.get(start)?.size ?? 0
    this.#touched.delete(start)
  }

  async #save(): Promise<void> {
    const { id, entity } = this.#field.stored
    const value: JsonObject = { doneUntil: this.#doneUntil }
    await this.#ground.fields.saveState({
      fieldId: id,
      entity: { entityType: entity.entityType, id },
      value: stringifyJson(value),
      look: null,
    })
  }
}
