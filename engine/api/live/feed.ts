import type { AttributeScope } from '../../rules/needs.ts'
import type { JsonObject } from '../../rules/values.ts'
import type { Store } from '../../store/store.ts'

export type OnTelemetry = (ts: number, values: JsonObject, isLatest: boolean) => void
export type OnAttributes = (scope: AttributeScope, values: JsonObject, deleted: readonly string[]) => void

/** What was saved, to those who watch that entity. One for all sessions: an entity nobody watches costs a lookup. */
export interface Feed {
  /** Returns the way to stop. */
  telemetry(entityId: string, listener: OnTelemetry): () => void
  attributes(entityId: string, listener: OnAttributes): () => void
  /** The entity itself was saved or removed. */
  changes(entityId: string, listener: () => void): () => void
  close(): void
}

export function openFeed(store: Store): Feed {
  const telemetry = new Listeners<OnTelemetry>()
  const attributes = new Listeners<OnAttributes>()
  const changes = new Listeners<() => void>()
  const stopTelemetry = store.telemetry.onSaved((entity, ts, values, isLatest) => {
    for (const listener of telemetry.of(entity.id)) listener(ts, values, isLatest)
  })
  const stopAttributes = store.attributes.onSaved((entity, scope, values, deleted, isLive) => {
    if (isLive) for (const listener of attributes.of(entity.id)) listener(scope, values, deleted)
  })
  const stopShown = store.attributes.onShown((entity, scope, values) => {
    for (const listener of attributes.of(entity.id)) listener(scope, values, [])
  })
  const stopChanges = store.onChanged(({ ref }) => {
    for (const listener of changes.of(ref.id)) listener()
  })
  return {
    changes: (entityId, listener) => changes.add(entityId, listener),
    telemetry: (entityId, listener) => telemetry.add(entityId, listener),
    attributes: (entityId, listener) => attributes.add(entityId, listener),
    close() {
      stopTelemetry()
      stopAttributes()
      stopShown()
      stopChanges()
    },
  }
}

class Listeners<L> {
  readonly #byEntity = new Map<string, Set<L>>()

  of(entityId: string): Iterable<L> {
    return this.#byEntity.get(entityId) ?? []
  }

  add(entityId: string, listener: L): () => void {
    const set = this.#byEntity.get(entityId) ?? new Set()
    this.#byEntity.set(entityId, set.add(listener))
    return () => {
      set.delete(listener)
      if (set.size === 0 && this.#byEntity.get(entityId) === set) this.#byEntity.delete(entityId)
    }
  }
}
