/** The JSON texts about attributes that all transports send (device-api.md 3), and the key lists that ask for them. */
import { stringifyJson } from '../rules/json.ts'
import type { JsonObject, JsonValue } from '../rules/values.ts'

/** Which keys a device asks for: null = all keys of the scope, [] = none of it. */
export interface AttributeQuestion {
  readonly client: readonly string[] | null
  readonly shared: readonly string[] | null
}

/**
 * Reads `clientKeys` and `sharedKeys`: comma-joined, not trimmed. Neither given asks for everything, one of them for
 * its scope alone.
 */
export function attributeQuestion(
  clientKeys: string | undefined,
  sharedKeys: string | undefined,
): AttributeQuestion {
  if (!clientKeys && !sharedKeys) return { client: null, shared: null }
  return { client: keyList(clientKeys), shared: keyList(sharedKeys) }
}

function keyList(keys: string | undefined): string[] {
  return (keys ?? '').split(',').filter((key) => key !== '')
}

/** `{"client":{…},"shared":{…}}`, where an empty section is left out. Null when both are empty. */
export function attributesText(found: { client: JsonObject; shared: JsonObject }): string | null {
  const answer: Record<string, JsonValue> = {}
  if (hasKeys(found.client)) answer.client = found.client
  if (hasKeys(found.shared)) answer.shared = found.shared
  return hasKeys(answer) ? stringifyJson(answer) : null
}

function hasKeys(object: JsonObject): boolean {
  for (const _key in object) return true
  return false
}

/** The push for a change of shared attributes: changed keys flat, and `deleted` where some are gone. */
export function attributeUpdateText(changed: JsonObject, deleted: readonly string[]): string {
  return stringifyJson(deleted.length === 0 ? changed : { ...changed, deleted })
}
