import type { EntityRef } from '../rules/message.ts'
import type { Logger } from '../rules/needs.ts'

/** An entity was saved or removed; told after the commit, before the caller hears of it. */
export interface EntityChange {
  readonly ref: EntityRef
  readonly isRemoved: boolean
  /** the profile of a device or asset; absent where it is what it was */
  readonly profileId?: string
}

export type ChangeListener = (change: EntityChange) => void

/** Tells those who hold copies of entities that one is not what it was. */
export class Changes {
  readonly #listeners = new Set<ChangeListener>()
  readonly #log: Logger

  constructor(log: Logger) {
    this.#log = log
  }

  /** Returns the way to stop. */
  on(listener: ChangeListener): () => void {
    this.#listeners.add(listener)
    return () => this.#listeners.delete(listener)
  }

  saved(entityType: string, id: string, profileId?: string): void {
    const ref = { entityType, id }
    this.#tell(profileId === undefined ? { ref, isRemoved: false } : { ref, isRemoved: false, profileId })
  }

  removed(entityType: string, id: string): void {
    this.#tell({ ref: { entityType, id }, isRemoved: true })
  }

  #tell(change: EntityChange): void {
    for (const listener of this.#listeners) {
      try {
        listener(change)
      } catch (error) {
        // the change itself is done; whoever made it must not see it fail
        this.#log.error('A listener to changed entities failed', { error })
      }
    }
  }
}
