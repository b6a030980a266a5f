/** Which methods which kind of value has: everything that a script can call on a value is in this table. */
import type { MethodTable } from '../access.ts'
import type { Kind } from '../kinds.ts'
import { dateMethods } from './dates.ts'
import type { Method, Methods } from './define.ts'
import { iteratorMethods } from './iterators.ts'
import { javaDateMethods, tokenizerMethods } from './java-util.ts'
import { arrayMethods, listMethods } from './lists.ts'
import { entryMethods, mapMethods, setMethods } from './maps.ts'
import { numberMethods } from './numbers.ts'
import { randomMethods, uuidMethods } from './random.ts'
import { rollingMethods } from './rolling.ts'
import { booleanMethods, characterMethods, stringMethods } from './strings.ts'

const methodsByKind = new Map<Kind | string, Methods>([
  ['String', stringMethods],
  ['Character', characterMethods],
  ['Boolean', booleanMethods],
  ...(['Integer', 'Long', 'Double', 'Float', 'Byte', 'Short', 'BigInteger', 'BigDecimal'] as const).map(
    (kind): [string, Methods] => [kind, numberMethods],
  ),
  ['List', listMethods],
  ['Array', arrayMethods],
  ['Map', mapMethods],
  ['Entry', entryMethods],
  ['Set', setMethods],
  ['Date', dateMethods],
  ['Random', randomMethods],
  ['UUID', uuidMethods],
  ['Iterator', iteratorMethods],
  ['java.util.Date', javaDateMethods],
  ['StringTokenizer', tokenizerMethods],
  ...rollingMethods,
])

const tables = new Map<string, MethodTable>()

/** The methods of one name, by kind of receiver. */
export function methodsNamed(name: string): MethodTable {
  const known = tables.get(name)
  if (known !== undefined) return known
  const byKind = new Map<string, Method>()
  for (const [kind, methods] of methodsByKind) {
    if (Object.hasOwn(methods, name)) byKind.set(kind, methods[name] as Method)
  }
  const [ofText, ofList, ofMap] = ['String', 'List', 'Map'].map((kind) => byKind.get(kind))
  const table: MethodTable = { name, ofText, ofList, ofMap, byKind }
  // Names are the script's; only those that mean something are kept.
  if (byKind.size > 0) tables.set(name, table)
  return table
}

/** The method without arguments that a property reads: `size`, `time` for `getTime`, `empty` for `isEmpty`. */
export function findGetter(kind: string, name: string): Method | undefined {
  const methods = methodsByKind.get(kind)
  if (methods === undefined || name === '') return undefined
  const capital = name[0]?.toUpperCase() + name.slice(1)
  for (const candidate of [`get${capital}`, `is${capital}`, name]) {
    if (Object.hasOwn(methods, candidate) && methods[candidate]?.min === 0) return methods[candidate]
  }
  return undefined
}

/** All methods, for the reference page. */
export function allMethods(): ReadonlyMap<string, readonly string[]> {
  return new Map([...methodsByKind].map(([kind, methods]) => [kind, Object.keys(methods)]))
}
