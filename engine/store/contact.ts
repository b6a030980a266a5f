import type { Contact } from './entity-stores.ts'

export const contactColumns = [
  'email',
  'phone',
  'country',
  'state',
  'city',
  'address',
  'address2',
  'zip',
] as const

/** Columns of the same names as in `Contact`. */
export type ContactRow = Contact

export function contactOf(row: ContactRow): Contact {
  const { email, phone, country, state, city, address, address2, zip } = row
  return { email, phone, country, state, city, address, address2, zip }
}

/** In the order of `contactColumns`. */
export function contactValues(contact: Partial<Contact>): (string | null)[] {
  return contactColumns.map((column) => contact[column] ?? null)
}
