import type { EntitySummary } from '../../rules/entities.ts'
import { type AlarmQuery, entitiesFor, stillSeen } from '../alarm-query.ts'
import type { LiveSession } from './subscriber.ts'

/** The entities that a live view of alarms is about, as long as the caller may see them; null = it names none. */
export interface SeenEntities {
  /** those last known */
  readonly known: readonly EntitySummary[] | null
  /** Those of now: looked at again when one was changed, as by being given to another customer. */
  current(): Promise<readonly EntitySummary[] | null>
  /** Asks the query anew. */
  refresh(query: AlarmQuery): Promise<void>
  close(): void
}

export function seenEntities(session: LiveSession, first: readonly EntitySummary[] | null): SeenEntities {
  const { store, clock } = session.parts
  let known = first
  let isUnsure = false
  const close = store.onChanged(({ ref }) => {
    isUnsure ||= known !== null && idSetOf(known).has(ref.id)
  })
  return {
    get known() {
      return known
    },
    async current() {
      if (!isUnsure) return known
      isUnsure = false
      known = await stillSeen(store, session.caller, known)
      return known
    },
    async refresh(query) {
      known = await entitiesFor(store, session.caller, query, clock.now())
    },
    close,
  }
}

const idSets = new WeakMap<readonly EntitySummary[], ReadonlySet<string>>()

export function idSetOf(entities: readonly EntitySummary[]): ReadonlySet<string> {
  const known = idSets.get(entities) ?? new Set(entities.map(({ ref }) => ref.id))
  idSets.set(entities, known)
  return known
}
