import { parseJson, stringifyJson } from '../rules/json.ts'
import type { EntityRef } from '../rules/message.ts'
import type { ValuesCause } from '../rules/needs.ts'
import type { JsonValue } from '../rules/values.ts'
import { isFilled } from './arguments.ts'
import { type Field, nothing, type Occasion } from './field.ts'
import { type Change, followRelations, gather, take } from './gather.ts'
import { type Histories, snapshotOf } from './history.ts'
import { Lanes } from './lanes.ts'
import type { Looks } from './looks.ts'
import { deliver, type FollowUp } from './output.ts'
import { FieldState } from './state.ts'
import { States, type StatesBudget } from './states.ts'
import type { World } from './world.ts'

/** Why a calculation is made, and what for. */
export interface Errand {
  /** null = nothing came */
  readonly change: Change | null
  readonly cause: ValuesCause
  readonly isTimer: boolean
  /** relations of the entity changed */
  readonly followsRelations?: boolean
}

export interface CalculatorGround {
  readonly world: World
  readonly histories: Histories
  readonly looks: Looks
  /** Whether the field still runs in this version: it may have been changed or deleted while work waited. */
  runs(field: Field): boolean
}

/**
 * Calculates fields at entities, for each entity one after another. What a field knows of an entity is made of the
 * store when it is needed first, and kept up to date from then on.
 */
export class Calculator {
  readonly #ground: CalculatorGround
  readonly #lanes = new Lanes()
  readonly states: States

  constructor(ground: CalculatorGround, budget?: StatesBudget) {
    this.#ground = ground
    this.states = new States(budget)
  }

  /** Does other work of an entity in its turn. */
  in<T>(entity: EntityRef, work: () => Promise<T>): Promise<T> {
    return this.#lanes.in(entity.id, work)
  }

  settled(): Promise<void> {
    return this.#lanes.settled()
  }

  /** Calculates the fields at an entity, in its turn. Never rejects; answers what was saved by it. */
  at(entity: EntityRef, fields: readonly Field[], errand: Errand): Promise<FollowUp[]> {
    return this.#lanes.in(entity.id, () => this.inTurn(entity, fields, errand))
  }

  /** The same for who has the turn of the entity already. */
  async inTurn(entity: EntityRef, fields: readonly Field[], errand: Errand): Promise<FollowUp[]> {
    const results: FollowUp[] = []
    for (const field of fields)
      if (this.#ground.runs(field)) results.push(...(await this.#calculate(field, entity, errand)))
    return results
  }

  async #calculate(field: Field, entity: EntityRef, errand: Errand): Promise<FollowUp[]> {
    const { id } = field.stored
    const { world, histories } = this.#ground
    const began = performance.now()
    // Messages of other entities come in an order of their own: their places say nothing here.
    const cause = errand.change?.entity.id === entity.id ? errand.cause : { ...errand.cause, place: null }
    let state: FieldState | undefined
    let result: JsonValue = null
    let problem: string | null = null
    let followUps: FollowUp[] = []
    try {
      const known = this.states.get(entity.id, id)
      state = known ?? (await this.#newState(field, entity))
      const updated = await this.#updates(state, errand, known === undefined)
      if (updated === null) return []
      problem = missingOf(state)
      const outcome =
        problem === null
          ? await field.plan.calculate(state, this.#occasion(errand, cause, updated), world)
          : nothing
      result = outcome.is === 'NOTHING' ? null : outcome.data
      followUps = await deliver(world, field, entity, outcome, cause)
      // Last: after a crash before this the message comes again, and what it changes is found to change once more.
      await this.#remember(state)
    } catch (error) {
      problem = error instanceof Error ? error.message : String(error)
      // What is known may be half changed; the next time it is read anew.
      this.states.drop(entity.id, id)
    }
    const { messageId = null, messageType = null } = errand.cause
    histories.note(field.stored, {
      at: world.clock.now(),
      entity,
      messageId,
      messageType,
      arguments: state === undefined ? [] : snapshotOf(state.args),
      result,
      error: problem,
      took: performance.now() - began,
    })
    return followUps
  }

  #occasion({ isTimer }: Errand, cause: ValuesCause, updated: readonly string[]): Occasion {
    const { messageId, flight, place } = cause
    return {
      now: this.#ground.world.clock.now(),
      updated,
      isTimer,
      messageId,
      flight,
      ...(place && { place }),
    }
  }

  /** The arguments that are other than before; null when there is nothing to calculate. */
  async #updates(
    state: FieldState,
    { change, followsRelations }: Errand,
    isNew: boolean,
  ): Promise<readonly string[] | null> {
    const { world } = this.#ground
    const before = state.weight
    const updated = change === null ? [] : await take(state, change, world)
    if (!isNew) updated.push(...(await followRelations(state, world, followsRelations)))
    const now = world.clock.now()
    for (const argument of state.args.values()) if (argument.kind === 'ROLLING') argument.forget(now)
    this.states.weighed(before, state)
    const hasReason =
      change === null && (followsRelations !== true || state.field.plan.followsRelations === true)
    return hasReason || isNew || updated.length > 0 ? updated : null
  }

  async #newState(field: Field, entity: EntityRef): Promise<FieldState> {
    const { world } = this.#ground
    const state = new FieldState(field, entity)
    const { plan, stored } = field
    if (remembers(field)) {
      const saved = await world.fields.state(stored.id, entity.id)
      state.saved = saved?.value ?? null
      state.savedLook = saved?.look ?? null
      if (state.saved !== null) plan.restore?.(state, parseJson(state.saved))
    }
    await gather(state, world)
    this.states.put(state)
    return state
  }

  /** Saves what has to outlive a restart, where that is another than was saved before. */
  async #remember(state: FieldState): Promise<void> {
    const { field, entity } = state
    const { plan, stored } = field
    if (!remembers(field)) return
    const { world, looks } = this.#ground
    const json = plan.saved?.(state)
    const value = json === undefined ? null : stringifyJson(json)
    const look = plan.nextLook?.(state, world.clock.now()) ?? null
    looks.set(stored.id, entity, look)
    if (value === state.saved && isCovered(look, state.savedLook)) return
    await world.fields.saveState({ fieldId: stored.id, entity, value, look })
    state.saved = value
    state.savedLook = look
  }
}

function remembers({ plan }: Field): boolean {
  return plan.saved !== undefined || plan.nextLook !== undefined
}

/** A saved time that is too early only means one look too many, and costs less than saving each later one. */
function isCovered(look: number | null, saved: number | null): boolean {
  if (look === null) return saved === null
  return saved !== null && saved <= look
}

/** The arguments without which it can't be calculated, in words; null where there are all. */
function missingOf({ field: { plan }, args }: FieldState): string | null {
  const names = plan.required ?? plan.arguments.map(({ name }) => name)
  const missing = names.filter((name) => !isFilled(args.get(name)))
  if (missing.length === 0) return null
  if (plan.needsOnlySome && missing.length < names.length) return null
  return `Waiting for values of ${missing.map((name) => `“${name}”`).join(', ')}`
}
