import type { EntityRef } from '../rules/message.ts'
import type { AttributeScope, CalculatedFields, ValuesCause } from '../rules/needs.ts'
import type { JsonObject } from '../rules/values.ts'
import type { CalculatedField } from '../store/calculated-fields.ts'
import type { EntityChange } from '../store/changes.ts'
import { Calculator, type Errand } from './calculator.ts'
import type { Field, PathLevel } from './field.ts'
import type { Change } from './gather.ts'
import { type FieldHistory, Histories } from './history.ts'
import { IntervalFields } from './interval-fields.ts'
import { readPlan } from './kinds.ts'
import { type DueLook, Looks } from './looks.ts'
import type { FollowUp } from './output.ts'
import { type Concern, isAt, isOfProfile, Registry } from './registry.ts'
import type { StatesBudget } from './states.ts'
import { Sweeps } from './sweeps.ts'
import { backAlong, ownerOf, type World } from './world.ts'

const noCause: ValuesCause = {}
const newField: Errand = { change: null, cause: noCause, isTimer: false }

/**
 * Runs calculated fields and alarm rules. It is told of every value that is saved; where a field looks at it, the
 * field is calculated at the entities that it is of.
 */
export class CalculatedFieldRunner implements CalculatedFields {
  readonly #world: World
  readonly #registry = new Registry()
  readonly #histories: Histories
  readonly #looks: Looks
  readonly #calculator: Calculator
  readonly #sweeps: Sweeps
  readonly #intervals: IntervalFields
  /** why fields that are stored do not run, by id */
  readonly #problems = new Map<string, string>()
  /** work that nobody waits for */
  readonly #loose = new Set<Promise<unknown>>()
  #isClosed = false

