import type { CloudEvent } from '../rules/cloud.ts'
import { parseJson, stringifyJson } from '../rules/json.ts'
import { isObject } from '../rules/values.ts'

/** first line of a record; grows at its end only, so that older records stay readable */
type Head = [
  version: 1,
  id: string,
  time: number,
  lane: CloudEvent['lane'],
  type: string,
  action: string,
  entityId: string,
]

/** One line of JSON for the head, then the body as JSON text, nothing where there is none. */
export function encodeEvent({ id, time, lane, type, action, entityId, body }: CloudEvent): Buffer {
  const head: Head = [1, id, time, lane, type, action, entityId]
  return Buffer.from(`${JSON.stringify(head)}\n${body === null ? '' : stringifyJson(body)}`)
}

/** Throws when the record is not one of ours or of a later version. */
export function decodeEvent(record: Uint8Array): CloudEvent {
  const bytes = Buffer.from(record.buffer, record.byteOffset, record.byteLength)
  const end = bytes.indexOf(10)
  if (end < 0) throw new Error('The record has no head line')
  const head = JSON.parse(bytes.toString('utf8', 0, end)) as Head
  if (head[0] !== 1)
    throw new Error(`The record has version ${head[0]}; this Weir reads version 1. Update Weir`)
  const [, id, time, lane, type, action, entityId] = head
  const text = bytes.toString('utf8', end + 1)
  const body = text === '' ? null : parseJson(text)
  return { id, time, lane, type, action, entityId, body: body !== null && isObject(body) ? body : null }
}
