import type { FieldJson, SeenKey } from '../../../../engine/api/contract.ts'

export interface FieldContext {
  readonly nodeId: string
  /** keys really seen at this node, newest value with each */
  readonly seen: readonly SeenKey[]
  /** sibling values, for fields that depend on each other */
  readonly siblings: Readonly<Record<string, unknown>>
  readonly setSibling: (key: string, value: unknown) => void
}

export interface FieldProps<T = unknown> {
  readonly id: string
  readonly field: FieldJson
  readonly value: T
  readonly onChange: (value: T) => void
  /** ids of the hint and the error, for aria-describedby */
  readonly describedBy: string
  readonly invalid: boolean
  readonly context: FieldContext
}

export function isShown(
  field: FieldJson,
  siblings: Readonly<Record<string, unknown>>,
  all: Readonly<Record<string, FieldJson>>,
): boolean {
  if (field.kind === 'hidden') return false
  return [field.showWhen ?? []].flat().every(({ field: key, is }) => {
    const asked = all[key]
    const value = siblings[key] ?? asked?.default
    return (
      is.includes(value) && (asked === undefined || asked.kind === 'hidden' || isShown(asked, siblings, all))
    )
  })
}

/** What the browser can already say against a value; key of words/en/chain.json with what to fill in. */
export function wrongWith(
  field: FieldJson,
  value: unknown,
): { key: string; values?: Record<string, unknown> } | null {
  const absent = value === undefined || value === null || value === ''
  if (absent) {
    const needed =
      !field.optional &&
      field.default !== '' &&
      ['text', 'number', 'messageKey', 'chain', 'choice', 'entityId'].includes(field.kind)
    return needed ? { key: 'chain:field.needed', values: { label: field.label } } : null
  }
  if (field.kind !== 'number') return null
  if (typeof value !== 'number' || !Number.isFinite(value)) return { key: 'chain:field.notNumber' }
  if (field.whole && !Number.isInteger(value)) return { key: 'chain:field.whole' }
  if (field.min !== undefined && value < field.min)
    return { key: 'chain:field.below', values: { min: field.min } }
  if (field.max !== undefined && value > field.max)
    return { key: 'chain:field.above', values: { max: field.max } }
  return null
}

/** A value in a few words: for “Live: …” and for the names of steps. */
export function valueText(field: FieldJson | undefined, value: unknown): string {
  if (value === undefined || value === null || value === '') return '–'
  if (typeof value === 'boolean') return value ? '✓' : '✗'
  const option = field?.options?.find((one) => one.value === value)
  if (option) return option.label
  const text = typeof value === 'string' ? value : JSON.stringify(value)
  const short = text.length > 32 ? `${text.slice(0, 31)}…` : text
  return field?.unit ? `${short} ${field.unit}` : short
}
