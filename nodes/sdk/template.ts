import { NodeFailure } from '../../engine/rules/failure.ts'
import { stringifyJson } from '../../engine/rules/json.ts'
import type { Message } from '../../engine/rules/message.ts'
import { readerOf, scalarText } from './path.ts'

/** Writes one text for one message. Throws `NodeFailure` where it asks for data that is not JSON. */
export type Template = (message: Message) => string

const placeholder = /\$\{([^{}]*)\}|\$\[((?:\$\{[^{}]*\}|[^[\]])*)\]/g

/**
 * Compiles a text with placeholders (rule-engine.md 6): `${key}` is a metadata value, `$[a.b]` a scalar of the data,
 * `${*}` and `$[*]` all of either as JSON. A path may itself hold `${key}`, as in `$[${sensor}.value]`. What is not
 * there stays as written. Metadata values are text, never templates: what a device wrote into them is not resolved.
 */
export function template(text: string): Template {
  const parts: (string | Template)[] = []
  let end = 0
  for (const found of text.matchAll(placeholder)) {
    if (found.index > end) parts.push(text.slice(end, found.index))
    parts.push(found[1] === undefined ? fromData(found[0], found[2] ?? '') : fromMetadata(found[0], found[1]))
    end = found.index + found[0].length
  }
  if (end < text.length) parts.push(text.slice(end))

  const [only] = parts
  if (only === undefined) return () => ''
  if (parts.length === 1) return typeof only === 'string' ? () => only : only
  return (message) => {
    let written = ''
    for (const part of parts) written += typeof part === 'string' ? part : part(message)
    return written
  }
}

/** Whether the text says the same for every message. */
export function isConstant(text: string): boolean {
  return text.search(placeholder) === -1
}

function fromMetadata(written: string, key: string): Template {
  if (key === '*') return (message) => stringifyJson(message.metadata)
  return ({ metadata }) => (Object.hasOwn(metadata, key) ? (metadata[key] ?? written) : written)
}

function fromData(written: string, path: string): Template {
  if (path === '*') return (message) => stringifyJson(jsonOf(message))
  if (path.includes('${')) {
    const pathOf = template(path)
    return (message) => {
      const resolved = pathOf(message)
      return scalarText(readerOf(resolved)(jsonOf(message))) ?? `$[${resolved}]`
    }
  }
  const read = readerOf(path)
  return (message) => scalarText(read(jsonOf(message))) ?? written
}

function jsonOf(message: Message) {
  if (message.dataType === 'JSON') return message.data
  throw new NodeFailure('The message holds no JSON, so nothing can be taken from its data')
}
