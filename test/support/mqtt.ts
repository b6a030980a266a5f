/** What the tests of the MQTT transport put in place of the rest of Weir: a gate, a log and a bare MQTT client. */
import { connect, type Socket } from 'node:net'
import { generate, type IConnectPacket, type Packet } from 'mqtt-packet'
import { CallSession } from '../../engine/devices/calls/call-session.ts'
import { openCallBench } from '../../engine/devices/calls/test-calls.ts'
import type { Arrival, Message } from '../../engine/rules/message.ts'
import type { Logger } from '../../engine/rules/needs.ts'
import type { JsonObject } from '../../engine/rules/values.ts'
import type {
  CallToServer,
  DeviceIdentity,
  DeviceListener,
  Gate,
  Login,
  Refusal,
  SessionHandle,
  Upload,
} from '../../engine/transports/gate.ts'
import { type MqttOptions, type MqttServer, openMqtt } from '../../engine/transports/mqtt/server.ts'
import { ManualClock } from './clock.ts'

export interface Accepted {
  readonly device: DeviceIdentity
  readonly arrival: Arrival
  readonly uploads: readonly Upload[]
  readonly done: (error: Error | null) => void
}

type Profile = DeviceIdentity['profile']

export function deviceNamed(name: string, profile: Partial<Profile> = {}): DeviceIdentity {
  return {
    id: `id-of-${name}`,
    ref: { entityType: 'DEVICE', id: `id-of-${name}` },
    name,
    type: 'default',
    label: null,
    customerId: null,
    profile: { id: 'p', name: 'default', transportType: 'DEFAULT', transport: {}, ...profile },
  }
}

/** A gate that takes everything at once, until told to hold it back, to fail, or to have no room. */
export class PretendGate implements Gate {
  readonly devices = new Map<string, DeviceIdentity>()
  readonly accepted: Accepted[] = []
  readonly raw: { readonly path: string; readonly payload: string }[] = []
  readonly refusals: Refusal[] = []
  readonly logins: Login[] = []
  readonly opened: string[] = []
  readonly ended: string[] = []
  readonly listeners = new Map<string, DeviceListener>()
  readonly wanted = new Set<string>()
  activity = 0
  holdsBack = false
  failsWith: Error | null = null
  loginWaits: Promise<void> | null = null
  scopes: { client: JsonObject; shared: JsonObject } = { client: {}, shared: {} }
  attributesFail = false
  /** calls that devices made, as the rules get them */
  readonly serverCalls: Message[] = []
  /** calls in both directions are real, with memory behind them */
  readonly calls = openCallBench({
    accept: (message, done) => {
      this.serverCalls.push(message)
      done(this.failsWith)
    },
  })
  #hasRoom = true
  readonly #roomListeners = new Set<() => void>()

  async login(login: Login): Promise<DeviceIdentity | null> {
    this.logins.push(login)
    await this.loginWaits
    if (login.kind !== 'mqtt') return null
    if (login.userName === 'broken') throw new Error('the database is away')
    return this.devices.get(login.userName ?? '') ?? null
  }

  accept(
    device: DeviceIdentity,
    arrival: Arrival,
    uploads: readonly Upload[],
    done: (error: Error | null) => void,
  ): void {
    this.accepted.push({ device, arrival, uploads, done })
    if (!this.holdsBack) done(this.failsWith)
  }

  wants(arrival: Arrival): boolean {
    return this.wanted.has(arrival.path)
  }

  acceptRaw(
    _device: DeviceIdentity,
    arrival: Arrival,
    upload: { payload: Uint8Array },
    done: (error: Error | null) => void,
  ): void {
    this.raw.push({ path: arrival.path, payload: Buffer.from(upload.payload).toString() })
    done(null)
  }

  async attributes(
    _device: DeviceIdentity,
    clientKeys: readonly string[] | null,
    sharedKeys: readonly string[] | null,
  ): Promise<{ client: JsonObject; shared: JsonObject }> {
    if (this.attributesFail) throw new Error('the database is away')
    return { client: pick(this.scopes.client, clientKeys), shared: pick(this.scopes.shared, sharedKeys) }
  }

