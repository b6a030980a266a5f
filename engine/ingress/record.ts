import type { EntryPoint } from '../rules/context.ts'
import { parseJson, stringifyJson } from '../rules/json.ts'
import { type Arrival, type Caller, type DataType, Message, type Metadata } from '../rules/message.ts'

/** A message as the journal and the dead-letter list hold it, and where it goes on. */
export interface QueuedMessage {
  readonly message: Message
  /** null = at the beginning of its chain */
  readonly entry: EntryPoint | null
}

/** first line of a record; grows at its end only, so that older records stay readable */
type Head = [
  version: 1,
  id: string,
  ts: number,
  tie: number,
  type: string,
  entityType: string,
  entityId: string,
  customerId: string | null,
  metadata: Metadata,
  dataType: DataType,
  queue: string | null,
  arrival: [Arrival['transport'], string] | null,
  callers: Caller | null,
  /** chain, node, output; node executions so far and the reason of a failure where there are any */
  entry: [string, string, string | null, number?, string?] | null,
  /** absent in records of before there were calculated fields, and where none made the message */
  calculatedBy?: readonly string[],
]

/** One line of JSON for the head, then the data: JSON text for JSON, the text itself otherwise. */
export function encodeRecord(message: Message, entry: EntryPoint | null): Buffer {
  const { originator, arrival } = message
  const head: Head = [
    1,
    message.id,
    message.ts,
    message.tie,
    message.type,
    originator.entityType,
    originator.id,
    message.customerId,
    message.metadata,
    message.dataType,
    message.queue,
    arrival === null ? null : [arrival.transport, arrival.path],
    message.callers,
    entry === null ? null : encodeEntry(entry),
  ]
  if (message.calculatedBy !== null) head.push(message.calculatedBy)
  const data = message.dataType === 'JSON' ? stringifyJson(message.data) : String(message.data)
  return Buffer.from(`${JSON.stringify(head)}\n${data}`)
}

/** Throws when the record is not one of ours or of a later version. */
export function decodeRecord(record: Uint8Array): QueuedMessage {
  const bytes = Buffer.from(record.buffer, record.byteOffset, record.byteLength)
  const end = bytes.indexOf(10)
  if (end < 0) throw new Error('The record has no head line')
  const head = JSON.parse(bytes.toString('utf8', 0, end)) as Head
  if (head[0] !== 1)
    throw new Error(`The record has version ${head[0]}; this Weir reads version 1. Update Weir`)
  const [
    ,
    id,
    ts,
    tie,
    type,
    entityType,
    entityId,
    customerId,
    metadata,
    dataType,
    queue,
    arrival,
    callers,
    entry,
    calculatedBy = null,
  ] = head
  const text = bytes.toString('utf8', end + 1)
  return {
    message: Message.of({
      id,
      ts,
      tie,
      type,
      originator: { entityType, id: entityId },
      customerId,
      metadata,
      dataType,
      data: dataType === 'JSON' ? parseJson(text) : text,
      queue,
      arrival: arrival === null ? null : { transport: arrival[0], path: arrival[1] },
      callers,
      size: text.length,
      calculatedBy,
    }),
    entry: entry === null ? null : decodeEntry(entry),
  }
}

function encodeEntry({ chainId, nodeId, output, hops, reason }: EntryPoint): NonNullable<Head[13]> {
  if (reason !== undefined) return [chainId, nodeId, output, hops ?? 0, reason]
  return hops === undefined ? [chainId, nodeId, output] : [chainId, nodeId, output, hops]
}

function decodeEntry([chainId, nodeId, output, hops, reason]: NonNullable<Head[13]>): EntryPoint {
  return {
    chainId,
    nodeId,
    output,
    ...(hops === undefined ? {} : { hops }),
    ...(reason === undefined ? {} : { reason }),
  }
}