  constructor(world: World, budget?: StatesBudget) {
    this.#world = world
    const histories = new Histories(world)
    this.#histories = histories
    this.#looks = new Looks(world.clock, (look) => this.#look(look))
    const runs = (field: Field) => !this.#isClosed && this.#registry.get(field.stored.id) === field
    this.#calculator = new Calculator({ world, histories, looks: this.#looks, runs }, budget)
    this.#sweeps = new Sweeps(world, async (field, entity, change, cause) => {
      await this.#goOn(await this.#calculator.at(entity, [field], { change, cause, isTimer: false }))
    })
    const goOn = (followUps: readonly FollowUp[]) => this.#goOn(followUps)
    this.#intervals = new IntervalFields({
      world,
      histories,
      sweeps: this.#sweeps,
      calculator: this.#calculator,
      goOn,
    })
  }

  /** Reads all fields from the store and goes on with what was begun before. */
  async start(): Promise<void> {
    const { fields } = this.#world
    for (const stored of await fields.all()) await this.#run(stored)
    for (const { fieldId, entity, look } of await fields.looks())
      if (look !== null && this.#registry.get(fieldId) !== undefined) this.#looks.set(fieldId, entity, look)
    for (const id of await fields.sweeps()) {
      const field = this.#registry.get(id)
      if (field !== undefined) this.#sweeps.begin(field, null, noCause)
    }
  }

  async close(): Promise<void> {
    this.#isClosed = true
    this.#looks.close()
    this.#sweeps.close()
    this.#intervals.close()
    await this.settled()
  }

  /** Resolves when nothing is being calculated any more. */
  async settled(): Promise<void> {
    do {
      await Promise.allSettled([...this.#loose, this.#sweeps.settled(), this.#intervals.settled()])
      await this.#calculator.settled()
    } while (this.#loose.size > 0)
  }

  telemetry(
    entity: EntityRef,
    ts: number,
    values: JsonObject,
    cause: ValuesCause,
  ): Promise<void> | undefined {
    if (this.#registry.isEmpty) return undefined
    return this.#changed({ entity, scope: null, ts, values }, cause)
  }

  attributes(
    entity: EntityRef,
    scope: AttributeScope,
    values: JsonObject,
    ts: number,
    cause: ValuesCause,
  ): Promise<void> | undefined {
    if (this.#registry.isEmpty) return undefined
    return this.#changed({ entity, scope, ts, values }, cause)
  }

  /** Values were deleted: time series, or attributes in a scope. */
  removed(
    entity: EntityRef,
    scope: AttributeScope | null,
    keys: readonly string[],
  ): Promise<void> | undefined {
    if (this.#registry.isEmpty || keys.length === 0) return undefined
    return this.#changed({ entity, scope, ts: this.#world.clock.now(), values: {}, removed: keys }, noCause)
  }

  /** What is wrong with a field, in words; null where it can run. */
  check(field: Pick<CalculatedField, 'type' | 'name' | 'entity' | 'configuration'>): string | null {
    try {
      readPlan({ ...field, scripts: this.#world.scripts })
      return null
    } catch (error) {
      return (error as Error).message
    }
  }

  /** A field was created or changed: it takes effect at once, and is calculated for all entities that it is of. */
  async saved(stored: CalculatedField): Promise<void> {
    const { fields } = this.#world
    const before = this.#registry.get(stored.id)
    this.#stop(stored.id)
    if (before !== undefined && !remembersAlike(before.stored, stored)) await fields.removeStates(stored.id)
    await this.#run(stored)
    const field = this.#registry.get(stored.id)
    if (field === undefined || field.plan.intervals !== undefined) return
    await fields.beginSweep(stored.id)
    this.#sweeps.begin(field, null, noCause)
  }

  /** A field was deleted. */
  removedField(id: string): void {
    this.#stop(id)
    this.#histories.forget(id)
  }

  /** An entity was saved or deleted. */
  entityChanged({ ref, isRemoved, profileId }: EntityChange): void {
    if (this.#registry.isEmpty) return
    const { states } = this.#calculator
    if (isRemoved) {
      states.dropEntity(ref.id)
      for (const { stored } of this.#registry.of(ref.id)) this.removedField(stored.id)
      return
    }
    // Its profile or owner may be another: where that matters, what is known of it is found out anew.
    const errand = this.#calculator.in(ref, async () => {
      const profile = profileId ?? (await this.#world.entities.byId(ref))?.profileId ?? null
      const fields = [...this.#registry.of(ref.id), ...(profile === null ? [] : this.#registry.of(profile))]
      for (const { field } of states.at(ref.id))
        if (!fields.includes(field) || hasOwner(field)) states.drop(ref.id, field.stored.id)
      const unknown = fields.filter(({ stored }) => states.get(ref.id, stored.id) === undefined)
      return this.#calculator.inTurn(ref, unknown.filter(isCalculated), newField)
    })
    this.#loosely(errand.then((followUps) => this.#goOn(followUps)))
  }

  /** A relation between two entities came or went. */
  relationChanged(from: EntityRef, to: EntityRef): void {
    if (this.#registry.isEmpty) return
    for (const end of [from, to]) {
      const fields = this.#calculator.states.at(end.id).map(({ field }) => field)
      const errand = this.#calculator.at(end, fields.filter(isRelated), {
        ...newField,
        followsRelations: true,
      })
      this.#loosely(errand.then((followUps) => this.#goOn(followUps)))
    }
  }

  /** The last calculations of a field. */
  history(fieldId: string): FieldHistory {
    return this.#histories.of(fieldId)
  }

  /** The last calculation of a field as a debug event has it; null when there was none. */
  lastEvent(fieldId: string): Record<string, unknown> | null {
    return this.#histories.lastEvent(fieldId)
  }

  /** Why a stored field does not run, null where it does. */
  problem(fieldId: string): string | null {
    return this.#problems.get(fieldId) ?? null
  }

  async #run(stored: CalculatedField): Promise<void> {
    try {
      const field = { stored, plan: readPlan({ ...stored, scripts: this.#world.scripts }) }
      this.#registry.put(field)
      if (field.plan.intervals !== undefined) await this.#intervals.start(field, field.plan.intervals)
    } catch (error) {
      const { message } = error as Error
      this.#problems.set(stored.id, message)
      this.#world.log.warn(`The calculated field “${stored.name}” does not run: ${message}`)
    }
  }

  #stop(id: string): void {
    this.#registry.remove(id)
    this.#problems.delete(id)
    this.#calculator.states.dropField(id)
    this.#sweeps.stop(id)
    this.#intervals.stop(id)
  }

  #changed(change: Change, cause: ValuesCause): Promise<void> | undefined {
    const concern = this.#registry.concern(change)
    return concern === null ? undefined : this.#spread({ change, cause }, concern)
  }

  /** Does what a change asks for, then what the results of that ask for, and so on. Never rejects. */
  async #spread(first: FollowUp, concern: Concern): Promise<void> {
    await this.#goOn(await this.#tell(first, concern))
  }

  async #goOn(followUps: readonly FollowUp[]): Promise<void> {
    const waiting = [...followUps]
    for (let next = waiting.shift(); next !== undefined && !this.#isClosed; next = waiting.shift()) {
      const concern = this.#registry.concern(next.change)
      if (concern !== null) waiting.push(...(await this.#tell(next, concern)))
    }
  }

  async #tell({ change, cause }: FollowUp, concern: Concern): Promise<FollowUp[]> {
    const isNew = ({ stored }: Field) => !cause.calculatedBy?.includes(stored.id)
    const errand = { change, cause, isTimer: false }
    const { entity } = change
    const results: FollowUp[] = []
    try {
      const own = concern.own.filter(isNew)
      if (own.length > 0) results.push(...(await this.#atItself(entity, own, errand)))
      for (const field of concern.linked.filter(isNew))
        results.push(...(await this.#everywhere(field, errand)))
      for (const field of concern.owned.filter(isNew))
        results.push(...(await this.#everywhere(field, errand, (at) => this.#isOwned(at, entity))))
      for (const { field, path } of concern.related)
        if (isNew(field)) results.push(...(await this.#atRoots(field, path, errand)))
    } catch (error) {
      const { message } = error as Error
      this.#world.log.warn('Calculated fields could not be told of new values', { error: message })
    }
    return results
  }

  /** Those of the fields that are of the entity itself; whether they are is asked in its turn, so that order stays. */
  #atItself(
    entity: EntityRef,
    fields: readonly Field[],
    errand: Errand & { change: Change },
  ): Promise<FollowUp[]> {
    return this.#calculator.in(entity, async () => {
      const about = fields.some(isOfProfile) ? await this.#world.entities.byId(entity) : null
      const here = fields.filter((field) => isAt(field, entity, about?.profileId ?? null))
      for (const field of here) this.#intervals.touched(field, entity, errand.change.ts)
      return this.#calculator.inTurn(entity, here.filter(isCalculated), errand)
    })
  }

  /** At the one entity of the field, or at all of its profile, which nobody waits for. */
  async #everywhere(
    field: Field,
    errand: Errand,
    isMeant?: (entity: EntityRef) => Promise<boolean>,
  ): Promise<FollowUp[]> {
    const { entity, id } = field.stored
    if (isOfProfile(field)) {
      await this.#world.fields.beginSweep(id)
      this.#sweeps.begin(field, errand.change, errand.cause, isMeant)
      return []
    }
    if (isMeant !== undefined && !(await isMeant(entity))) return []
    return this.#calculator.at(entity, [field], errand)
  }

  async #isOwned(entity: EntityRef, owner: EntityRef): Promise<boolean> {
    return (await ownerOf(this.#world, entity)).id === owner.id
  }

  /** At the entities that relate to the one that changed. */
  async #atRoots(
    field: Field,
    path: readonly PathLevel[],
    errand: Errand & { change: Change },
  ): Promise<FollowUp[]> {
    const results: FollowUp[] = []
    for (const root of await backAlong(this.#world, errand.change.entity, path)) {
      const about = isOfProfile(field) ? await this.#world.entities.byId(root) : null
      if (isAt(field, root, about?.profileId ?? null))
        results.push(...(await this.#calculator.at(root, [field], errand)))
    }
    return results
  }

  #look({ fieldId, entity }: DueLook): void {
    const field = this.#registry.get(fieldId)
    if (field === undefined || this.#isClosed) return
    const errand = this.#calculator.at(entity, [field], { change: null, cause: noCause, isTimer: true })
    this.#loosely(errand.then((followUps) => this.#goOn(followUps)))
  }

  #loosely(work: Promise<unknown>): void {
    const watched = work
      .catch((error: Error) => this.#world.log.warn('A calculated field failed', { error: error.message }))
      .finally(() => this.#loose.delete(watched))
    this.#loose.add(watched)
  }
}

/** Whether values that come are calculated with at once, as against at the end of an interval. */
function isCalculated({ plan }: Field): boolean {
  return plan.intervals === undefined
}

function isRelated({ plan }: Field): boolean {
  return plan.followsRelations === true || plan.arguments.some(({ source }) => source.of === 'RELATED')
}

function hasOwner({ plan }: Field): boolean {
  return plan.arguments.some(({ source }) => source.of === 'OWNER')
}

/** Whether what a field remembers of its entities still holds for its new version. */
function remembersAlike(before: CalculatedField, after: CalculatedField): boolean {
  const parts = ({ type, name, configuration }: CalculatedField) => {
    const { output: _output, ...rest } = configuration
    return JSON.stringify([type, name, rest])
  }
  return parts(before) === parts(after)
}
