import type { ScriptArgument } from '../rules/needs.ts'
import { type JsonObject, type JsonValue, withKey } from '../rules/values.ts'
import { latestTsOf } from './arguments.ts'
import { InvalidField, limits, nothing, type Plan } from './field.ts'
import { Aggregate, type Metric, readMetrics } from './metrics.ts'
import {
  flagAt,
  type Given,
  readArguments,
  readDecimals,
  readLevel,
  readOutput,
  refuseRolling,
  wholeAt,
} from './read.ts'
import type { FieldState } from './state.ts'

/** When the metrics were made last, and whether something came since. */
interface Pace {
  madeAt: number
  isWaiting: boolean
}

/** Numbers over the latest values of all entities that one relates to, made anew at most once in an interval. */
export function readRelated(given: Given): Plan {
  const { configuration, scripts } = given
  if (configuration.relation === undefined || configuration.relation === null)
    throw new InvalidField('Relation must be specified!')
  const path = [readLevel(configuration.relation)]
  const specs = readArguments(given, { isGroup: true })
  refuseRolling(given, specs)
  const names = specs.map(({ name }) => name)
  const metrics = readMetrics(configuration, names, scripts)
  const output = readOutput(given)
  const decimals = readDecimals(given)
  const seconds = wholeAt(configuration, 'deduplicationIntervalInSec') ?? 0
  if (seconds < limits.shortestInterval)
    throw new InvalidField(
      `Deduplication interval is less than configured minimum allowed interval in tenant profile: ${limits.shortestInterval}`,
    )
  const interval = seconds * 1000
  const isOfLatest = flagAt(configuration, 'useLatestTs') && output.type === 'TIME_SERIES'
  return {
    arguments: specs.map((spec) => ({ ...spec, source: { of: 'RELATED', path } as const })),
    required: [],
    output,
    calculate(state, { now, updated, isTimer }) {
      const pace = paceOf(state)
      // A state that was made just now knows nothing of the last time, so it does not wait for the next one.
      const isNew = pace.madeAt === 0 || (!isTimer && updated.length === 0)
      pace.isWaiting ||= updated.length > 0
      if (!isNew && (!pace.isWaiting || now - pace.madeAt < interval)) return nothing
      pace.madeAt = now
      pace.isWaiting = false
      const values = aggregated(state, metrics, names, decimals)
      if (Object.keys(values).length === 0) return nothing
      const latest = isOfLatest ? latestTsOf(state.args.values()) : -1
      return { is: 'VALUES', data: latest === -1 ? values : { ts: latest, values }, to: [state.entity] }
    },
    nextLook(state) {
      const pace = paceOf(state)
      return pace.isWaiting ? pace.madeAt + interval : null
    },
  }
}

function paceOf(state: FieldState): Pace {
  state.memory ??= { madeAt: 0, isWaiting: false } satisfies Pace
  return state.memory as Pace
}

function aggregated(
  state: FieldState,
  metrics: readonly Metric[],
  names: readonly string[],
  decimals: number | null,
): JsonObject {
  const entities = valuesByEntity(state, names)
  const latest = latestTsOf(state.args.values())
  let values: JsonObject = {}
  for (const metric of metrics) {
    const aggregate = new Aggregate(metric.function)
    for (const args of entities) {
      if (metric.filter !== null && metric.filter.run(args, latest) !== true) continue
      const input =
        'key' in metric.input ? inputOf(args[metric.input.key]) : metric.input.script.run(args, latest)
      if (input !== undefined && input !== null) aggregate.add(input)
    }
    const result = aggregate.result(decimals, metric.defaultValue)
    if (result !== undefined) values = withKey(values, metric.name, result)
  }
  return values
}

function inputOf(argument: ScriptArgument | undefined): JsonValue | undefined {
  return argument?.type === 'SINGLE_VALUE' ? argument.value : undefined
}

/** What scripts see of each entity. */
function valuesByEntity(state: FieldState, names: readonly string[]): Record<string, ScriptArgument>[] {
  const entities = new Map<string, Record<string, ScriptArgument>>()
  for (const name of names) {
    const group = state.args.get(name)
    if (group?.kind !== 'GROUP') continue
    for (const [id, { ts, value }] of group.members) {
      const args = entities.get(id) ?? (Object.create(null) as Record<string, ScriptArgument>)
      args[name] = { type: 'SINGLE_VALUE', ts, value }
      entities.set(id, args)
    }
  }
  return [...entities.values()]
}
