import { mayTouch } from '../../access/entity-rights.ts'
import type { EntityViewSummary } from '../../rules/entities.ts'
import type { EntityRef } from '../../rules/message.ts'
import type { JsonObject, JsonValue } from '../../rules/values.ts'
import type { Store } from '../../store/store.ts'
import { isWithin, keysOfScope } from '../../store/view-values.ts'
import type { OnAttributes, OnTelemetry } from './feed.ts'
import type { LiveSession } from './subscriber.ts'

/** An entity whose values are followed; of an entity view also what it shows of which entity. */
export interface Source {
  readonly ref: EntityRef
  readonly view: EntityViewSummary | null
}

export async function sourceOf(store: Store, ref: EntityRef): Promise<Source> {
  return { ref, view: ref.entityType === 'ENTITY_VIEW' ? await store.entities.view(ref.id) : null }
}

/** Calls with every sample of the entity that is saved; of a view, with what it shows. Returns the way to stop. */
export function followTelemetry(session: LiveSession, source: Source, listener: OnTelemetry): () => void {
  const { feed } = session
  const gate = openGate(session, source)
  const stop = feed.telemetry(source.view?.entity.id ?? source.ref.id, (ts, values, isLatest) => {
    const { isOpen, view } = gate.state
    if (!isOpen) return
    if (view === null) return listener(ts, values, isLatest)
    const shown = isWithin(view, ts) ? only(values, view.timeseriesKeys) : null
    if (shown !== null) listener(ts, shown, isLatest)
  })
  return () => {
    stop()
    gate.close()
  }
}

/** The same with attributes; a view has some of its own too. */
export function followAttributes(session: LiveSession, source: Source, listener: OnAttributes): () => void {
  const { feed, parts } = session
  const gate = openGate(session, source)
  const stops = [gate.close]
  stops.push(
    feed.attributes(source.ref.id, (scope, values, deleted) => {
      if (gate.state.isOpen) listener(scope, values, deleted)
    }),
  )
  if (source.view !== null) {
    stops.push(
      feed.attributes(source.view.entity.id, (scope, values, deleted) => {
        const { isOpen, view } = gate.state
        if (!isOpen || view === null) return
        const keys = keysOfScope(view, scope)
        const shown = isWithin(view, parts.clock.now()) ? only(values, keys) : null
        const gone = deleted.filter((key) => keys.includes(key))
        if (shown !== null || gone.length > 0) listener(scope, shown ?? {}, gone)
      }),
    )
  }
  return () => {
    for (const stop of stops) stop()
  }
}

interface Gate {
  readonly state: { readonly isOpen: boolean; readonly view: EntityViewSummary | null }
  close(): void
}

/**
 * Lets values through as long as the caller may see them: when the entity changes, as by being taken from a customer or
 * by a view that shows less now, it is closed until that is known anew.
 */
function openGate({ feed, parts: { store, log }, caller }: LiveSession, { ref, view }: Source): Gate {
  const state = { isOpen: true, view }
  const shown = view?.entity.id
  let asked = 0
  async function look(): Promise<void> {
    const number = ++asked
    state.isOpen = false
    try {
      const [entity, source] = [await store.entities.byId(ref), await sourceOf(store, ref)]
      if (number !== asked || entity === null || !mayTouch(caller, entity, 'READ_VALUES')) return
      state.view = source.view
      // A view of something else is another subscription: this one hears only of what it began with.
      state.isOpen = source.view?.entity.id === shown
    } catch (error) {
      log.warn('whether a subscription may go on could not be found out; it hears nothing more', { error })
    }
  }
  return { state, close: feed.changes(ref.id, () => void look()) }
}

function only(values: JsonObject, keys: readonly string[]): JsonObject | null {
  const shown: Record<string, JsonValue> = Object.create(null)
  for (const key of keys) if (Object.hasOwn(values, key)) shown[key] = values[key] ?? null
  return Object.keys(shown).length > 0 ? shown : null
}
