import type { EntityRef } from '../rules/message.ts'
import { type JsonObject, type JsonValue, numberOf, withKey } from '../rules/values.ts'
import { InvalidField, nothing, type Plan } from './field.ts'
import { type Interval, readInterval } from './intervals.ts'
import { Aggregate, type Metric, readMetrics } from './metrics.ts'
import { rounded } from './numbers.ts'
import { flagAt, type Given, objectAt, readArguments, readDecimals, readOutput, wholeAt } from './read.ts'
import type { World } from './world.ts'

/** Numbers over the own history of an entity, one set for each interval of time. */
export interface IntervalPlan {
  readonly interval: Interval
  /** milliseconds after its end for which late values still count */
  readonly watermark: number
  /** whether the interval that runs is summed up as well, again and again */
  readonly isEager: boolean
  /** The values of one interval of an entity; without keys where there is nothing to say. */
  sumUp(entity: EntityRef, start: number, end: number, world: World): Promise<JsonObject>
}

export function readEntityAggregation(given: Given): Plan {
  const { configuration, type, scripts } = given
  const specs = readArguments(given)
  if (specs.some((spec) => spec.type !== 'TS_LATEST'))
    throw new InvalidField(`Calculated field with type: '${type}' support only TS_LATEST arguments.`)
  if (specs.some(({ source }) => source.of !== 'SELF'))
    throw new InvalidField(
      `Calculated field with type: '${type}' takes its arguments from the entity itself only.`,
    )
  const names = specs.map(({ name }) => name)
  const metrics = readMetrics(configuration, names, scripts).map((metric) => ({ metric, key: keyOf(metric) }))
  const output = readOutput(given)
  const decimals = readDecimals(given)
  const keys = new Map(specs.map(({ name, key }) => [name, key]))
  const intervals: IntervalPlan = {
    interval: readInterval(objectAt(configuration, 'interval')),
    watermark: (wholeAt(objectAt(configuration, 'watermark') ?? {}, 'duration') ?? 0) * 1000,
    isEager: flagAt(configuration, 'produceIntermediateResult'),
    async sumUp(entity, start, end, world) {
      let values: JsonObject = {}
      for (const { metric, key } of metrics) {
        const result = await metricOf(metric, keys.get(key) ?? key, decimals, { entity, start, end }, world)
        if (result !== undefined) values = withKey(values, metric.name, result)
      }
      return values
    },
  }
  return { arguments: specs, output, intervals, calculate: () => nothing }
}

function keyOf({ name, input, filter }: Metric): string {
  if (!('key' in input)) throw new InvalidField('Metric key can only refer to argument.')
  if (filter !== null)
    throw new InvalidField(`Metric “${name}” can’t have a filter: all values of the interval count`)
  return input.key
}

/** raw values that are looked through for different ones */
const mostValues = 50_000

async function metricOf(
  { function: how, defaultValue }: Metric,
  key: string,
  decimals: number | null,
  { entity, start, end }: { entity: EntityRef; start: number; end: number },
  { telemetry }: World,
): Promise<JsonValue | undefined> {
  const query = { keys: [key], startTs: start, endTs: end, order: 'ASC', interval: end - start } as const
  const fallback = () => (defaultValue === null ? undefined : rounded(defaultValue, decimals))
  if (how === 'COUNT_UNIQUE') {
    const found = await telemetry.range(entity, { ...query, limit: mostValues, aggregation: 'NONE' })
    const samples = found[key] ?? []
    if (samples.length === 0) return fallback()
    const different = new Aggregate(how)
    for (const { value } of samples) different.add(value)
    return different.result(decimals, null)
  }
  const found = await telemetry.range(entity, { ...query, limit: 1, aggregation: how })
  const [sample] = found[key] ?? []
  if (sample === undefined) return fallback()
  const number = numberOf(sample.value)
  return number === undefined || how === 'COUNT' ? sample.value : rounded(number, decimals)
}
