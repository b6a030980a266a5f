/** What a form puts where there is nothing yet. */
import { freshFilter } from './conditions.ts'
import { type Draft, type FieldKind, type Json, related, rowOf } from './model.ts'

/** What a new field of a kind begins with. */
export function freshDraft(type: FieldKind, name = ''): Draft {
  const output = {
    type: 'TIME_SERIES',
    name: '',
    scope: null,
    decimalsByDefault: null,
    strategy: { type: 'RULE_CHAIN' },
  }
  const values = { type, output }
  const rows = { arguments: [rowOf('', freshArgument())], metrics: [], zoneGroups: [] }
  const relation = { direction: 'FROM', relationType: 'Contains' }
  const all: Readonly<Record<FieldKind, Partial<Draft> & { readonly rest: Json }>> = {
    SIMPLE: { rest: { ...values, expression: '', useLatestTs: false } },
    SCRIPT: { rest: { ...values, expression: '' } },
    ALARM: { rest: { type, createRules: { CRITICAL: freshAlarmRule() }, clearRule: null } },
    PROPAGATION: { rest: { ...values, relation, expression: '', applyExpressionToResolvedArguments: false } },
    GEOFENCING: {
      rest: {
        ...values,
        entityCoordinates: { latitudeKeyName: 'latitude', longitudeKeyName: 'longitude' },
        scheduledUpdateEnabled: false,
      },
      arguments: [],
      zoneGroups: [rowOf('', freshZone())],
    },
    RELATED_ENTITIES_AGGREGATION: {
      rest: { ...values, relation, deduplicationIntervalInSec: 60, useLatestTs: false },
      metrics: [rowOf('', freshMetric())],
    },
    ENTITY_AGGREGATION: {
      rest: {
        ...values,
        interval: { type: 'HOUR', tz: localZone(), offsetSec: 0 },
        produceIntermediateResult: false,
      },
      metrics: [rowOf('', freshMetric())],
    },
  }
  return { name, type, ...rows, ...all[type] }
}

export const localZone = (): string => Intl.DateTimeFormat().resolvedOptions().timeZone

export const freshArgument = (): Json => ({ refEntityKey: { key: '', type: 'TS_LATEST', scope: null } })
export const freshMetric = (): Json => ({ function: 'AVG', input: { type: 'key', key: '' } })
export const freshZone = (): Json => ({
  perimeterKeyName: 'perimeter',
  reportStrategy: 'REPORT_TRANSITION_EVENTS_AND_PRESENCE_STATUS',
  createRelationsWithMatchedZones: false,
  ...related([{ direction: 'FROM', relationType: 'Contains' }]),
})
const freshAlarmRule = (): Json => ({
  condition: { type: 'SIMPLE', expression: { type: 'SIMPLE', operation: 'AND', filters: [freshFilter('')] } },
})
