/** Java's `hashCode()`, for scripts that use it as a checksum. */

import { spend } from '../../meter.ts'
import { fail } from '../failure.ts'
import { isMap, kindOf, ScriptArray, ScriptEntry, ScriptSet, type Value } from '../kinds.ts'
import { entriesOf } from '../map-keys.ts'
import { toBigInt, toNumber } from '../numbers.ts'
import { textOf } from '../text.ts'

export function textHash(text: string): number {
  spend(text.length >> 3)
  let hash = 0
  for (let at = 0; at < text.length; at++) hash = (Math.imul(hash, 31) + text.charCodeAt(at)) | 0
  return hash
}

function longHash(value: bigint): number {
  const bits = BigInt.asUintN(64, value)
  return Number(BigInt.asIntN(32, bits ^ (bits >> 32n)))
}

export function doubleBits(value: number): bigint {
  const view = new DataView(new ArrayBuffer(8))
  view.setFloat64(0, value)
  return view.getBigUint64(0)
}

export function floatBits(value: number): number {
  const view = new DataView(new ArrayBuffer(4))
  view.setFloat32(0, value)
  return view.getInt32(0)
}

export function hashOf(value: Value, depth = 0): number {
  if (depth > 64) fail('The value is nested too deep, or contains itself')
  spend(1)
  if (Array.isArray(value) || value instanceof ScriptArray) {
    const items: readonly Value[] = Array.isArray(value) ? value : value.items
    return items.reduce<number>((hash, item) => (Math.imul(hash, 31) + hashOf(item, depth + 1)) | 0, 1)
  }
  if (isMap(value)) {
    return entriesOf(value).reduce(
      (hash, [key, item]) => (hash + (hashOf(key, depth + 1) ^ hashOf(item, depth + 1))) | 0,
      0,
    )
  }
  if (value instanceof ScriptSet) {
    return [...value.items.values()].reduce<number>((hash, item) => (hash + hashOf(item, depth + 1)) | 0, 0)
  }
  if (value instanceof ScriptEntry) return hashOf(value.key, depth + 1) ^ hashOf(value.value, depth + 1)
  switch (kindOf(value)) {
    case 'null':
      return 0
    case 'Boolean':
      return value === true ? 1231 : 1237
    case 'String':
      return textHash(value as string)
    case 'Character':
      return textOf(value).charCodeAt(0)
    case 'Long':
      return longHash(toBigInt(value))
    case 'Double':
      return longHash(doubleBits(toNumber(value)))
    case 'Float':
      return floatBits(toNumber(value))
    case 'Integer':
    case 'Byte':
    case 'Short':
      return toNumber(value)
    default:
      return textHash(textOf(value))
  }
}
