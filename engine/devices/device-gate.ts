import type { Ingress } from '../ingress/ingress.ts'
import type { RuleEngine } from '../rules/engine.ts'
import type { Inbox } from '../rules/inbox.ts'
import { parseJson } from '../rules/json.ts'
import { type Arrival, Message, type Metadata } from '../rules/message.ts'
import type { Clock, Identity } from '../rules/needs.ts'
import type { JsonObject, JsonValue } from '../rules/values.ts'
import type { Store } from '../store/store.ts'
import type {
  CallToServer,
  DeviceIdentity,
  DeviceListener,
  Gate,
  Login,
  RawUpload,
  Refusal,
  SessionHandle,
  Upload,
} from '../transports/gate.ts'
import type { Activity } from './activity.ts'
import { CallSession } from './calls/call-session.ts'
import type { DeviceCalls } from './calls/device-calls.ts'
import type { ServerCalls } from './calls/server-calls.ts'
import type { Identities } from './identities.ts'
import type { Refusals } from './refusals.ts'
import type { Sessions } from './sessions.ts'

export interface GateParts {
  readonly store: Store
  readonly identities: Identities
  readonly sessions: Sessions
  readonly activity: Activity
  readonly refusals: Refusals
  readonly ingress: Ingress
  readonly inbox: Inbox
  readonly engine: RuleEngine
  readonly calls: DeviceCalls
  readonly serverCalls: ServerCalls
  readonly clock: Clock
  readonly identity: Identity
}

/** The answer to what transports ask (transports/gate.ts): uploads become messages, sessions are kept, all of it counted. */
export class DeviceGate implements Gate {
  readonly #parts: GateParts
  /** when a device's messages were last stamped by the server, and how many in that millisecond */
  readonly #stamps = new WeakMap<DeviceIdentity, { ts: number; count: number }>()

  constructor(parts: GateParts) {
    this.#parts = parts
  }

  login(login: Login): Promise<DeviceIdentity | null> {
    return this.#parts.identities.login(login)
  }

  accept(
    device: DeviceIdentity,
    arrival: Arrival,
    uploads: readonly Upload[],
    done: (error: Error | null) => void,
  ): void {
    const { activity, ingress } = this.#parts
    activity.seen(device)
    if (uploads.length === 0) {
      done(null)
      return
    }
    const now = this.#parts.clock.now()
    ingress.accept(
      uploads.map((upload) => this.#message(device, arrival, upload, now)),
      null,
      done,
    )
  }

  #message(device: DeviceIdentity, arrival: Arrival, upload: Upload, now: number): Message {
    const isTelemetry = upload.kind === 'telemetry'
    const ts = upload.ts ?? now
    return Message.of({
      id: this.#parts.identity.uuid(),
      ts,
      tie: isTelemetry && upload.ts === null ? this.#tie(device, now) : 0,
      type: isTelemetry ? 'POST_TELEMETRY_REQUEST' : 'POST_ATTRIBUTES_REQUEST',
      originator: device.ref,
      customerId: device.customerId,
      metadata: isTelemetry
        ? telemetryMetadata(device, arrival, String(ts))
        : { ...deviceMetadata(device, arrival), notifyDevice: 'false' },
      data: upload.values,
      arrival,
      size: upload.size,
    })
  }

