/** What `memorySize()` answers: the cloud's own estimate of a value in bytes. */

import { spend } from '../../meter.ts'
import { fail } from '../failure.ts'
import { isMap, kindOf, ScriptArray, ScriptSet, type Value } from '../kinds.ts'
import { entriesOf } from '../map-keys.ts'
import { textOf } from '../text.ts'

const sizes: Partial<Record<string, number>> = {
  Integer: 4,
  Float: 4,
  Short: 2,
  Long: 8,
  Double: 8,
  Byte: 1,
  Boolean: 1,
  Character: 1,
  Entry: 24,
  Object: 8,
}

export function memorySize(value: Value, depth = 0): number {
  if (depth > 64) fail('The value is nested too deep, or contains itself')
  spend(1)
  if (Array.isArray(value))
    return value.reduce((sum: number, item) => sum + 4 + memorySize(item, depth + 1), 0)
  if (value instanceof ScriptSet) {
    return [...value.items.values()].reduce<number>((sum, item) => sum + memorySize(item, depth + 1), 0)
  }
  if (value instanceof ScriptArray)
    return value.items.reduce<number>((sum, item) => sum + memorySize(item, depth + 1), 0)
  if (isMap(value)) {
    return entriesOf(value).reduce(
      (sum, [key, item]) => sum + memorySize(key, depth + 1) + memorySize(item, depth + 1),
      0,
    )
  }
  const kind = kindOf(value)
  if (kind === 'String') return new TextEncoder().encode(value as string).length
  if (kind === 'BigInteger') return Math.ceil(textOf(value).length / 2)
  return sizes[kind] ?? 0
}
