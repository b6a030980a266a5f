import type { IConnectPacket, IPublishPacket } from 'mqtt-packet'
import type { Body, Check, readConnectSentence, Version } from './mqtt-sentences.ts'
import { type Seen, WireClient } from './mqtt-wire.ts'

export interface TransportCase {
  readonly id: string
  readonly transport: string
  readonly given: string
  readonly send: string
  readonly expect: string
}

export type Scope = 'CLIENT_SCOPE' | 'SHARED_SCOPE' | 'SERVER_SCOPE'

export interface WantedDevice {
  readonly credentials:
    | { readonly type: 'ACCESS_TOKEN'; readonly token: string }
    | {
        readonly type: 'MQTT_BASIC'
        readonly clientId?: string
        readonly userName?: string
        readonly password?: string
      }
  /** of its profile; DEFAULT when absent */
  readonly transportType?: string
  /** the profile's transportConfiguration */
  readonly transport?: Readonly<Record<string, unknown>>
}

/** A device of the system under test, with what a person could do to it over REST. */
export interface TargetDevice {
  /** @param json the attributes as one JSON object, numbers as written */
  saveAttributes(scope: Scope, json: string): Promise<void>
  deleteAttributes(scope: Scope, keys: readonly string[]): Promise<void>
  changeCredentials(): Promise<void>
  remove(): Promise<void>
  /** latest telemetry that is stored: type (STRING, LONG …) and text, by key; waits for what was acknowledged */
  telemetry(): Promise<Readonly<Record<string, { readonly type: string; readonly text: string }>>>
  /** epoch ms; null when it was never active */
  lastActivity(): Promise<number | null>
}

export interface MqttTarget {
  readonly host: string
  readonly port: number
  device(wanted: WantedDevice): Promise<TargetDevice>
}

const patience = 2_000
/** ms in which something that must not come would have come */
const silence = 300

/** A case as it will be played in one version of MQTT. */
export interface Plan {
  readonly version: Version
  readonly checks: readonly Check[]
  readonly steps: readonly Step[]
  /** whether the case is about logging in, or begins with a session */
  readonly isAboutConnect: boolean
}

export type Step = (run: Run) => Promise<void> | void

export function subscribedTo(given: string): string {
  return /(?:subscribed to|SUBSCRIBE) (\S+)/.exec(given)?.[1] ?? 'v1/devices/me/attributes'
}

let runs = 0

/** One case on a device of its own: names in the prose (T, u, c …) get an ending, so that cases don't meet. */
export class Run {
  readonly client: WireClient
  device!: TargetDevice
  readonly #target: MqttTarget
  readonly #case: TransportCase
  readonly #plan: Plan
  readonly #ending = `-${process.pid}-${++runs}`
  #saved = '{}'
  readonly #attributes: Record<'client' | 'shared', Record<string, unknown>> = { client: {}, shared: {} }

  constructor(target: MqttTarget, one: TransportCase, plan: Plan) {
    this.#target = target
    this.#case = one
    this.#plan = plan
    this.client = new WireClient(target.host, target.port, plan.version)
  }

  /** What went wrong; null when nothing did. */
  async run(): Promise<string | null> {
    try {
      await this.#prepare()
      const begun = Date.now()
      for (const [at, step] of this.#plan.steps.entries()) {
        if (at > 0) await this.client.settle(patience)
        await step(this)
      }
      for (const check of this.#plan.checks) {
        const trouble = await this.#look(check, begun)
        if (trouble !== null) return trouble
      }
      return null
    } catch (error) {
      return error instanceof Error ? error.message : String(error)
    } finally {
      this.client.destroy()
    }
  }

