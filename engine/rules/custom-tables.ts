/** Tables of the user's own, beside those of Weir and in the same database, for the node that saves to them. */
import type { JsonObject } from './values.ts'

/** One row of such a table. */
export interface CustomRow {
  /** the same each time that the same message comes, so that it is written once in effect */
  readonly id: string
  /** epoch milliseconds */
  readonly ts: number
  /** seconds to keep, 0 = for ever */
  readonly ttl: number
  /** column → scalar, or object to be written as JSON; never null */
  readonly values: JsonObject
}

export interface CustomTables {
  /**
   * Writes a row to the table `cs_tb_<name>`; resolves after the commit. A row with the same primary key is written
   * over. Throws `NodeFailure` when the table or one of its columns can't take it.
   */
  insert(name: string, row: CustomRow): Promise<void>
}

/** what the names of all such tables begin with, as in the cloud */
export const customPrefix = 'cs_tb_'

/** Bytes that PostgreSQL keeps of a name. */
const longestName = 63

/**
 * Why that is no name of a table (without its prefix) or column; undefined when it is one. Capitals are taken as small
 * letters, as the database does with names that are not quoted.
 */
export function wrongIdentifier(name: string, prefix = ''): string | undefined {
  if (name === '') return 'A name is empty'
  if (!/^[a-z]\w*$/i.test(prefix + name))
    return `“${name}” can’t be a name in the database; use letters, digits and underscores, a letter first`
  return prefix.length + name.length > longestName
    ? `“${name}” is longer than ${longestName - prefix.length} letters, which the database does not keep`
    : undefined
}
