/** The details of customers and of the tenant: how to reach them, and who they are. */
import type { EntitySummary } from '../../engine/rules/entities.ts'
import type { Message } from '../../engine/rules/message.ts'
import { type JsonValue, valueAt } from '../../engine/rules/values.ts'
import { enriched, fetchToChoice, type Side } from './enrich.ts'
import { field } from './fields.ts'

/** The cloud's name of a detail → the key that is added, and what it says in the form. */
const details = {
  ID: { key: 'id', label: 'Id' },
  TITLE: { key: 'title', label: 'Title' },
  COUNTRY: { key: 'country', label: 'Country' },
  CITY: { key: 'city', label: 'City' },
  STATE: { key: 'state', label: 'State' },
  ZIP: { key: 'zip', label: 'Postal code' },
  ADDRESS: { key: 'address', label: 'Address' },
  ADDRESS2: { key: 'address2', label: 'Address, second line' },
  PHONE: { key: 'phone', label: 'Phone' },
  EMAIL: { key: 'email', label: 'E-mail' },
  ADDITIONAL_INFO: { key: 'additionalInfo', label: 'Description' },
} as const

export type Detail = keyof typeof details

/** The fields of a node that adds such details. */
export function detailFields() {
  return {
    fetchTo: { ...fetchToChoice(), default: 'DATA' },
    detailsList: field.choices({
      label: 'Details',
      options: (Object.keys(details) as Detail[]).map((detail) => ({
        value: detail,
        label: details[detail].label,
      })),
      default: [],
    }),
  }
}

/** What `check` of a node says about its details. */
export function noDetails({ detailsList }: { readonly detailsList: readonly Detail[] }): string | undefined {
  return detailsList.length === 0 ? 'Choose at least one detail that is added' : undefined
}

/**
 * The message with the chosen details; those that are not known are left out. (The cloud repeats the detail before in
 * place of a missing description; here that is left out too.)
 */
export function withDetails(
  message: Message,
  entity: EntitySummary,
  { fetchTo, detailsList }: { readonly fetchTo: Side; readonly detailsList: readonly Detail[] },
  prefix: string,
): Message {
  const values = new Map<string, JsonValue>()
  for (const detail of detailsList) {
    const value = detailOf(entity, detail)
    if (value !== undefined && value !== null) values.set(prefix + details[detail].key, value)
  }
  return enriched(message, fetchTo, values)
}

function detailOf({ ref, name, fields }: EntitySummary, detail: Detail): JsonValue | undefined {
  if (detail === 'ID') return ref.id
  if (detail === 'TITLE') return name
  if (detail === 'ADDITIONAL_INFO') return valueAt(fields.additionalInfo ?? null, 'description')
  return valueAt(fields, details[detail].key)
}

/** Version 1 says by name what was a flag (rule-nodes.json). */
export const detailVersions = {
  1({ addToMetadata, ...old }: Record<string, unknown>): Record<string, unknown> {
    if (Object.hasOwn(old, 'fetchTo')) return old
    if (typeof addToMetadata !== 'boolean') throw new Error('“addToMetadata” is neither true nor false')
    return { ...old, fetchTo: addToMetadata ? 'METADATA' : 'DATA' }
  },
}
