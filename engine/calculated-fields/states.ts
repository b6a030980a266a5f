import type { FieldState } from './state.ts'

export interface StatesBudget {
  readonly states: number
  /** rough bytes */
  readonly weight: number
}

export const defaultBudget: StatesBudget = { states: 50_000, weight: 64 * 1024 * 1024 }

/**
 * The states that are in memory, within a budget: those that were not used for longest go, and are made again from the
 * store when something comes for them.
 */
export class States {
  readonly #budget: StatesBudget
  /** by entity, then by field; the entity used last stands last */
  readonly #byEntity = new Map<string, Map<string, FieldState>>()
  #count = 0
  #weight = 0

  constructor(budget: StatesBudget = defaultBudget) {
    this.#budget = budget
  }

  get size(): number {
    return this.#count
  }

  get(entityId: string, fieldId: string): FieldState | undefined {
    const states = this.#byEntity.get(entityId)
    if (states === undefined) return undefined
    this.#byEntity.delete(entityId)
    this.#byEntity.set(entityId, states)
    return states.get(fieldId)
  }

  put(state: FieldState): void {
    const { id } = state.entity
    const states = this.#byEntity.get(id) ?? new Map<string, FieldState>()
    this.#byEntity.set(id, states)
    states.set(state.field.stored.id, state)
    this.#count++
    this.#weight += state.weight
    this.#shrink(id)
  }

  /** Says that a state takes more or less than it did. */
  weighed(before: number, state: FieldState): void {
    this.#weight += state.weight - before
    this.#shrink(state.entity.id)
  }

  dropField(fieldId: string): void {
    for (const [entityId, states] of this.#byEntity) {
      const state = states.get(fieldId)
      if (state !== undefined) this.#drop(entityId, states, state)
    }
  }

  dropEntity(entityId: string): void {
    const states = this.#byEntity.get(entityId)
    for (const state of states?.values() ?? []) this.#drop(entityId, states as Map<string, FieldState>, state)
  }

  drop(entityId: string, fieldId: string): void {
    const states = this.#byEntity.get(entityId)
    const state = states?.get(fieldId)
    if (states !== undefined && state !== undefined) this.#drop(entityId, states, state)
  }

  at(entityId: string): readonly FieldState[] {
    return [...(this.#byEntity.get(entityId)?.values() ?? [])]
  }

  #drop(entityId: string, states: Map<string, FieldState>, state: FieldState): void {
    if (!states.delete(state.field.stored.id)) return
    this.#count--
    this.#weight -= state.weight
    if (states.size === 0) this.#byEntity.delete(entityId)
  }

  #shrink(kept: string): void {
    for (const entityId of this.#byEntity.keys()) {
      if (this.#count <= this.#budget.states && this.#weight <= this.#budget.weight) return
      if (entityId !== kept) this.dropEntity(entityId)
    }
  }
}
