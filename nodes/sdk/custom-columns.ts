/** Which keys of a message go to which columns of a table of the user's own. */
import { customPrefix, wrongIdentifier } from '../../engine/rules/custom-tables.ts'
import { NodeFailure } from '../../engine/rules/failure.ts'
import type { Message } from '../../engine/rules/message.ts'
import { isObject, type JsonObject, type JsonValue } from '../../engine/rules/values.ts'
import { readerOf } from './path.ts'

/** stands for the id of the originator where a key is expected */
export const originatorKey = '$entityId'

type Mapping = Readonly<Record<string, string>>

/** What is wrong with the table or its columns, for the person at the form. */
export function wrongTable(table: string, mapping: Mapping): string | undefined {
  if (table.trim() === '') return 'The name of the table is needed'
  const pairs = Object.entries(mapping)
  if (pairs.length === 0) return 'Add at least one key that is saved'
  const columns = pairs.map(([, column]) => column.trim().toLowerCase())
  const double = columns.find((column, index) => columns.indexOf(column) !== index)
  if (double) return `Two keys go to the column “${double}”; give each its own`
  if (pairs.some(([key]) => key === '')) return 'A column has no key that is saved to it'
  return (
    wrongIdentifier(table.trim(), customPrefix) ??
    columns.map((column) => wrongIdentifier(column)).find(Boolean)
  )
}

/** Compiles the mapping: the row of a message. Throws `NodeFailure` when it lacks something. */
export function rowReader(mapping: Mapping): (message: Message) => JsonObject {
  const columns = Object.entries(mapping).map(([key, column]) => ({
    key,
    column: column.trim().toLowerCase(),
    read: readerOf(key),
  }))
  return ({ data, originator }) => {
    if (!isObject(data)) throw new NodeFailure('The message is not an object of keys and values')
    return Object.fromEntries(
      columns.map(({ key, column, read }) => [
        column,
        key === originatorKey ? originator.id : savable(key, read(data)),
      ]),
    )
  }
}

function savable(key: string, value: JsonValue | undefined): JsonValue {
  if (value === undefined) throw new NodeFailure(`The message has no “${key}”`)
  if (value === null) throw new NodeFailure(`“${key}” is null, which can't be saved`)
  if (Array.isArray(value)) throw new NodeFailure(`“${key}” is a list, which no column can take`)
  return value
}