  answerCall(
    device: DeviceIdentity,
    requestId: number,
    payload: Uint8Array,
    done: (error: Error | null) => void,
  ): void {
    this.calls.device.reply(device.id, requestId, Buffer.from(payload).toString(), done)
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

  open(device: DeviceIdentity, _transport: string, listener: DeviceListener): SessionHandle {
    this.opened.push(device.name)
    this.listeners.set(device.name, listener)
    const taking = new CallSession(this.calls.device, device.id)
    return {
      takeCalls: (take, options) => taking.takeCalls(take, options),
      close: () => {
        taking.close()
        this.ended.push(device.name)
      },
    }
  }

  active(): void {
    this.activity += 1
  }

  refuse(refusal: Refusal): void {
    this.refusals.push(refusal)
  }

  get hasRoom(): boolean {
    return this.#hasRoom
  }
  set hasRoom(value: boolean) {
    this.#hasRoom = value
    if (value) for (const listener of this.#roomListeners) listener()
  }

  onRoom(listener: () => void): () => void {
    this.#roomListeners.add(listener)
    return () => this.#roomListeners.delete(listener)
  }
}

function pick(values: JsonObject, keys: readonly string[] | null): JsonObject {
  if (keys === null) return values
  return Object.fromEntries(Object.entries(values).filter(([key]) => keys.includes(key)))
}

export interface PretendEdge extends AsyncDisposable {
  readonly gate: PretendGate
  readonly clock: ManualClock
  readonly server: MqttServer
  /** what was logged at level error */
  readonly errors: string[]
  client(): RawClient
}

/** An MQTT server on a free port whose gate knows a device `T`; closes what it opened. */
export async function pretendEdge(options: Partial<MqttOptions> = {}): Promise<PretendEdge> {
  const gate = new PretendGate()
  gate.devices.set('T', deviceNamed('T'))
  const clock = new ManualClock()
  const errors: string[] = []
  const log: Logger = { debug() {}, info() {}, warn() {}, error: (text) => void errors.push(text) }
  const server = await openMqtt({ host: '127.0.0.1', port: 0, gate, clock, log, ...options })
  const clients: RawClient[] = []
  return {
    gate,
    clock,
    server,
    errors,
    client() {
      const client = new RawClient(server.port)
      clients.push(client)
      return client
    },
    async [Symbol.asyncDispose]() {
      for (const client of clients) client.destroy()
      const closed = server.close()
      // Whatever a failing test left under way is not waited for.
      clock.pass(60_000)
      await closed
    },
  }
}

/** Sends and expects bare bytes. */
export class RawClient {
  readonly socket: Socket
  #received = Buffer.alloc(0)
  #closed = false
  #wake: () => void = () => {}

  constructor(port: number) {
    this.socket = connect(port, '127.0.0.1')
    this.socket.setNoDelay(true)
    this.socket.on('data', (chunk) => {
      this.#received = Buffer.concat([this.#received, chunk])
      this.#wake()
    })
    this.socket.on('error', () => {})
    this.socket.on('close', () => {
      this.#closed = true
      this.#wake()
    })
  }

  send(...parts: (Uint8Array | readonly number[])[]): this {
    this.socket.write(Buffer.concat(parts.map((part) => Buffer.from(part))))
    return this
  }

  /** The next whole packet in hex; 'closed' when the server closed instead. */
  async packet(): Promise<string> {
    for (;;) {
      const size = packetSize(this.#received)
      if (size > 0) {
        const packet = this.#received.subarray(0, size)
        this.#received = this.#received.subarray(size)
        return packet.toString('hex')
      }
      if (this.#closed) return 'closed'
      await new Promise<void>((resolve) => {
        this.#wake = resolve
      })
    }
  }

  /** All packets until the server closes. */
  async packetsUntilClosed(): Promise<string[]> {
    const packets: string[] = []
    for (let packet = await this.packet(); packet !== 'closed'; packet = await this.packet())
      packets.push(packet)
    return packets
  }

  get isClosed(): boolean {
    return this.#closed
  }

  /** How many bytes came that nobody asked for yet. */
  get unread(): number {
    return this.#received.length
  }

  destroy(): void {
    this.socket.destroy()
  }
}

function packetSize(bytes: Buffer): number {
  let length = 0
  for (let at = 1; at < 5 && at < bytes.length; at++) {
    const byte = bytes[at] as number
    length |= (byte & 0x7f) << (7 * (at - 1))
    if (byte < 0x80) return bytes.length >= at + 1 + length ? at + 1 + length : 0
  }
  return 0
}

/** Lets the event loop turn until the condition holds; fails after two seconds. */
export async function until(condition: () => boolean, what: string): Promise<void> {
  const end = performance.now() + 2_000
  while (!condition()) {
    if (performance.now() > end) throw new Error(`Waited in vain: ${what}`)
    await new Promise((resolve) => setImmediate(resolve))
  }
}

/** Turns of the event loop, enough for anything already sent over loopback to have arrived. */
export async function aWhile(): Promise<void> {
  for (let turn = 0; turn < 50; turn++) await new Promise((resolve) => setImmediate(resolve))
}

/** A packet written by `mqtt-packet`, which knows nothing of our own encoder. */
export function packet(of: object, version: 3 | 4 | 5 = 4): Buffer {
  return generate(of as Packet, { protocolVersion: version })
}

export function connectAs(
  user: string | undefined,
  version: 3 | 4 | 5 = 4,
  more: Partial<IConnectPacket> = {},
): Buffer {
  return packet(
    {
      cmd: 'connect',
      protocolId: version === 3 ? 'MQIsdp' : 'MQTT',
      protocolVersion: version,
      clientId: 'c',
      clean: true,
      keepalive: 60,
      ...(user !== undefined && { username: user }),
      ...more,
    },
    version,
  )
}

export function publishOf(
  topic: string,
  payload: string,
  messageId: number,
  version: 3 | 4 | 5 = 4,
  qos: 0 | 1 | 2 = 1,
): Buffer {
  return packet({ cmd: 'publish', topic, payload, qos, messageId, dup: false, retain: false }, version)
}

export function telemetryOf(
  payload: string,
  messageId: number,
  version: 3 | 4 | 5 = 4,
  qos: 0 | 1 | 2 = 1,
): Buffer {
  return publishOf('v1/devices/me/telemetry', payload, messageId, version, qos)
}

/** A client that is connected as the device `T`; its CONNACK is read. */
export async function connected(
  edge: PretendEdge,
  version: 3 | 4 | 5 = 4,
  more: Partial<IConnectPacket> = {},
): Promise<RawClient> {
  const client = edge.client().send(connectAs('T', version, more))
  const connack = await client.packet()
  if (!connack.startsWith('20')) throw new Error(`CONNACK expected, not ${connack}`)
  return client
}
