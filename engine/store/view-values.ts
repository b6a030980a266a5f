import type { EntityViewSummary } from '../rules/entities.ts'
import type { EntityRef } from '../rules/message.ts'
import type { AttributeScope } from '../rules/needs.ts'
import type { JsonValue } from '../rules/values.ts'
import type { AttributeRow, AttributeStore, TelemetryStore } from './store.ts'

type FindView = (id: string) => Promise<EntityViewSummary | null>

const readOnly = 'An entity view only shows the time series of its entity: save them for that one'

/** Later than any sample. */
const openEnd = Number.MAX_SAFE_INTEGER

/**
 * Time series as entity views show them: those keys of its entity that the view lists, within its time. Nothing is
 * stored under a view.
 */
export function telemetryThroughViews(telemetry: TelemetryStore, findView: FindView): TelemetryStore {
  const viewOf = (entity: EntityRef) =>
    entity.entityType === 'ENTITY_VIEW' ? findView(entity.id) : Promise.resolve(null)
  const latestThrough = async (view: EntityViewSummary, keys: readonly string[]) => {
    const shown = keys.filter((key) => view.timeseriesKeys.includes(key))
    if (view.startTime === 0 && view.endTime === 0) return telemetry.latest(view.entity, shown)
    const [startTs, endTs] = timeOf(view)
    const span = { startTs, endTs, limit: 1, order: 'DESC', aggregation: 'NONE', interval: 0 } as const
    const found = await telemetry.range(view.entity, { ...span, keys: shown })
    return Object.fromEntries(
      Object.entries(found).flatMap(([key, [newest]]) => (newest === undefined ? [] : [[key, newest]])),
    )
  }
  return {
    ...telemetry,

    async save(entity, ...rest) {
      if (entity.entityType === 'ENTITY_VIEW') throw new RangeError(readOnly)
      return telemetry.save(entity, ...rest)
    },

    async latest(entity, keys) {
      const view = await viewOf(entity)
      return view === null ? telemetry.latest(entity, keys) : latestThrough(view, keys)
    },

    async latestAll(entity) {
      const view = await viewOf(entity)
      return view === null ? telemetry.latestAll(entity) : latestThrough(view, view.timeseriesKeys)
    },

    async keys(entity) {
      const view = await viewOf(entity)
      if (view === null) return telemetry.keys(entity)
      return Object.keys(await latestThrough(view, view.timeseriesKeys)).sort()
    },

    async range(entity, query) {
      const view = await viewOf(entity)
      if (view === null) return telemetry.range(entity, query)
      const [start, end] = timeOf(view)
      const startTs = Math.max(query.startTs, start)
      const endTs = Math.min(query.endTs, end)
      const keys = query.keys.filter((key) => view.timeseriesKeys.includes(key))
      if (keys.length === 0 || startTs >= endTs) return {}
      const { interval } = query
      const within = typeof interval === 'number' ? interval : edgesWithin(interval, startTs, endTs)
      return telemetry.range(view.entity, { ...query, keys, startTs, endTs, interval: within })
    },

    async remove(entity, ...rest) {
      if (entity.entityType === 'ENTITY_VIEW') throw new RangeError(readOnly)
      return telemetry.remove(entity, ...rest)
    },
  }
}

/**
 * Attributes as entity views show them: those keys of its entity that the view lists and that were written within its
 * time, beside the ones that the view has itself; of two of the same name, the one written last.
 */
export function attributesThroughViews(attributes: AttributeStore, findView: FindView): AttributeStore {
  const rows: AttributeStore['rows'] = async (entity, scope, keys) => {
    const own = await attributes.rows(entity, scope, keys)
    const view = entity.entityType === 'ENTITY_VIEW' ? await findView(entity.id) : null
    if (view === null) return own
    const all = await attributes.rows(view.entity, scope, keys === null ? shownKeys(view) : keys)
    return newest([...own, ...all.filter((row) => isShown(view, row))])
  }
  return {
    ...attributes,
    rows,
    async read(entity, scope, keys) {
      if (entity.entityType !== 'ENTITY_VIEW') return attributes.read(entity, scope, keys)
      const values: Record<string, JsonValue> = Object.create(null)
      for (const { key, value } of await rows(entity, scope, keys)) values[key] = value
      return values
    },
  }
}

/** Whether a view lets a sample of that time through; its end is open, as of every span. */
export function isWithin({ startTime, endTime }: EntityViewSummary, ts: number): boolean {
  return ts >= startTime && (endTime === 0 || ts < endTime)
}

/** The keys that a view shows of a scope of its entity. */
export function keysOfScope(view: EntityViewSummary, scope: AttributeScope): readonly string[] {
  if (scope === 'CLIENT_SCOPE') return view.clientKeys
  return scope === 'SHARED_SCOPE' ? view.sharedKeys : view.serverKeys
}

function timeOf({ startTime, endTime }: EntityViewSummary): [start: number, end: number] {
  return [startTime, endTime === 0 ? openEnd : endTime]
}

function shownKeys({ clientKeys, sharedKeys, serverKeys }: EntityViewSummary): string[] {
  return [...new Set([...clientKeys, ...sharedKeys, ...serverKeys])]
}

function isShown(view: EntityViewSummary, { key, scope, lastUpdateTs }: AttributeRow): boolean {
  return keysOfScope(view, scope).includes(key) && isWithin(view, lastUpdateTs)
}

function newest(rows: readonly AttributeRow[]): AttributeRow[] {
  const kept = new Map<string, AttributeRow>()
  for (const row of rows) {
    const place = `${row.scope} ${row.key}`
    const other = kept.get(place)
    if (other === undefined || other.lastUpdateTs < row.lastUpdateTs) kept.set(place, row)
  }
  return [...kept.values()]
}

/** Bucket edges cut to a span of time that is not empty. */
function edgesWithin(edges: readonly number[], startTs: number, endTs: number): number[] {
  return [startTs, ...edges.filter((edge) => edge > startTs && edge < endTs), endTs]
}
