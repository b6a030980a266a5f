import type { Flight } from './flight.ts'
import type { JsonValue } from './values.ts'

/** Whom a message is about. One object per device is shared by all of its messages. */
export interface EntityRef {
  readonly entityType: string
  /** uuid */
  readonly id: string
}

/** Text values under text keys, as the cloud's metadata is. */
export interface Metadata {
  readonly [key: string]: string
}

/** By which door a device message came in; transport nodes ask for it. */
export interface Arrival {
  readonly transport: 'mqtt' | 'http' | 'coap'
  /** MQTT topic, HTTP path below the token, or CoAP path below the token */
  readonly path: string
}

export type DataType = 'JSON' | 'TEXT' | 'BINARY'

export interface MessageParts {
  /** uuid; made by the creator of the message, never by the engine */
  id: string
  /** epoch milliseconds */
  ts: number
  /**
   * Tells apart messages that the server stamped with the same millisecond for the same device: 0, 1, 2 … in order
   * of arrival. 0 where the device gave the time itself. History rows are unique by (entity, key, ts, tie).
   */
  tie?: number
  type: string
  originator: EntityRef
  customerId?: string | null
  metadata?: Metadata
  dataType?: DataType
  /** JSON data parsed once; TEXT and BINARY data as a string (BINARY in base64) */
  data: JsonValue
  queue?: string | null
  arrival?: Arrival | null
  /** the chains to return to, innermost first; null in the outermost chain */
  callers?: Caller | null
  /** bytes of the data as it came in; only for budgets */
  size?: number
  /** the calculated fields that this message comes of, by id: none of them is calculated by it again */
  calculatedBy?: readonly string[] | null
}

/** Where a message lies in the durable queue: after a crash the same message comes from the same place. */
export interface MessagePlace {
  /** the same for one journal as long as it is there, and for no other one */
  readonly journal: string
  readonly position: number
  /** it was in the journal when Weir started, so it may have been handled before */
  readonly isReplay: boolean
}

/** One nested call: the input node of the calling chain, and the call around it. */
export interface Caller {
  readonly chainId: string
  readonly nodeId: string
  readonly outer: Caller | null
}

/**
 * One message on its way. Never changed: a node that changes something makes another one with `with…`, so that a
 * fan-out needs no copies. All messages have the same shape from birth, which keeps the hot path monomorphic.
 */
export class Message {
  readonly id: string
  readonly ts: number
  readonly tie: number
  readonly type: string
  readonly originator: EntityRef
  readonly customerId: string | null
  readonly metadata: Metadata
  readonly dataType: DataType
  readonly data: JsonValue
  readonly queue: string | null
  readonly arrival: Arrival | null
  readonly callers: Caller | null
  readonly size: number
  readonly calculatedBy: readonly string[] | null
  /** The engine's account of the message this one belongs to; null outside of a chain. */
  readonly flight: Flight | null
  /** null until it comes out of a queue; copies have it from their original */
  readonly place: MessagePlace | null = null

  private constructor(
    id: string,
    ts: number,
    tie: number,
    type: string,
    originator: EntityRef,
    customerId: string | null,
    metadata: Metadata,
    dataType: DataType,
    data: JsonValue,
    queue: string | null,
    arrival: Arrival | null,
    callers: Caller | null,
    size: number,
    calculatedBy: readonly string[] | null,
    flight: Flight | null,
  ) {
    this.id = id
    this.ts = ts
    this.tie = tie
    this.type = type
    this.originator = originator
    this.customerId = customerId
    this.metadata = metadata
    this.dataType = dataType
    this.data = data
    this.queue = queue
    this.arrival = arrival
    this.callers = callers
    this.size = size
    this.calculatedBy = calculatedBy
    this.flight = flight
  }