  #tie(device: DeviceIdentity, now: number): number {
    const stamp = this.#stamps.get(device)
    if (stamp?.ts === now) return ++stamp.count
    this.#stamps.set(device, { ts: now, count: 0 })
    return 0
  }

  wants(arrival: Arrival): boolean {
    return this.#parts.engine.wants(arrival)
  }

  acceptRaw(
    device: DeviceIdentity,
    arrival: Arrival,
    upload: RawUpload,
    done: (error: Error | null) => void,
  ): void {
    const { activity, clock, identity, ingress } = this.#parts
    activity.seen(device)
    const message = Message.of({
      id: identity.uuid(),
      ts: clock.now(),
      type: 'RAW_UPLOAD',
      originator: device.ref,
      customerId: device.customerId,
      metadata: { ...deviceMetadata(device, arrival), path: arrival.path },
      ...rawData(upload.payload),
      arrival,
      size: upload.payload.length,
    })
    ingress.accept([message], null, done)
  }

  async attributes(
    device: DeviceIdentity,
    clientKeys: readonly string[] | null,
    sharedKeys: readonly string[] | null,
  ): Promise<{ client: JsonObject; shared: JsonObject }> {
    this.#parts.activity.seen(device)
    const [client, shared] = await Promise.all([
      this.#scope(device, 'CLIENT_SCOPE', clientKeys),
      this.#scope(device, 'SHARED_SCOPE', sharedKeys),
    ])
    return { client, shared }
  }

  async #scope(
    device: DeviceIdentity,
    scope: 'CLIENT_SCOPE' | 'SHARED_SCOPE',
    keys: readonly string[] | null,
  ): Promise<JsonObject> {
    if (keys?.length === 0) return {}
    const rows = await this.#parts.store.attributes.rows(device.ref, scope, keys)
    const values: Record<string, JsonValue> = Object.create(null)
    for (const row of rows) values[row.key] = row.value
    return values
  }

  answerCall(
    device: DeviceIdentity,
    requestId: number,
    payload: Uint8Array,
    done: (error: Error | null) => void,
  ): void {
    const { activity, calls } = this.#parts
    activity.seen(device)
    calls.reply(device.id, requestId, Buffer.from(payload).toString('utf8'), done)
  }

  callServer(
    device: DeviceIdentity,
    arrival: Arrival,
    call: CallToServer,
    done: (error: Error | null) => void,
    answered: (text: string | null) => void,
  ): () => void {
    this.#parts.activity.seen(device)
    return this.#parts.serverCalls.call(device, arrival, call, done, answered)
  }

  open(device: DeviceIdentity, transport: Arrival['transport'], listener: DeviceListener): SessionHandle {
    const { activity, calls, sessions } = this.#parts
    // A long poll over HTTP listens, and is no connection (device-api.md 6.1).
    const connects = transport !== 'http'
    const { isFirst, end } = sessions.open(device.id, transport, listener)
    if (isFirst && connects) activity.connected(device)
    else activity.seen(device)
    const taking = new CallSession(calls, device.id)
    return {
      takeCalls: (take, options) => taking.takeCalls(take, options),
      close: () => {
        taking.close()
        if (end() && connects) activity.disconnected(device)
      },
    }
  }

  active(device: DeviceIdentity): void {
    this.#parts.activity.seen(device)
  }

  refuse(refusal: Refusal): void {
    this.#parts.refusals.add(refusal, this.#parts.clock.now())
  }

  get hasRoom(): boolean {
    return this.#parts.inbox.hasRoom
  }

  onRoom(listener: () => void): () => void {
    return this.#parts.inbox.onRoom(listener)
  }
}

function telemetryMetadata(device: DeviceIdentity, arrival: Arrival, ts: string): Metadata {
  if (device.profile.transportType !== 'MQTT') return { deviceName: device.name, deviceType: device.type, ts }
  return { ...deviceMetadata(device, arrival), ts }
}

/** device-api.md 6.3: the topic is told for profiles of transport type MQTT only. */
function deviceMetadata(device: DeviceIdentity, arrival: Arrival): Metadata {
  const metadata = { deviceName: device.name, deviceType: device.type }
  return device.profile.transportType === 'MQTT' && arrival.transport === 'mqtt'
    ? { ...metadata, mqttTopic: arrival.path }
    : metadata
}

/** A payload of any shape: JSON where it is JSON, else text, else base64. */
function rawData(payload: Uint8Array): { data: JsonValue; dataType: 'JSON' | 'TEXT' | 'BINARY' } {
  const bytes = Buffer.from(payload.buffer, payload.byteOffset, payload.byteLength)
  const text = bytes.toString('utf8')
  if (!Buffer.from(text, 'utf8').equals(bytes)) return { data: bytes.toString('base64'), dataType: 'BINARY' }
  try {
    return { data: parseJson(text), dataType: 'JSON' }
  } catch {
    return { data: text, dataType: 'TEXT' }
  }
}
