import { setOwn } from '../../engine/rules/json.ts'
import { numericString, typeNumber } from '../../engine/rules/typing.ts'
import type { JsonObject, JsonValue } from './index.ts'

/**
 * Values as they are saved: text that is a number becomes one, as in the cloud (rule-engine.md 7). What devices send is typed
 * when it comes in already; this is for what a chain has made since. Answers the object itself where there is nothing to do.
 */
export function castTexts(values: JsonObject): JsonObject {
  let cast: Record<string, JsonValue> | null = null
  for (const key in values) {
    const value = values[key]
    if (typeof value !== 'string' || !numericString(value)) continue
    cast ??= { ...values }
    setOwn(cast, key, typeNumber(value, true) ?? value)
  }
  return cast ?? values
}
