import type { EntityRef } from '../rules/message.ts'
import type { Attributes, Telemetry } from '../rules/needs.ts'
import type { JsonValue } from '../rules/values.ts'
import type { DeviceRules } from './device-rules.ts'

export interface StoredValues {
  readonly telemetry: Pick<Telemetry, 'latest'>
  readonly attributes: Pick<Attributes, 'read'>
}

/** Reads the stored values that the rules of a device look at. */
export async function knowStored(
  ref: EntityRef,
  device: DeviceRules,
  { telemetry, attributes }: StoredValues,
): Promise<void> {
  const { rules } = device
  const keys = [...rules.attributes.keys()]
  const scopes = keys.length === 0 ? [] : (['CLIENT_SCOPE', 'SHARED_SCOPE', 'SERVER_SCOPE'] as const)
  const nothing: Awaited<ReturnType<Telemetry['latest']>> = {}
  const [latest, found] = await Promise.all([
    rules.series.size === 0 ? nothing : telemetry.latest(ref, [...rules.series.keys()]),
    Promise.all(scopes.map((scope) => attributes.read(ref, scope, keys))),
  ])
  const samples: Record<string, JsonValue> = Object.create(null)
  for (const [key, { value }] of Object.entries(latest)) samples[key] = value
  device.know(rules.series, samples)
  // Of an attribute in several scopes the last one read counts (alarms.md 3.3).
  for (const values of found) device.know(rules.attributes, values)
}
