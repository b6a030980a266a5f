import { stringifyJson } from '../rules/json.ts'
import type { TelemetrySample } from '../rules/needs.ts'
import { doubleText, JsonDouble, JsonLong, type JsonValue } from '../rules/values.ts'

/** A value as the cloud writes it where everything is text: `"23"`, `"21.5"`, `"1.0E10"`, `"true"`, JSON compact. */
export function valueText(value: JsonValue): string | null {
  if (value === null || typeof value === 'string') return value
  if (typeof value === 'number') return Number.isInteger(value) ? String(value) : doubleText(value)
  if (typeof value === 'boolean' || value instanceof JsonDouble || value instanceof JsonLong)
    return String(value)
  return stringifyJson(value)
}

/** A sample in the answer of a telemetry route. */
export function sampleJson(sample: TelemetrySample, isStrict: boolean): { ts: number; value: JsonValue } {
  return { ts: sample.ts, value: isStrict ? sample.value : valueText(sample.value) }
}
