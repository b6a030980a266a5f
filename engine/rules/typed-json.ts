/**
 * JSON of a device or a client, read into values with their types: the rules of device-api.md 2.2 and 2.3, which hold
 * for telemetry and attributes whichever way they come.
 *
 * Nearly all text takes the fast path: native parsing, and a look at each value that finds nothing to change. Text with
 * numbers that need care goes through the exact reader.
 */
import { exactNumber, type Parsed, parseJsonWith, parseNatively, setOwn } from './json.ts'
import { numericString, typeNumber } from './typing.ts'
import { isObject, type JsonObject, type JsonValue } from './values.ts'

/** The text of a number that still has to get its type. */
export class NumberText {
  readonly text: string
  constructor(text: string) {
    this.text = text
  }
}

/** A document whose numbers are typed already (native parsing) or not yet. */
export type Tree = Parsed<number | NumberText>
export type TreeObject = { [key: string]: Tree }

export function numberText(text: string): NumberText {
  return new NumberText(text)
}

/** Throws `JsonSyntaxError` for what is no strict JSON. */
export function parseTree(text: string): Tree {
  const native = parseNatively(text)
  return native === undefined ? parseJsonWith(text, numberText) : (native as Tree)
}

export function isTreeObject(tree: Tree): tree is TreeObject {
  return isObject(tree) && !((tree as unknown) instanceof NumberText)
}

/** What differs between the ways in. */
export interface TypingRules {
  /** whether text that looks like a number becomes one */
  readonly castStrings: boolean
  /** longest string value in UTF-16 units; 0 = no limit */
  readonly longestString: number
  /** Throws for a key that can't be taken. */
  checkKey(key: string): void
  /** Throws where a null is not simply left out. */
  onNull(key: string): void
  /** Throws for a value that can't be taken; `what` goes on behind its name, as “is longer than …”. */
  refuse(key: string, what: string): never
}

/** The object itself where every value already has its type, else a copy in which it has. */
export function typedValues(object: TreeObject, rules: TypingRules): JsonObject {
  let asIs = true
  for (const key in object) {
    rules.checkKey(key)
    const value = object[key] as Tree
    if (typeof value === 'number' || typeof value === 'boolean') continue
    if (typeof value !== 'string' || numericString(value) || rules.longestString > 0) asIs = false
  }
  if (asIs) return object as JsonObject

  const values: Record<string, JsonValue> = {}
  for (const key in object) {
    const value = object[key] as Tree
    if (value === null) {
      rules.onNull(key)
      continue
    }
    const done = typedValue(key, value, rules)
    if (key === '__proto__') setOwn(values, key, done)
    else values[key] = done
  }
  return values
}

function typedValue(key: string, value: Exclude<Tree, null>, rules: TypingRules): JsonValue {
  const { castStrings, longestString } = rules
  if (value instanceof NumberText) {
    return typeNumber(value.text, castStrings) ?? rules.refuse(key, 'is a number with too many digits')
  }
  if (typeof value === 'string') {
    if (longestString > 0 && value.length > longestString)
      rules.refuse(key, `is longer than ${longestString} characters`)
    return (castStrings && numericString(value) ? typeNumber(value, castStrings) : undefined) ?? value
  }
  return typeof value === 'object' ? settledTree(value, (what) => rules.refuse(key, what)) : value
}

/**
 * Numbers inside of a JSON value keep the type they were written with, and nothing there is cast. Changes the tree in
 * place: it is ours alone, and natively parsed trees have nothing to change.
 */
export function settledTree(value: Tree, refuse: (what: string) => never): JsonValue {
  if (value instanceof NumberText) {
    try {
      return exactNumber(value.text)
    } catch {
      return refuse('holds a number that is too large')
    }
  }
  if (typeof value !== 'object' || value === null) return value
  if (Array.isArray(value)) {
    for (const [at, item] of value.entries())
      if (typeof item === 'object') value[at] = settledTree(item, refuse) as Tree
  } else {
    for (const name in value) {
      const member = value[name] as Tree
      if (typeof member === 'object') setOwn(value, name, settledTree(member, refuse))
    }
  }
  return value as JsonValue
}
