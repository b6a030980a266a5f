/**
 * Comparing an answer with what a case expects (notation at the head of rest.json): listed members must be there, a
 * text in angle brackets describes a value, and a few words compare with something.
 */

export type Json = null | boolean | number | string | readonly Json[] | { readonly [key: string]: Json }

/** What is wrong with `actual`, or null. A description that nobody wrote a rule for is a problem too. */
export function mismatch(actual: unknown, expected: Json, path = ''): string | null {
  if (typeof expected === 'string') return describe(actual, expected, path)
  if (Array.isArray(expected)) return listMismatch(actual, expected, path)
  if (typeof expected === 'object' && expected !== null) {
    return objectMismatch(actual, expected as Record<string, Json>, path)
  }
  return actual === expected ? null : `${path || 'the answer'} is ${show(actual)}, not ${show(expected)}`
}

function listMismatch(actual: unknown, expected: readonly Json[], path: string): string | null {
  if (!Array.isArray(actual)) return `${path || 'the answer'} is no list: ${show(actual)}`
  if (expected.length === 0 && actual.length > 0)
    return `${path} has ${actual.length} entries instead of none`
  if (actual.length < expected.length) return `${path} has ${actual.length} entries, not ${expected.length}`
  return first(expected.map((item, at) => mismatch(actual[at], item, `${path}[${at}]`)))
}

function objectMismatch(actual: unknown, expected: Record<string, Json>, path: string): string | null {
  const found = Array.isArray(actual) && !('length' in expected) ? asMap(actual) : actual
  if (typeof found !== 'object' || found === null)
    return `${path || 'the answer'} is no object: ${show(actual)}`
  return first(
    Object.entries(expected).map(([key, wanted]) => {
      const column = /^(\w+)\[\*\]\.(\w+)$/.exec(key)
      if (column) return columnMismatch(found, column, wanted, path)
      const isThere = Object.hasOwn(found, key)
      if (wanted === '<absent>') return isThere ? `${path}.${key} is there` : null
      if (!isThere) return String(wanted).endsWith('|absent>') ? null : `${path}.${key} is missing`
      return mismatch((found as Record<string, unknown>)[key], wanted, `${path}.${key}`)
    }),
  )
}

/** `data[*].name`: one member of every row. */
function columnMismatch(
  object: object,
  [, list = '', member = '']: RegExpExecArray,
  wanted: Json,
  path: string,
) {
  const rows = (object as Record<string, unknown>)[list]
  if (!Array.isArray(rows)) return `${path}.${list} is no list`
  const values = rows.map((row) => row[member])
  const all = typeof wanted === 'string' && /^all (\w+)$/.exec(wanted)?.[1]
  if (!all) return mismatch(values, wanted, `${path}.${list}[*].${member}`)
  return values.every((value) => value === all) ? null : `${path}.${list}[*].${member} are not all ${all}`
}

/** Attribute checks write rows of {key, value} as one object. */
function asMap(rows: readonly unknown[]): Record<string, unknown> | readonly unknown[] {
  const isRows = rows.every(
    (row) => typeof row === 'object' && row !== null && 'key' in row && 'value' in row,
  )
  if (!isRows) return rows
  return Object.fromEntries((rows as { key: string; value: unknown }[]).map(({ key, value }) => [key, value]))
}

const uuid = /^[0-9a-f]{8}-[0-9a-f]{4}-([0-9a-f])[0-9a-f]{3}-[0-9a-f]{4}-[0-9a-f]{12}$/
const isNumber = (value: unknown) => typeof value === 'number'
const isNow = (value: unknown) => isNumber(value) && Math.abs(Number(value) - Date.now()) < 120_000
const lengthIs = (count: string) => (value: unknown) => Array.isArray(value) && value.length === Number(count)

const descriptions: readonly [RegExp, (value: unknown, ...groups: string[]) => boolean][] = [
  [/^<uuid>$/, (value) => uuid.test(String(value))],
  [/^<uuid v1>$/, (value) => uuid.exec(String(value))?.[1] === '1'],
  [/^<(number|num|ts|int|sec|bare number|number of .*)>$/, isNumber],
  [/^<(now|about now|number close to now)>$/, isNow],
  [/^<string(\|absent)?>$/, (value) => typeof value === 'string'],
  [/^<boolean>$/, (value) => typeof value === 'boolean'],
  [/^<(object|all keys)>$/, (value) => typeof value === 'object' && value !== null],
  [
    /^<object with (.*)>$/,
    (value, keys = '') => keys.split(', ').every((key) => Object.hasOwn(value as object, key)),
  ],
  [/^<(no values|empty or null)>$/, (value) => value === null || Object.keys(value as object).length === 0],
  [/^<array(, same length)?>$/, Array.isArray],
  [/^<array of relations>$/, (value) => Array.isArray(value) && value.every(isRelation)],
  [/^<array of (\d+)>$/, (value, count = '') => lengthIs(count)(value)],
  [/^<(\d+) (buckets|samples).*>$/, (value, count = '') => lengthIs(count)(value)],
  [
    /^<(\d+) alphanumeric>$/,
    (value, count = '') => new RegExp(`^[A-Za-z0-9]{${count}}$`).test(String(value)),
  ],
  [/^<(\w+) only, not \w+>$/, (value, name = '') => onlyNamed(value, name)],
  [/^<JSON text>$/, isJsonText],
  [/^JSON text with .*$/, isJsonText],
  [/^>= (\d+)$/, (value, least = '') => Number(value) >= Number(least)],
  [/^starts with:? (.*)$/, (value, text = '') => String(value).startsWith(text)],
  [/^contains:? (.*)$/, (value, text = '') => String(value).includes(text)],
  [/^not (-?\d+)$/, (value, number = '') => value !== Number(number)],
  [/^unchanged$/, (value) => Number(value) > 1],
]

function describe(actual: unknown, expected: string, path: string): string | null {
  for (const [pattern, isFit] of descriptions) {
    const match = pattern.exec(expected)
    if (match)
      return isFit(actual, ...match.slice(1))
        ? null
        : `${path || 'the answer'} is ${show(actual)}, not ${expected}`
  }
  if (expected.startsWith('<')) return `${path}: no rule for the description ${expected}`
  return actual === expected ? null : `${path || 'the answer'} is ${show(actual)}, not ${show(expected)}`
}

/** Whether the status is one of those that the expectation names: 200, "401 or 403", "400 preferred …", "not 200 …". */
export function isStatus(status: number, expected: number | string): boolean {
  if (typeof expected === 'number') return status === expected
  const not = /^not (\d+)/.exec(expected)
  if (not) return status !== Number(not[1])
  return [...(expected.split('(')[0] ?? '').matchAll(/\d{3}/g)].some(([code]) => Number(code) === status)
}

function onlyNamed(value: unknown, name: string): boolean {
  const names = (value as { latest: { ENTITY_FIELD: { name: { value: string } } } }[]).map(
    (row) => row.latest.ENTITY_FIELD.name.value,
  )
  return names.length === 1 && names[0] === name
}

function isRelation(value: unknown): boolean {
  const { from, to, type, typeGroup } = value as Record<string, unknown>
  return typeof from === 'object' && typeof to === 'object' && Boolean(type) && typeGroup === 'COMMON'
}

function isJsonText(value: unknown): boolean {
  try {
    JSON.parse(String(value))
    return typeof value === 'string'
  } catch {
    return false
  }
}

function first(problems: readonly (string | null)[]): string | null {
  return problems.find((problem) => problem !== null) ?? null
}

function show(value: unknown): string {
  return (JSON.stringify(value) ?? 'undefined').slice(0, 120)
}
