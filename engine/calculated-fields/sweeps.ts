import type { EntityRef } from '../rules/message.ts'
import type { ValuesCause } from '../rules/needs.ts'
import type { Field } from './field.ts'
import type { Change } from './gather.ts'
import type { World } from './world.ts'

/** entities that are read at a time */
const pageSize = 200
/** milliseconds after which a sweep that could not read its entities is tried again */
const retryAfter = 5_000

interface Task {
  readonly change: Change | null
  readonly cause: ValuesCause
  readonly isMeant: ((entity: EntityRef) => Promise<boolean>) | undefined
}

type Work = (field: Field, entity: EntityRef, change: Change | null, cause: ValuesCause) => Promise<void>

/**
 * Calculates fields for all entities that they are of, in the background and one after another: a field that was saved
 * just now, or one whose value of another entity changed. That a sweep is under way is noted in the store by who begins
 * it, so that it is made again after a crash.
 */
export class Sweeps {
  readonly #world: World
  readonly #work: Work
  readonly #waiting = new Map<string, { field: Field; tasks: Task[] }>()
  readonly #running = new Map<string, Promise<void>>()
  #isClosed = false

  constructor(world: World, work: Work) {
    this.#world = world
    this.#work = work
  }

  /** Of several changes of the same entity that wait, the newest values count. */
  begin(
    field: Field,
    change: Change | null,
    cause: ValuesCause,
    isMeant?: (entity: EntityRef) => Promise<boolean>,
  ): void {
    const { id } = field.stored
    const waiting = this.#waiting.get(id)
    const tasks = waiting?.field === field ? waiting.tasks : []
    this.#waiting.set(id, { field, tasks: merged(tasks, { change, cause, isMeant }) })
    if (!this.#running.has(id)) this.#run(id)
  }

  stop(fieldId: string): void {
    this.#waiting.delete(fieldId)
  }

  close(): void {
    this.#isClosed = true
    this.#waiting.clear()
  }

  async settled(): Promise<void> {
    while (this.#running.size > 0) await Promise.all(this.#running.values())
  }

  /** Calls for every entity of the field, one after another. */
  async forEach(field: Field, call: (entity: EntityRef) => Promise<void>): Promise<void> {
    for (let after: string | null = null; !this.#isClosed; ) {
      const entities: EntityRef[] = await this.#world.fields.members(field.stored.entity, after, pageSize)
      for (const entity of entities) {
        if (this.#isClosed) return
        await call(entity)
        // Nothing above may have waited for anything; others get their turn all the same.
        await new Promise((resolve) => setImmediate(resolve))
      }
      const last = entities.at(-1)
      if (last === undefined || entities.length < pageSize) return
      after = last.id
    }
  }

  #run(id: string): void {
    const running = this.#runAll(id).finally(() => {
      this.#running.delete(id)
      if (this.#waiting.has(id) && !this.#isClosed) this.#run(id)
    })
    this.#running.set(id, running)
  }

  async #runAll(id: string): Promise<void> {
    for (let next = this.#waiting.get(id); next !== undefined; next = this.#waiting.get(id)) {
      this.#waiting.delete(id)
      const { field, tasks } = next
      try {
        await this.forEach(field, (entity) => this.#calculate(field, entity, tasks))
        if (!this.#isClosed && !this.#waiting.has(id)) await this.#world.fields.endSweep(id)
      } catch (error) {
        this.#again(field, tasks, error as Error)
        return
      }
    }
  }

  async #calculate(field: Field, entity: EntityRef, tasks: readonly Task[]): Promise<void> {
    for (const { change, cause, isMeant } of tasks) {
      if (isMeant !== undefined && !(await isMeant(entity))) continue
      await this.#work(field, entity, change, cause)
    }
  }

  #again(field: Field, tasks: readonly Task[], error: Error): void {
    const { clock, log } = this.#world
    log.warn(`Calculated field “${field.stored.name}” is tried again later`, { error: error.message })
    clock.after(retryAfter, () => {
      if (this.#isClosed) return
      for (const { change, cause, isMeant } of tasks) this.begin(field, change, cause, isMeant)
    })
  }
}

function merged(tasks: readonly Task[], task: Task): Task[] {
  const { change } = task
  if (change === null) return tasks.some((each) => each.change === null) ? [...tasks] : [...tasks, task]
  const at = tasks.findIndex(
    (each) => each.change?.entity.id === change.entity.id && each.change.scope === change.scope,
  )
  const known = tasks[at]?.change
  if (known == null) return [...tasks, task]
  const removed = [...(known.removed ?? []), ...(change.removed ?? [])].filter(
    (key) => !Object.hasOwn(change.values, key),
  )
  const values = { ...known.values, ...change.values }
  const both = { ...change, values, ...(removed.length > 0 && { removed }) }
  return tasks.with(at, { ...task, change: both })
}