  static of(parts: MessageParts): Message {
    return new Message(
      parts.id,
      parts.ts,
      parts.tie ?? 0,
      parts.type,
      parts.originator,
      parts.customerId ?? null,
      parts.metadata ?? noMetadata,
      parts.dataType ?? 'JSON',
      parts.data,
      parts.queue ?? null,
      parts.arrival ?? null,
      parts.callers ?? null,
      parts.size ?? 0,
      parts.calculatedBy ?? null,
      null,
    )
  }

  withData(data: JsonValue): Message {
    const copy = new Message(
      this.id,
      this.ts,
      this.tie,
      this.type,
      this.originator,
      this.customerId,
      this.metadata,
      'JSON',
      data,
      this.queue,
      this.arrival,
      this.callers,
      this.size,
      this.calculatedBy,
      this.flight,
    )
    return this.place === null ? copy : copy.comesFrom(this.place)
  }

  withMetadata(metadata: Metadata): Message {
    return this.with({ metadata })
  }

  /** A copy that differs in the given parts. An `id` other than its own makes it a new message of the same flight. */
  with(parts: Partial<MessageParts>): Message {
    const copy = new Message(
      parts.id ?? this.id,
      parts.ts ?? this.ts,
      parts.tie ?? this.tie,
      parts.type ?? this.type,
      parts.originator ?? this.originator,
      parts.customerId === undefined ? this.customerId : parts.customerId,
      parts.metadata ?? this.metadata,
      parts.dataType ?? this.dataType,
      parts.data === undefined ? this.data : parts.data,
      parts.queue === undefined ? this.queue : parts.queue,
      parts.arrival === undefined ? this.arrival : parts.arrival,
      parts.callers === undefined ? this.callers : parts.callers,
      parts.size ?? this.size,
      parts.calculatedBy === undefined ? this.calculatedBy : parts.calculatedBy,
      this.flight,
    )
    return this.place === null ? copy : copy.comesFrom(this.place)
  }

  /** For the queues: says where this message, or the one that it is a copy of, lies. */
  comesFrom(place: MessagePlace): this {
    ;(this as { place: MessagePlace | null }).place = place
    return this
  }

  /** For the engine: this message under an account, which it gets once; under another one it is a copy. */
  enter(flight: Flight): Message {
    if (this.flight === null) {
      ;(this as { flight: Flight | null }).flight = flight
      return this
    }
    const copy = this.with({})
    ;(copy as { flight: Flight | null }).flight = flight
    return copy
  }

  /**
   * For the engine: a copy for one of several nodes. Copies have ids of their own, but always the same ones, so that a
   * message that is run again after a crash is known again; the first copy keeps the id.
   */
  branch(wire: number, isFirst: boolean): Message {
    return isFirst ? this.fresh() : this.with({ id: derivedId(this.id, wire) }).fresh()
  }

  /** For the engine: a copy that belongs to no account yet. */
  fresh(): Message {
    const copy = this.with({})
    ;(copy as { flight: Flight | null }).flight = null
    return copy
  }
}

/** The last eight hex digits of a uuid changed by the number of the wire. */
function derivedId(id: string, wire: number): string {
  const tail = id.slice(-8)
  if (!/^[\da-f]{8}$/i.test(tail)) return `${id}-${wire}`
  const mixed = (Math.imul(Number.parseInt(tail, 16), 0x9e3779b1) + wire + 1) >>> 0
  return id.slice(0, -8) + mixed.toString(16).padStart(8, '0')
}

const noMetadata: Metadata = Object.freeze(Object.create(null))

/** The time that saving nodes use: metadata `ts` where it is a whole number, else the message's own. */
export function timeOf(message: Message): number {
  const given = message.metadata.ts
  if (given !== undefined && /^-?\d{1,16}$/.test(given)) return Number(given)
  return message.ts
}

/** Whether a message is inside of a chain that this input node called already. */
export function isCalledFrom({ callers }: Message, chainId: string, nodeId: string): boolean {
  for (let caller = callers; caller !== null; caller = caller.outer)
    if (caller.chainId === chainId && caller.nodeId === nodeId) return true
  return false
}
