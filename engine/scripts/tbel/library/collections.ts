/** Helpers about collections, and texts of addresses. */

import { makeText, spend } from '../../meter.ts'
import { equalsJava, setOf } from '../equality.ts'
import { fail } from '../failure.ts'
import { isMap, kindOf, ScriptArray, ScriptSet, type Value } from '../kinds.ts'
import { entriesOf, mapOf } from '../map-keys.ts'
import { textOf } from '../text.ts'
import { asItems, asText } from './arguments.ts'
import { type Methods, method, type ScriptClass, scriptClass } from './define.ts'
import { newList, sorted } from './lists.ts'

/** Nested keys joined with dots; without paths only the last name, or the index behind the name of its list. */
function toFlatMap(value: Value, second?: Value, third?: Value): Value {
  if (!isMap(value)) return fail('toFlatMap needs a map')
  const excluded = new Set(
    (typeof second === 'boolean' || second === undefined ? [] : asItems(second)).map((key) => textOf(key)),
  )
  const withPath = (typeof second === 'boolean' ? second : third) !== false
  const flat: [Value, Value][] = []
  const walk = (node: Value, path: string, depth: number): void => {
    if (depth > 64) fail('toFlatMap: the map is nested too deep, or contains itself')
    spend(1)
    if (isMap(node)) {
      for (const [key, member] of entriesOf(node)) {
        const name = textOf(key)
        if (!excluded.has(name)) walk(member, path === '' ? name : `${path}.${name}`, depth + 1)
      }
    } else if (Array.isArray(node) || node instanceof ScriptSet) {
      asItems(node).forEach((item, index) => {
        walk(item, `${path}.${index}`, depth + 1)
      })
    } else {
      flat.push([withPath ? path : lastName(path), node])
    }
  }
  walk(value, '', 0)
  return mapOf(flat)
}

/** The last name of a path; a number keeps the name in front of it. */
function lastName(path: string): string {
  const names = path.split('.')
  return names.slice(/^\p{Nd}+$/u.test(names.at(-1) as string) ? -2 : -1).join('.')
}

const keptInUri = /[-_.!~*'();,/?:@&=+$#A-Za-z0-9]/

function encodeUri(value: Value): string {
  const text = asText(value)
  makeText(text.length * 3)
  let encoded = ''
  for (const char of text) {
    spend(1)
    encoded += keptInUri.test(char) ? char : encodeURIComponent(wellFormed(char))
  }
  return encoded
}

function wellFormed(char: string): string {
  return /[\ud800-\udfff]/.test(char) && char.length === 1 ? '?' : char
}

const fromUtf8 = new TextDecoder('utf-8', { ignoreBOM: true })

/** Bytes that are no UTF-8 become a replacement character, as in Java. */
function decodeUri(value: Value): string {
  const text = asText(value)
  if (/%(?![0-9a-fA-F]{2})/.test(text)) fail('decodeURI: a “%” is followed by no two hexadecimal digits')
  return text.replace(/(?:%[0-9a-fA-F]{2})+/g, (run) =>
    fromUtf8.decode(Uint8Array.from(run.slice(1).split('%'), (pair) => Number.parseInt(pair, 16))),
  )
}

const isKind = (test: (value: Value) => boolean) => method(1, 1, test)

export const collectionFunctions: Methods = {
  toFlatMap: method(1, 3, toFlatMap),
  encodeURI: method(1, 1, encodeUri),
  decodeURI: method(1, 1, decodeUri),
  isMap: isKind(isMap),
  isList: isKind((value) => Array.isArray(value)),
  isSet: isKind((value) => value instanceof ScriptSet),
  isArray: isKind((value) => value instanceof ScriptArray),
  newSet: method(0, 0, () => setOf([])),
  toSet: method(1, 1, (value: Value) => setOf(asItems(value))),
}

function openList(value: Value): Value[] {
  if (!Array.isArray(value)) return fail('Expected a list')
  return value
}

/** `java.util.Objects` and `java.util.Collections`, as far as scripts need them. */
export const javaClasses: ReadonlyMap<string, ScriptClass> = new Map([
  [
    'java.util.Objects',
    scriptClass({
      statics: {
        equals: method(2, 2, (a: Value, b: Value) => equalsJava(a, b)),
        isNull: method(1, 1, (value: Value) => value === null),
        nonNull: method(1, 1, (value: Value) => value !== null),
        toString: method(1, 2, (value: Value, other: Value = 'null') =>
          value === null ? other : textOf(value),
        ),
      },
    }),
  ],
  [
    'java.util.Collections',
    scriptClass({
      statics: {
        emptyList: method(0, 0, () => []),
        emptyMap: method(0, 0, () => mapOf([])),
        max: method(
          1,
          1,
          (value: Value) => sorted(asItems(value), false)[0] ?? fail('The collection is empty'),
        ),
        min: method(
          1,
          1,
          (value: Value) => sorted(asItems(value), true)[0] ?? fail('The collection is empty'),
        ),
        sort: method(1, 1, (value: Value) => {
          const list = openList(value)
          sorted([...list], true).forEach((item, index) => {
            list[index] = item
          })
        }),
        reverse: method(1, 1, (value: Value) => {
          openList(value).reverse()
        }),
        frequency: method(
          2,
          2,
          (value: Value, one: Value) => asItems(value).filter((item) => equalsJava(item, one)).length,
        ),
        nCopies: method(2, 2, (count: Value, value: Value) => {
          const times = kindOf(count) === 'Integer' ? (count as number) : fail('nCopies needs an Integer')
          makeText(Math.max(times, 0) * 12)
          return newList(new Array(Math.max(times, 0)).fill(value))
        }),
      },
    }),
  ],
])