  async #prepare(): Promise<void> {
    const { given } = this.#case
    this.device = await this.#target.device(this.#wantedDevice(given))
    for (const [, scope, name] of given.matchAll(/(client|shared) (\w+)(?= and | exists?)/g)) {
      const values = this.#attributes[scope as 'client' | 'shared']
      values[name as string] = `value of ${name}`
      await this.device.saveAttributes(
        scope === 'client' ? 'CLIENT_SCOPE' : 'SHARED_SCOPE',
        JSON.stringify({ [name as string]: values[name as string] }),
      )
    }
    const deleted = /^REST deletes shared (\S+)$/.exec(this.#case.send)?.[1]
    if (deleted !== undefined)
      await this.device.saveAttributes('SHARED_SCOPE', JSON.stringify({ [deleted]: 1 }))
    if (this.#plan.isAboutConnect) return
    this.client.send(this.connectPacket())
    await this.#expectPacket('connack')
    if (
      /SUBSCRIBE \S+ done|subscribed\b|same subscription/.test(given) &&
      !given.includes('no subscription at all')
    ) {
      this.subscribe(subscribedTo(given), 1)
      await this.#expectPacket('suback')
    }
  }

  #wantedDevice(given: string): WantedDevice {
    const basic = /MQTT_BASIC((?: \w+=\w+)+)/.exec(given)?.[1]
    const named = (name: string) => new RegExp(` ${name}=(\\w+)`).exec(basic ?? '')?.[1]
    const transportType = /(?:profile transport type |profile transport |, )(COAP|MQTT)\b/.exec(given)?.[1]
    const telemetryTopic = /telemetry topic (\S+)/.exec(given)?.[1]
    const own = (name: string) =>
      named(name) === undefined ? {} : { [name]: this.#own(named(name) as string) }
    return {
      credentials:
        basic === undefined
          ? { type: 'ACCESS_TOKEN', token: this.#own('T') }
          : { type: 'MQTT_BASIC', ...own('clientId'), ...own('userName'), ...own('password') },
      ...(transportType !== undefined && { transportType }),
      transport: {
        type: transportType ?? 'DEFAULT',
        ...(telemetryTopic !== undefined && { deviceTelemetryTopic: telemetryTopic }),
        ...(given.includes('sendAckOnValidationException=true') && { sendAckOnValidationException: true }),
      },
    }
  }

  #own(name: string): string {
    return `${name}${this.#ending}`
  }

  connectPacket(
    sentence: Partial<ReturnType<typeof readConnectSentence>> & object = { userName: 'T' },
  ): IConnectPacket {
    const { clientId = 'conformance', userName, password, clean = true } = sentence
    return {
      cmd: 'connect',
      protocolId: 'MQTT',
      protocolVersion: this.#plan.version,
      clientId: clientId === '' ? '' : this.#own(clientId),
      clean,
      keepalive: 60,
      ...(userName !== undefined && { username: this.#own(userName) }),
      ...(password !== undefined && { password: Buffer.from(this.#own(password)) }),
    }
  }

  publishPacket({ qos, topic, payload }: { qos: 0 | 1; topic: string; payload: string }): IPublishPacket {
    return { cmd: 'publish', qos, topic, payload, dup: false, retain: false, messageId: 7 }
  }

  subscribe(topic: string, qos: number): void {
    this.client.send({ cmd: 'subscribe', messageId: 8, subscriptions: [{ topic, qos: qos as 0 | 1 | 2 }] })
  }

  unsubscribe(topic: string): void {
    this.client.send({ cmd: 'unsubscribe', messageId: 9, unsubscriptions: [topic] })
  }

  async save(scope: Scope, json: string): Promise<void> {
    this.#saved = json
    await this.device.saveAttributes(scope, json)
  }

  deleteShared(key: string): Promise<void> {
    return this.device.deleteAttributes('SHARED_SCOPE', [key])
  }

  async #look(check: Check, begun: number): Promise<string | null> {
    switch (check.kind) {
      case 'connack': {
        const { code, sessionPresent } = await this.#expectPacket('connack')
        if (code !== check.code) return `CONNACK ${code} instead of ${check.code}`
        const isOff = check.sessionPresent !== null && sessionPresent !== check.sessionPresent
        return isOff ? `Session Present is ${sessionPresent}` : null
      }
      case 'disconnect':
      case 'puback':
      case 'suback':
      case 'unsuback': {
        const { code } = await this.#expectPacket(check.kind)
        return code === check.code ? null : `${check.kind} ${code} instead of ${check.code}`
      }
      case 'pingresp':
        await this.#expectPacket('pingresp')
        return null
      case 'open':
        this.client.send({ cmd: 'pingreq' })
        await this.#expectPacket('pingresp')
        return null
      case 'closed': {
        let seen = await this.client.next(10_000)
        // MQTT 5 says why before it closes; a case that cares names the code
        if (typeof seen === 'object' && seen.cmd === 'disconnect') seen = await this.client.next(10_000)
        return seen === 'closed' ? null : `${nameOf(seen)} instead of a closed connection`
      }
      case 'no puback':
      case 'no publish': {
        const seen = await this.client.next(silence)
        return seen === 'nothing' || seen === 'closed' ? null : `${nameOf(seen)} instead of silence`
      }
      case 'publish':
        return this.#lookAtPublish(check)
      default:
        return this.#lookAtDevice(check, begun)
    }
  }

  async #lookAtPublish(check: Extract<Check, { kind: 'publish' }>): Promise<string | null> {
    const packet = await this.#expectPublish()
    const { topic, qos, payload } = packet
    const wanted = check.topic?.replace(/^…/, '')
    if (wanted !== undefined && !(check.topic?.startsWith('…') ? topic.endsWith(wanted) : topic === wanted)) {
      return `the answer came on ${topic} instead of ${check.topic}`
    }
    if (check.qos !== null && qos !== check.qos) return `QoS ${qos} instead of ${check.qos}`
    const body = this.#wantedBody(check.body)
    // text, not values: 42.0 must come as 42.0
    if (body !== null && payload !== body) return `${payload} instead of ${body}`
    return null
  }

  #wantedBody(body: Body): string | null {
    if (body === 'anything') return null
    if (body === 'what was saved') return this.#saved
    if (body === 'all attributes') return JSON.stringify(this.#attributes)
    return body
  }

  async #lookAtDevice(check: Check, begun: number): Promise<string | null> {
    if (check.kind === 'active') {
      const end = Date.now() + 4_000
      for (
        let seen = await this.device.lastActivity();
        Date.now() < end;
        seen = await this.device.lastActivity()
      ) {
        if (seen !== null && seen >= begun - 1) return null
        await new Promise((resolve) => setTimeout(resolve, 50))
      }
      return 'the device did not count as active'
    }
    const stored = await this.device.telemetry()
    if (check.kind === 'stored') return Object.keys(stored).length > 0 ? null : 'nothing was stored'
    if (check.kind === 'value') {
      const text = stored[check.key]?.text
      return text === check.value ? null : `${check.key} is stored as ${text} instead of ${check.value}`
    }
    if (check.kind !== 'types') return `no way to look at “${check.kind}”`
    const types = Object.keys(stored)
      .sort()
      .map((key) => stored[key]?.type)
    return types.join() === check.types.join() ? null : `stored as ${types} instead of ${check.types}`
  }

  /** The next packet, which must be of this kind. */
  async #expectPacket(cmd: string): Promise<Seen> {
    const seen = await this.client.next(patience)
    if (typeof seen === 'object' && seen.cmd === cmd) return seen
    throw new Error(`${nameOf(seen)} instead of ${cmd}`)
  }

  /** The next publish; the PUBACK of our own request may come before it. */
  async #expectPublish(): Promise<Seen> {
    for (;;) {
      const seen = await this.client.next(patience)
      if (typeof seen === 'object' && seen.cmd === 'puback') continue
      if (typeof seen === 'object' && seen.cmd === 'publish') return seen
      throw new Error(`${nameOf(seen)} instead of a publish`)
    }
  }
}

function nameOf(seen: Seen | 'closed' | 'nothing'): string {
  return typeof seen === 'string' ? seen : `${seen.cmd} ${seen.code}`
}
