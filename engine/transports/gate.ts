/**
 * What the transports ask of the rest of Weir. A transport translates bytes and nothing more: it never sees a chain or
 * a table. The composition root answers this interface with journal, store and devices.
 */
import type { Arrival, EntityRef } from '../rules/message.ts'
import type { JsonObject, JsonValue } from '../rules/values.ts'

/** A device that proved who it is; one object per device is shared by all sessions and messages. */
export interface DeviceIdentity {
  readonly id: string
  /** {entityType: 'DEVICE', id} — the originator of its messages */
  readonly ref: EntityRef
  readonly name: string
  readonly type: string
  readonly label: string | null
  readonly customerId: string | null
  readonly profile: {
    readonly id: string
    readonly name: string
    /** DEFAULT, MQTT, COAP … as in the cloud */
    readonly transportType: string
    /** transportConfiguration of the profile, as the cloud keeps it */
    readonly transport: Readonly<Record<string, unknown>>
  }
}

/** What a client shows at its door. `password` and tokens are never logged. */
export type Login =
  | { readonly kind: 'token'; readonly token: string }
  | {
      readonly kind: 'mqtt'
      readonly clientId: string
      readonly userName: string | undefined
      readonly password: string | undefined
    }

/** Several uploads of one request; each becomes one message (device-api.md 2.1). */
export interface Upload {
  readonly kind: 'telemetry' | 'attributes'
  /** epoch ms given by the device; null when the server stamps it */
  readonly ts: number | null
  /** typed values (device-api.md 2.3): numbers cast from text, nulls gone */
  readonly values: JsonObject
  /** bytes it came in as, for budgets */
  readonly size: number
}

export interface RawUpload {
  readonly payload: Uint8Array
}

/** Why something a device sent was not taken: counted, and shown on the device's live tap. */
export interface Refusal {
  readonly transport: Arrival['transport']
  readonly device: DeviceIdentity | null
  /** topic or path, without secrets */
  readonly path: string
  readonly reason: string
  /** at most 1 KiB of what came */
  readonly payload?: Uint8Array
}

export interface DeviceListener {
  /** shared attributes changed or were deleted */
  onSharedAttributes?(changed: JsonObject, deleted: readonly string[]): void
  /** the device was deleted, its credentials changed, or another session took its place */
  onClosed?(reason: 'taken-over' | 'credentials-changed' | 'deleted'): void
}

/** A method of the device that the server calls (device-api.md 4.1), and how the transport tells what came of it. */
export interface CallToDevice {
  /** counted per device from 0 */
  readonly requestId: number
  readonly method: string
  /** JSON text */
  readonly params: string
  /** It is on the wire, and the device will acknowledge it. */
  sent(): void
  /** The device has it, or nothing more will be known. */
  delivered(): void
  /** It did not go out: it waits until the device listens again. */
  missed(): void
  /** This device can never get it, and why. */
  failed(reason: string): void
}

/** A method of the server that the device calls (device-api.md 4.6). */
export interface CallToServer {
  /** number that the device gave it; 0 where the transport has none */
  readonly requestId: number
  readonly method: string
  readonly params: JsonValue
  /** bytes it came in as, for budgets */
  readonly size: number
}

export interface Gate {
  /** Who this is; null when nobody we know. Cached; the cache forgets a device whose credentials change. */
  login(login: Login): Promise<DeviceIdentity | null>

  /**
   * Takes uploads into the durable queue. `done` is called once: without an error when all of them are on disk (only
   * then may the transport acknowledge), with one when they are not. A callback, not a promise: this is the hot path.
   */
  accept(
    device: DeviceIdentity,
    arrival: Arrival,
    uploads: readonly Upload[],
    done: (error: Error | null) => void,
  ): void

  /** Whether a deployed transport node asks for this path, which is not of the standard device API. */
  wants(arrival: Arrival): boolean
  /** Takes a payload of any shape for a path that a transport node asks for. */
  acceptRaw(
    device: DeviceIdentity,
    arrival: Arrival,
    upload: RawUpload,
    done: (error: Error | null) => void,
  ): void

  /** Client and shared attributes; null = all keys of that scope, [] = none of it. */
  attributes(
    device: DeviceIdentity,
    clientKeys: readonly string[] | null,
    sharedKeys: readonly string[] | null,
  ): Promise<{ client: JsonObject; shared: JsonObject }>

  /** The device replied to a call. `done` as for `accept`; a reply that nobody waits for is no error. */
  answerCall(
    device: DeviceIdentity,
    requestId: number,
    payload: Uint8Array,
    done: (error: Error | null) => void,
  ): void
  /**
   * Takes a call of the device into the durable queue; `done` as for `accept`. `answered` is called at most once: with
   * the text of the answer, or null when nobody answered in time. Returns the way to stop waiting.
   */
  callServer(
    device: DeviceIdentity,
    arrival: Arrival,
    call: CallToServer,
    done: (error: Error | null) => void,
    answered: (text: string | null) => void,
  ): () => void

  /**
   * A session of the device opens (MQTT connect, CoAP observe): CONNECT_EVENT for the first. Returns the way to end it.
   * An HTTP long poll opens one only to hear of changes: it raises no events and takes nobody's place (device-api.md 6.1).
   */
  open(device: DeviceIdentity, transport: Arrival['transport'], listener: DeviceListener): SessionHandle
  /** Any accepted message, ping or subscribe counts as activity. */
  active(device: DeviceIdentity): void
  refuse(refusal: Refusal): void

  /** False while the inbox is full: stop reading sockets until `onRoom` calls. Nothing is dropped. */
  readonly hasRoom: boolean
  /** Calls each time room is there again. Returns the way to stop listening. */
  onRoom(listener: () => void): () => void
}

export interface SessionHandle {
  /**
   * The device listens for calls from now on: what waits for it comes at once, also what it was sent before and did not
   * reply to. null = it listens no more. `once` = it takes a single call, as a long poll does.
   */
  takeCalls(take: ((call: CallToDevice) => void) | null, options?: { readonly once?: boolean }): void
  /** Ends the session; DISCONNECT_EVENT when it was the device's last. */
  close(): void
}
