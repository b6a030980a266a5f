import type { Database } from './database.ts'
import type { OwnerInfo } from './entity-stores.ts'
import { BadQuery, type Page, type PageLink } from './store.ts'

/** A list that can be paged: what to read from where, what it may be sorted by and what text is looked for in. */
export interface Listing {
  readonly columns: string
  /** tables, with joins */
  readonly from: string
  /** SQL by the name of the outside; `id` must be among them */
  readonly sortable: Readonly<Record<string, string>>
  readonly searched: readonly string[]
  /** order without a sort property; `id` when absent (rest-core.md section 4) */
  readonly order?: string
}

/** Conditions of a list beside its page: SQL with $1, $2 … */
export interface Conditions {
  readonly sql: readonly string[]
  readonly values: readonly unknown[]
}

/** Conditions of those values that are given: each is SQL that ends before its value. */
export function conditionsOf(asked: readonly (readonly [test: string, value: unknown])[]): Conditions {
  const set = asked.filter(([, value]) => value !== undefined)
  return { sql: set.map(([test], index) => `${test} $${index + 1}`), values: set.map(([, value]) => value) }
}

/** What a list shows of the customer of each entity. */
export const ownerSql = {
  /** @param customerId the column of the entity */
  join: (customerId: string) => `left join customer c on c.id = ${customerId}`,
  columns: `c.title as "customerTitle", coalesce(c.is_public, false) as "customerIsPublic"`,
  title: 'c.title',
} as const

export function ownerOf({ customerTitle, customerIsPublic }: OwnerInfo): OwnerInfo {
  return { customerTitle, customerIsPublic }
}

/** One page of rows with the totals of all. Throws `BadQuery` for a property it can't be sorted by. */
export async function page<Row>(
  database: Database,
  listing: Listing,
  link: PageLink,
  conditions: Conditions = { sql: [], values: [] },
): Promise<Page<Row>> {
  const { page: number, pageSize } = link
  if (!(Number.isSafeInteger(number) && number >= 0))
    throw new BadQuery(`The page ${number} is not a number from 0 up`)
  if (!(Number.isSafeInteger(pageSize) && pageSize > 0))
    throw new BadQuery(`The page size ${pageSize} is not above 0`)
  const order = orderOf(listing, link)
  const values = [...conditions.values]
  const tests = [...conditions.sql]
  if (link.textSearch) {
    values.push(`%${link.textSearch.replace(/[\\%_]/g, '\\$&').replaceAll('\0', '')}%`)
    tests.push(`(${listing.searched.map((column) => `${column} ilike $${values.length}`).join(' or ')})`)
  }
  const where = tests.length === 0 ? '' : ` where ${tests.join(' and ')}`
  const total = await database.one<{ total: number }>(
    `select count(*) as total from ${listing.from}${where}`,
    values,
  )
  const totalElements = total?.total ?? 0
  const offset = number * pageSize
  const data =
    offset >= totalElements
      ? []
      : await database.rows<Row>(
          `select ${listing.columns} from ${listing.from}${where} order by ${order}
           limit $${values.length + 1}::int8 offset $${values.length + 2}::int8`,
          [...values, pageSize, offset],
        )
  return {
    data,
    totalElements,
    totalPages: Math.ceil(totalElements / pageSize),
    hasNext: offset + data.length < totalElements && data.length > 0,
  }
}

/** The same page with its rows turned into something else. */
export function mapPage<Row, T>(rows: Page<Row>, turn: (row: Row) => T): Page<T> {
  return { ...rows, data: rows.data.map(turn) }
}

function orderOf({ sortable, order }: Listing, { sortProperty, sortOrder }: PageLink): string {
  const id = sortable.id ?? 'id'
  if (!sortProperty) return order ?? id
  const column = Object.hasOwn(sortable, sortProperty) ? sortable[sortProperty] : undefined
  if (column === undefined) {
    const known = Object.keys(sortable).join(', ')
    throw new BadQuery(`This list can't be sorted by “${sortProperty.slice(0, 60)}”. It can be by ${known}.`)
  }
  return `${column} ${sortOrder === 'DESC' ? 'desc' : 'asc'}, ${id}`
}
