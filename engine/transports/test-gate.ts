/** A gate and a clock in memory, for tests of transports and for the conformance runner. */
import { CallSession } from '../devices/calls/call-session.ts'
import { type CallBench, openCallBench } from '../devices/calls/test-calls.ts'
import type { Arrival, Message } from '../rules/message.ts'
import type { Clock } from '../rules/needs.ts'
import type { JsonObject, JsonValue } from '../rules/values.ts'
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
} from './gate.ts'

/** What came through the gate, in order. */
export interface Accepted {
  readonly device: DeviceIdentity
  readonly arrival: Arrival
  readonly uploads: readonly Upload[]
}

export class PretendGate implements Gate {
  readonly devices = new Map<string, DeviceIdentity>()
  readonly accepted: Accepted[] = []
  readonly raw: { arrival: Arrival; payload: Buffer }[] = []
  readonly refusals: Refusal[] = []
  readonly sessions = new Set<{ device: DeviceIdentity; transport: string; listener: DeviceListener }>()
  readonly client: Record<string, JsonValue> = {}
  readonly shared: Record<string, JsonValue> = {}
  readonly wanted = new Set<string>()
  readonly seen: string[] = []
  hasRoom = true
  /** set to make the disk, or the login, fail */
  failure: Error | null = null
  loginFailure: Error | null = null
  /** while set, accepted uploads wait here for their `done` */
  held: (() => void)[] | null = null
  /** calls in both directions are real; only what they are kept in, and the rules, are not there */
  readonly calls: CallBench
  /** calls that devices made, as the rules get them */
  readonly serverCalls: Message[] = []
  readonly #roomListeners = new Set<() => void>()

  constructor(clock?: Clock) {
    this.calls = openCallBench({
      ...(clock && { clock }),
      accept: (message, done) => {
        if (this.failure === null) this.serverCalls.push(message)
        this.#finish(done)
      },
    })
  }

  /** Makes a device that logs in with the token. */
  device(token: string, transportType = 'DEFAULT'): DeviceIdentity {
    const id = `device-of-${token}`
    const device: DeviceIdentity = {
      id,
      ref: { entityType: 'DEVICE', id },
      name: id,
      type: 'default',
      label: null,
      customerId: null,
      profile: { id: 'profile', name: 'default', transportType, transport: {} },
    }
    this.devices.set(token, device)
    return device
  }

  async login(login: Login): Promise<DeviceIdentity | null> {
    if (this.loginFailure !== null) throw this.loginFailure
    const token = login.kind === 'token' ? login.token : login.userName
    return this.devices.get(token ?? '') ?? null
  }

  accept(
    device: DeviceIdentity,
    arrival: Arrival,
    uploads: readonly Upload[],
    done: (error: Error | null) => void,
  ): void {
    if (this.failure === null) this.accepted.push({ device, arrival, uploads })
    this.#finish(done)
  }

  acceptRaw(
    _device: DeviceIdentity,
    arrival: Arrival,
    upload: RawUpload,
    done: (error: Error | null) => void,
  ): void {
    if (this.failure === null) this.raw.push({ arrival, payload: Buffer.from(upload.payload) })
    this.#finish(done)
  }

  #finish(done: (error: Error | null) => void): void {
    const { failure } = this
    if (this.held === null) queueMicrotask(() => done(failure))
    else this.held.push(() => done(failure))
  }

  wants(arrival: Arrival): boolean {
    return this.wanted.has(arrival.path)
  }

  async attributes(
    _device: DeviceIdentity,
    clientKeys: readonly string[] | null,
    sharedKeys: readonly string[] | null,
  ): Promise<{ client: JsonObject; shared: JsonObject }> {
    return { client: pick(this.client, clientKeys), shared: pick(this.shared, sharedKeys) }
  }

  open(device: DeviceIdentity, transport: Arrival['transport'], listener: DeviceListener): SessionHandle {
    const session = { device, transport, listener }
    this.sessions.add(session)
    const taking = new CallSession(this.calls.device, device.id)
    return {
      takeCalls: (take, options) => taking.takeCalls(take, options),
      close: () => {
        taking.close()
        this.sessions.delete(session)
      },
    }
  }

  answerCall(
    device: DeviceIdentity,
    requestId: number,
    payload: Uint8Array,
    done: (error: Error | null) => void,
  ): void {
    const text = Buffer.from(payload).toString('utf8')
    if (this.failure === null) this.calls.device.reply(device.id, requestId, text, done)
    else done(this.failure)
  }

  callServer(
    device: DeviceIdentity,
    arrival: Arrival,
    call: CallToServer,
    done: (error: Error | null) => void,
    answered: (text: string | null) => void,
  ): () => void {
    return this.calls.server.call(device, arrival, call, done, answered)
  }

  /** Changes shared attributes and tells every session, as the store would. */
  changeShared(changed: JsonObject, deleted: readonly string[] = []): void {
    Object.assign(this.shared, changed)
    for (const key of deleted) delete this.shared[key]
    for (const { listener } of [...this.sessions]) listener.onSharedAttributes?.(changed, deleted)
  }

  active(device: DeviceIdentity): void {
    this.seen.push(device.id)
  }

  refuse(refusal: Refusal): void {
    this.refusals.push(refusal)
  }

  onRoom(listener: () => void): () => void {
    this.#roomListeners.add(listener)
    return () => this.#roomListeners.delete(listener)
  }

  makeRoom(): void {
    this.hasRoom = true
    for (const listener of this.#roomListeners) listener()
  }
}

function pick(values: JsonObject, keys: readonly string[] | null): JsonObject {
  return Object.fromEntries(Object.entries(values).filter(([key]) => keys === null || keys.includes(key)))
}

export const silentLog = { debug() {}, info() {}, warn() {}, error() {} }
