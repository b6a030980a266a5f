/** Members and elements. Only own keys are ever found; what lies on a prototype makes the run turn off. */
import { make, spend, spendOnText } from '../../meter.ts'
import { turnOff } from './turn.ts'
import {
  type Callable,
  isArray,
  isPlain,
  list,
  open,
  type Plain,
  scalar,
  text,
  type Value,
} from './values.ts'

const prototypes = [Object, Array, String, Number, Boolean, Function, Date].map(
  (type) => type.prototype as object,
)

/**
 * Names that something on a prototype may have, here or in the sandbox. Generated code reads every other name straight
 * from the value: there it can only be an own key.
 */
export const reservedNames: ReadonlySet<string> = new Set([
  ...prototypes.flatMap((prototype) => Object.getOwnPropertyNames(prototype)),
  // Of functions, of the classes of values.ts, and what old engines had.
  ...['prototype', 'caller', 'callee', 'arguments', 'toSource', 'watch', 'unwatch', 'lastItem'],
  ...[
    'isWellFormed',
    'toWellFormed',
    'toTemporalInstant',
    'getYear',
    'setYear',
    'toGMTString',
    'fileName',
    'lineNumber',
  ],
])

/** Names that every object has in the sandbox. */
const inherited: ReadonlySet<string> = new Set(Object.getOwnPropertyNames(Object.prototype))

/** `target.name` or `target["name"]` for a name that might be on a prototype. */
export function get(target: Value, name: string): Value {
  if (isPlain(target)) {
    if (Object.hasOwn(target, name)) return target[name]
    return inherited.has(name) ? turnOff(`.${name} of an object`) : undefined
  }
  if (typeof target === 'string' || isArray(target)) {
    if (name === 'length') return target.length
    const at = indexOf(name)
    if (at !== undefined) return at < target.length ? target[at] : undefined
  }
  if (target === null || target === undefined || reservedNames.has(name)) turnOff(`.${name}`)
  return (target as Plain)[name]
}

/** The index that a key spells, if it is one. */
function indexOf(key: string): number | undefined {
  const first = key.charCodeAt(0)
  if (!(first >= 0x30 && first <= 0x39) || key.length > 10) return undefined
  const at = Number(key)
  return String(at) === key ? at : undefined
}

export function lengthOf(target: Value): Value {
  return typeof target === 'string' || isArray(target) ? target.length : get(target, 'length')
}

/** A key as objects have it. */
export function keyText(key: Value): string {
  if (typeof key === 'string') {
    spendOnText(key)
    return key
  }
  return text(key)
}

/** `target[key]` */
export function element(target: Value, key: Value): Value {
  if (typeof key === 'number' && (isArray(target) || typeof target === 'string')) {
    if (typeof target === 'string') spendOnText(target)
    if (key >= 0 && key < target.length && (key | 0) === key) return target[key]
    return undefined
  }
  return get(target, keyText(key))
}

/** `target[key]` in the message itself. */
export function elementInPlace(target: Value, key: Value): Value {
  return open(element(target, key))
}

/** `target[key] = value`, and `target.name = value` for a name that might be on a prototype. */
export function put(target: Value, key: Value, value: Value): Value {
  if (isArray(target)) return putInList(target, key, value)
  if (!isPlain(target)) return turnOff('a property of no object')
  const name = keyText(key)
  if (inherited.has(name) && !(Object.hasOwn(target, name) && name !== '__proto__'))
    return turnOff(`.${name} of an object`)
  // Only that key is ever called by `JSON.stringify`.
  if (name === 'toJSON' && typeof value === 'function') return turnOff('.toJSON')
  make(48 + name.length)
  target[name] = value
  return value
}

function putInList(target: Value[], key: Value, value: Value): Value {
  const at = typeof key === 'number' ? key : key === 'length' ? -1 : (indexOf(keyText(key)) ?? -2)
  if (at === -1 && key === 'length') return shorten(target, value)
  if (at < 0 || at > target.length || (at | 0) !== at) return turnOff('a gap in a list')
  if (at === target.length) {
    make(24)
    target.push(value)
  } else target[at] = value
  return value
}

function shorten(target: Value[], length: Value): Value {
  if (typeof length !== 'number' || !(length >= 0 && length <= target.length) || (length | 0) !== length) {
    return turnOff('a gap in a list')
  }
  target.length = length
  return length
}

/** `delete target[key]` */
export function remove(target: Value, key: Value): boolean {
  const name = keyText(key)
  if (!isPlain(target)) return turnOff('delete')
  return delete target[name]
}

/** `key in target` */
export function has(key: Value, target: Value): boolean {
  if (isPlain(target)) {
    const name = keyText(key)
    return Object.hasOwn(target, name) || (inherited.has(name) && turnOff('“in”'))
  }
  if (isArray(target) && typeof key === 'number') return key in target
  return turnOff('“in”')
}

/** A method that is none of the built-in ones here: only a function in an own key can be called. */
export function ownFunction(target: Value, name: string): Callable {
  if (isPlain(target) && Object.hasOwn(target, name)) return callable(target[name])
  return turnOff(`.${name}()`)
}

export function callable(value: Value): Callable {
  return typeof value === 'function' ? (value as Callable) : turnOff('a call of what is no function')
}

/** What `for … of`, spreading and destructuring run over. A list is itself, so that changes show. */
export function items(source: Value): Value[] {
  if (isArray(source)) {
    spend(source.length >> 3)
    return source
  }
  if (typeof source !== 'string') return turnOff('no list to run over')
  spend(source.length)
  return list([...source])
}

/** Items of a part of the message itself: scalars, or the script needs a copy. */
export function scalarItems(source: Value): Value[] {
  if (!isArray(source)) return items(source)
  const copy: Value[] = []
  for (const item of source) copy.push(scalar(item))
  spend(copy.length >> 3)
  return list(copy)
}

/** What a method that only reads is called on, out of the message itself. */
export function borrowed(target: Value): Value {
  return isArray(target) ? scalarItems(target) : scalar(target)
}

/** Items as arguments of a call. */
export function spreadArgs(source: Value): Value[] {
  const all = items(source)
  return all.length > 1000 ? turnOff('many arguments') : all
}

/** What `for … in` runs over. */
export function keysIn(source: Value): string[] {
  if (source === null || source === undefined || typeof source === 'number' || typeof source === 'boolean') {
    return []
  }
  if (typeof source !== 'string' && !isArray(source) && !isPlain(source)) return turnOff('“for in”')
  const keys = Object.keys(source)
  spend(keys.length)
  make(16 * keys.length)
  return keys
}

/** Whether a key that `for … in` has come to is still there. */
export function stillIn(key: string, source: Value): boolean {
  return Object.hasOwn(source as object, key)
}

/** What an object literal takes in by `...`. */
export function spreadObject(source: Value): Value {
  // Of a text the sandbox takes nothing.
  if (typeof source === 'function' || typeof source === 'string' || source instanceof Date) {
    turnOff('what is spread')
  }
  if (typeof source !== 'object' || source === null) return source
  let size = 0
  for (const _ in source) size++
  spend(size)
  make(16 * size)
  return source
}

/** The rest of an object behind the keys that a pattern names. */
export function restOf(source: Value, taken: readonly string[]): Plain {
  if (!isPlain(source)) return turnOff('the rest of no object')
  const rest = { ...(spreadObject(source) as Plain) }
  for (const key of taken) delete rest[key]
  return rest
}

/** A computed key of an object literal. */
export function literalKey(key: Value): string {
  const name = keyText(key)
  return name === 'toJSON' || name === '__proto__' ? turnOff(`.${name}`) : name
}
