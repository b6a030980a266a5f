/**
 * The values a script can hold, and how they are told apart.
 *
 * | TBEL                  | here                                                                        |
 * | --------------------- | --------------------------------------------------------------------------- |
 * | null, Boolean, String | the same in JavaScript                                                      |
 * | Integer               | a whole number of 32 bits                                                   |
 * | Long                  | a whole number beyond 32 bits; `SmallLong` within, `JsonLong` past 2^53      |
 * | Double                | a number with a fraction, NaN, ±Infinity; whole ones are a `JsonDouble`      |
 * | Float, Byte, Short, Character, BigInteger, BigDecimal | boxes of this file                                      |
 * | List                  | an array                                                                    |
 * | Map                   | an object whose own keys are the entries (`ScriptMap`, or data as it came in) |
 * | Set, array, entry …   | classes of this file and the library                                        |
 *
 * So messages are read as they are, without a copy, and the everyday cases are plain JavaScript.
 */
import { JsonDouble, JsonLong } from '../../rules/values.ts'
import { make } from '../meter.ts'

export type Value = unknown

/** A Long that fits 32 bits; as a plain number it would be an Integer. */
export class SmallLong {
  readonly value: number
  constructor(value: number) {
    this.value = value
  }
}

/** A Float; `value` is rounded to 32 bits. */
export class ScriptFloat {
  readonly value: number
  constructor(value: number) {
    this.value = Math.fround(value)
  }
}

export class ScriptByte {
  readonly value: number
  private constructor(value: number) {
    this.value = value
  }

  private static readonly all = Array.from({ length: 256 }, (_, index) => new ScriptByte(index - 128))

  /** The byte of the low 8 bits; there are only 256 of them, so none is ever made twice. */
  static of(value: number): ScriptByte {
    return ScriptByte.all[((value << 24) >> 24) + 128] as ScriptByte
  }
}

export class ScriptShort {
  readonly value: number
  constructor(value: number) {
    this.value = (value << 16) >> 16
  }
}

/** One UTF-16 unit. */
export class ScriptCharacter {
  readonly value: string
  constructor(value: string) {
    this.value = value
  }
}

export class ScriptBigInteger {
  readonly value: bigint
  constructor(value: bigint) {
    this.value = value
  }
}

/** A BigDecimal, as far as a double holds it; it prints whole numbers without a point. */
export class ScriptDecimal {
  readonly value: number
  constructor(value: number) {
    this.value = value
  }
}

/** A set in order of insertion; two elements are the same where their `keyOf` is. */
export class ScriptSet {
  readonly items: Map<string, Value>
  readonly fixed: boolean
  constructor(items: Map<string, Value>, fixed = false) {
    this.items = items
    this.fixed = fixed
  }
}

/** `Object` is that of arrays of arrays. */
export type ElementType =
  | 'int'
  | 'long'
  | 'byte'
  | 'short'
  | 'char'
  | 'double'
  | 'float'
  | 'boolean'
  | 'Object'

/** An array of fixed length, as `new byte[4]` makes it. */
export class ScriptArray {
  readonly type: ElementType
  readonly items: Value[]
  constructor(type: ElementType, items: Value[]) {
    this.type = type
    this.items = items
  }
}

export class ScriptEntry {
  readonly key: Value
  readonly value: Value
  constructor(key: Value, value: Value) {
    this.key = key
    this.value = value
  }
}

/** A declared function given as an argument. */
export class ScriptFunction {
  readonly run: (...args: Value[]) => Value
  constructor(run: (...args: Value[]) => Value) {
    this.run = run
  }
}

/**
 * A value with methods of its own that the library defines (Date, Random …). Its classes keep their data in private
 * fields and their functions static: an instance has no property that a script could read by name.
 */
export abstract class ScriptObject {
  /** the name of its class in scripts, and of its methods in the library */
  abstract readonly type: string
}

/**
 * A map made by a script. Its prototype is empty and inherits nothing, so that reading a key finds own entries only,
 * and V8 keeps its entries as fast properties.
 */
export const ScriptMap = function ScriptMap() {} as unknown as new () => Record<string, Value>
const mapPrototype: object = Object.freeze(Object.setPrototypeOf({}, null))
;(ScriptMap as { prototype: object }).prototype = mapPrototype

/** A constructor of maps for one place of a script: V8 keeps what it learns about their shape with it. */
export function newShape(): new () => Record<string, Value> {
  function shaped(): void {
    make(64)
  }
  shaped.prototype = mapPrototype
  return shaped as unknown as new () => Record<string, Value>
}

export type Kind =
  | 'null'
  | 'Boolean'
  | 'String'
  | 'Integer'
  | 'Long'
  | 'Double'
  | 'Float'
  | 'Byte'
  | 'Short'
  | 'Character'
  | 'BigInteger'
  | 'BigDecimal'
  | 'List'
  | 'Map'
  | 'Set'
  | 'Array'
  | 'Entry'
  | 'Function'
  | 'Object'

/** Whether a value is a map. Anything with another prototype than these three is no map, whatever its keys. */
export function isMap(value: Value): value is Record<string, Value> {
  if (value instanceof ScriptMap) return true
  if (typeof value !== 'object' || value === null) return false
  const prototype = Object.getPrototypeOf(value)
  return prototype === Object.prototype || prototype === null
}

/** Whether a value is a map made by the script; other maps belong to the engine and are never changed. */
export function isOwnMap(value: Value): value is Record<string, Value> {
  // V8 compiles `instanceof` to a few instructions, and `Object.getPrototypeOf` to a call.
  return value instanceof ScriptMap
}

export function isInteger(value: Value): value is number {
  return typeof value === 'number' && (value | 0) === value
}

const kindsByClass = new Map<unknown, Kind>([
  [JsonDouble.prototype, 'Double'],
  [JsonLong.prototype, 'Long'],
  [SmallLong.prototype, 'Long'],
  [ScriptFloat.prototype, 'Float'],
  [ScriptByte.prototype, 'Byte'],
  [ScriptShort.prototype, 'Short'],
  [ScriptCharacter.prototype, 'Character'],
  [ScriptBigInteger.prototype, 'BigInteger'],
  [ScriptDecimal.prototype, 'BigDecimal'],
  [ScriptSet.prototype, 'Set'],
  [ScriptArray.prototype, 'Array'],
  [ScriptEntry.prototype, 'Entry'],
  [ScriptFunction.prototype, 'Function'],
])

/** The kind of any value. What is none of ours is an `Object`, which has no members and no methods. */
export function kindOf(value: Value): Kind {
  switch (typeof value) {
    case 'string':
      return 'String'
    case 'number':
      return (value | 0) === value ? 'Integer' : Number.isSafeInteger(value) ? 'Long' : 'Double'
    case 'boolean':
      return 'Boolean'
    case 'object':
      break
    case 'undefined':
      return 'null'
    default:
      return 'Object'
  }
  if (value === null) return 'null'
  if (Array.isArray(value)) return 'List'
  const prototype = Object.getPrototypeOf(value)
  if (prototype === mapPrototype || prototype === Object.prototype || prototype === null) return 'Map'
  return kindsByClass.get(prototype) ?? 'Object'
}

/** What error messages call a value. */
export function typeName(value: Value): string {
  if (value instanceof ScriptObject) return value.type
  if (value instanceof ScriptArray) return `${value.type}[]`
  const kind = kindOf(value)
  return kind === 'null' ? 'null' : kind
}
