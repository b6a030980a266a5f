/** What the nodes that answer share. */
import { type Message, NodeFailure, stringifyJson } from '../sdk/index.ts'

/** A metadata value that must be there. @param whose what its absence says, after the colon */
export function metadataKey({ metadata }: Message, key: string, whose: string): string {
  const text = Object.hasOwn(metadata, key) ? metadata[key] : undefined
  if (text === undefined || text === '') throw new NodeFailure(`Metadata “${key}” is missing: ${whose}`)
  return text
}

/** The data of a message as text. Throws `NodeFailure` when it is empty: nothing is no answer. */
export function answerText({ dataType, data }: Message): string {
  const text = dataType === 'JSON' ? stringifyJson(data) : String(data)
  if (text === '') throw new NodeFailure('The message is empty, so there is nothing to answer with')
  return text
}
