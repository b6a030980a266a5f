/** One no-code question about a message, as nodes/sdk/fields.ts describes it. */
export interface ConditionJson {
  readonly from: 'message' | 'metadata' | 'type'
  readonly key: string
  readonly is: (typeof operators)[number]
  readonly value?: Plain | readonly Plain[]
}

type Plain = string | number | boolean | null

export const operators = [
  'equal',
  'notEqual',
  'greater',
  'greaterOrEqual',
  'less',
  'lessOrEqual',
  'between',
  'in',
  'contains',
  'startsWith',
  'endsWith',
  'exists',
  'notExists',
] as const

/** The compared value as it is typed: a list with commas, text that looks like a number in quotes. */
export function toText({ value }: ConditionJson): string {
  if (value === undefined) return ''
  if (Array.isArray(value)) return value.map(plainText).join(', ')
  return plainText(value as Plain)
}

function plainText(value: Plain): string {
  const ambiguous = typeof value === 'string' && typeof plainOf(value) !== 'string'
  return ambiguous ? `"${value}"` : String(value)
}

export function fromText(is: ConditionJson['is'], text: string): Plain | Plain[] {
  return is === 'in' ? text.split(',').map((part) => plainOf(part.trim())) : plainOf(text)
}

/** `12` is a number, `true` a boolean, `"12"` and everything else text. */
function plainOf(text: string): Plain {
  if (/^-?(\d+\.?\d*|\.\d+)(e[+-]?\d+)?$/i.test(text) && !text.endsWith('.')) return Number(text)
  if (text === 'true' || text === 'false') return text === 'true'
  if (text === 'null') return null
  return /^".*"$/.test(text) ? text.slice(1, -1) : text
}

/** Another comparison, with the value brought into the shape that it needs. */
export function withOperator(condition: ConditionJson, is: ConditionJson['is']): ConditionJson {
  const { value, ...rest } = condition
  if (is === 'exists' || is === 'notExists') return { ...rest, is }
  const list: readonly Plain[] = Array.isArray(value) ? value : value === undefined ? [] : [value as Plain]
  if (is === 'between') return { ...rest, is, value: [list[0] ?? 0, list[1] ?? list[0] ?? 0] }
  if (is === 'in') return { ...rest, is, value: list }
  return { ...rest, is, value: list[0] ?? '' }
}
