import type { EntityRef } from '../rules/message.ts'
import type { JsonValue } from '../rules/values.ts'
import { Aggregation } from './aggregations.ts'
import type { Calculator } from './calculator.ts'
import type { Field } from './field.ts'
import type { Histories } from './history.ts'
import type { IntervalPlan } from './interval-plan.ts'
import { deliver, type FollowUp } from './output.ts'
import type { Sweeps } from './sweeps.ts'
import type { World } from './world.ts'

interface Ground {
  readonly world: World
  readonly histories: Histories
  readonly sweeps: Sweeps
  readonly calculator: Calculator
  goOn(followUps: readonly FollowUp[]): Promise<void>
}

/** The fields that sum up intervals of time, each with its own clockwork (aggregations.ts). */
export class IntervalFields {
  readonly #ground: Ground
  readonly #running = new Map<string, Aggregation>()

  constructor(ground: Ground) {
    this.#ground = ground
  }

  async start(field: Field, plan: IntervalPlan): Promise<void> {
    const { clock, log, fields } = this.#ground.world
    const aggregation = new Aggregation(
      {
        clock,
        log,
        fields,
        sumUp: (of, entity, start, end) => this.#sumUp(of, plan, entity, start, end),
        forEach: (of, call) => this.#ground.sweeps.forEach(of, call),
      },
      field,
      plan,
    )
    this.#running.set(field.stored.id, aggregation)
    await aggregation.start()
  }

  stop(fieldId: string): void {
    this.#running.get(fieldId)?.close()
    this.#running.delete(fieldId)
  }

  /** A value of an entity of the field came. */
  touched(field: Field, entity: EntityRef, ts: number): void {
    this.#running.get(field.stored.id)?.touched(entity, ts)
  }

  close(): void {
    for (const aggregation of this.#running.values()) aggregation.close()
  }

  async settled(): Promise<void> {
    await Promise.all([...this.#running.values()].map((each) => each.settled()))
  }

  async #sumUp(
    field: Field,
    plan: IntervalPlan,
    entity: EntityRef,
    start: number,
    end: number,
  ): Promise<void> {
    const { world, histories, calculator, goOn } = this.#ground
    const began = performance.now()
    let result: JsonValue = null
    let problem: string | null = null
    try {
      const values = await plan.sumUp(entity, start, end, world)
      if (Object.keys(values).length === 0) return
      result = field.plan.output?.type === 'ATTRIBUTES' ? values : { ts: start, values }
      const outcome = { is: 'VALUES', data: result, to: [entity] } as const
      await goOn(await calculator.in(entity, () => deliver(world, field, entity, outcome, {})))
    } catch (error) {
      problem = (error as Error).message
    }
    histories.note(field.stored, {
      at: world.clock.now(),
      entity,
      messageId: null,
      messageType: null,
      arguments: [['interval', { startTs: start, endTs: end }]],
      result,
      error: problem,
      took: performance.now() - began,
    })
  }
}
