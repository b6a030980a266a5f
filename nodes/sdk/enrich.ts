import { NodeFailure } from '../../engine/rules/failure.ts'
import { stringifyJson } from '../../engine/rules/json.ts'
import type { Message } from '../../engine/rules/message.ts'
import { isObject, type JsonValue } from '../../engine/rules/values.ts'
import { field } from './fields.ts'
import { scalarText } from './path.ts'

/** The part of the message that an enrichment node writes to. */
export type Side = 'DATA' | 'METADATA'

/** The field of that name in all nodes that fetch something. */
export function fetchToChoice() {
  return field.choice({
    label: 'Write to',
    options: [
      { value: 'METADATA', label: 'Metadata' },
      { value: 'DATA', label: 'Data' },
    ],
    default: 'METADATA',
  })
}

/** Throws `NodeFailure` when the message can't take values there. Ask before something is fetched. */
export function needsRoom(message: Message, to: Side): void {
  if (to === 'DATA' && !(message.dataType === 'JSON' && isObject(message.data)))
    throw new NodeFailure('The data of the message is not an object, so nothing can be written to it')
}

/** The message with further values: typed in the data, as text in the metadata. */
export function enriched(message: Message, to: Side, values: ReadonlyMap<string, JsonValue>): Message {
  if (values.size === 0) return message
  if (to === 'DATA') {
    needsRoom(message, to)
    return message.withData(Object.fromEntries([...Object.entries(message.data as object), ...values]))
  }
  const texts = [...values].map(([key, value]) => [key, textOf(value)] as const)
  return message.withMetadata(Object.fromEntries([...Object.entries(message.metadata), ...texts]))
}

/** A value as metadata holds it: scalars as they are, everything else as JSON. */
export function textOf(value: JsonValue): string {
  return scalarText(value) ?? stringifyJson(value)
}
