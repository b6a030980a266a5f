/** Changes of one entity for an ENTITY_DATA subscription (websocket.md 5.3). */
import type { EntityKey, TsValue } from '../entity-values.ts'
import { valueText } from '../value-text.ts'
import type { LiveSession } from './subscriber.ts'
import { followAttributes, followTelemetry, type Source } from './view-values.ts'

export interface Wanted {
  readonly latest: readonly EntityKey[]
  /** keys of which every new sample is pushed */
  readonly series: readonly string[]
}

const scopeOfKey: Readonly<Record<string, string>> = {
  CLIENT_ATTRIBUTE: 'CLIENT_SCOPE',
  SHARED_ATTRIBUTE: 'SHARED_SCOPE',
  SERVER_ATTRIBUTE: 'SERVER_SCOPE',
}

/** Calls `send` with the entity's part of an update. Returns the ways to stop. */
export function subscribeEntity(
  session: LiveSession,
  source: Source,
  wanted: Wanted,
  send: (update: object) => void,
): (() => void)[] {
  const entityId = source.ref
  const stops: (() => void)[] = []
  const latestSeries = wanted.latest.filter(({ type }) => type === 'TIME_SERIES').map(({ key }) => key)
  const known = new Map<string, TsValue>()

  if (latestSeries.length > 0 || wanted.series.length > 0) {
    stops.push(
      followTelemetry(session, source, (ts, values, isLatest) => {
        const latest: Record<string, TsValue> = Object.create(null)
        const timeseries: Record<string, TsValue[]> = Object.create(null)
        for (const [key, value] of Object.entries(values)) {
          const sample = { ts, value: valueText(value) ?? '' }
          const before = known.get(key)
          if (before?.ts === ts && before.value === sample.value) continue
          if (isLatest && (latestSeries.includes(key) || wanted.series.includes(key))) known.set(key, sample)
          if (isLatest && latestSeries.includes(key)) latest[key] = sample
          if (wanted.series.includes(key)) timeseries[key] = [sample]
        }
        if (hasKeys(latest)) {
          send({ entityId, latest: { TIME_SERIES: latest }, timeseries: null, aggLatest: null })
        }
        if (hasKeys(timeseries)) send({ entityId, latest: null, timeseries, aggLatest: null })
      }),
    )
  }

  const attributeKeys = wanted.latest.filter(
    ({ type }) => type === 'ATTRIBUTE' || Object.hasOwn(scopeOfKey, type),
  )
  if (attributeKeys.length > 0) {
    stops.push(
      followAttributes(session, source, (scope, values, deleted) => {
        const latest: Record<string, Record<string, TsValue>> = {}
        const ts = session.parts.clock.now()
        for (const { type, key } of attributeKeys) {
          if (type !== 'ATTRIBUTE' && scopeOfKey[type] !== scope) continue
          const value = Object.hasOwn(values, key) ? valueText(values[key] ?? null) : null
          const change = value !== null ? { ts, value } : deleted.includes(key) ? { ts: 0, value: '' } : null
          if (!change) continue
          latest[type] ??= Object.create(null) as Record<string, TsValue>
          latest[type][key] = change
        }
        if (hasKeys(latest)) send({ entityId, latest, timeseries: null, aggLatest: null })
      }),
    )
  }
  return stops
}

function hasKeys(object: object): boolean {
  return Object.keys(object).length > 0
}
