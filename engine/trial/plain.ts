import { Message } from '../rules/message.ts'
import { JsonDouble, JsonLong, type JsonValue } from '../rules/values.ts'

/**
 * What nodes hand around as plain JSON: messages by what can be seen of them, sets as lists, dates as their time;
 * functions and what is undefined are left out. Boxed numbers stay as they are.
 */
export function asJson(value: unknown): JsonValue {
  if (value === null || value === undefined || typeof value === 'function' || typeof value === 'symbol')
    return null
  if (typeof value === 'bigint') return value.toString()
  if (typeof value !== 'object') return value as JsonValue
  if (value instanceof JsonDouble || value instanceof JsonLong) return value
  if (value instanceof Message) {
    const { type, originator, metadata, data, queue } = value
    return asJson({ type, originator, metadata, data, ...(queue === null ? {} : { queue }) })
  }
  if (value instanceof Date) return value.getTime()
  if (Array.isArray(value)) return value.map(asJson)
  if (value instanceof Set || value instanceof Map) return [...value].map(asJson)
  const plain: Record<string, JsonValue> = Object.create(null)
  for (const [key, member] of Object.entries(value)) {
    if (member !== undefined && typeof member !== 'function') plain[key] = asJson(member)
  }
  return plain
}
