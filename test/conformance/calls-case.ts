/**
 * Plays one case about calls (device-api.md 4) on a device of its own: its prose is read by forms, as in the other
 * transport cases. A clause in a form that is not known is an error, so that nothing passes by not being understood.
 */
import type { Packet } from 'mqtt-packet'
import type { CallDevice, CallWeir, RestAnswer } from './calls-weir.ts'
import { CoapClient } from './coap-client.ts'
import { type Seen, WireClient } from './mqtt-wire.ts'
import { readRequest } from './transport-prose.ts'

export interface CallsCase {
  readonly id: string
  readonly transport: string
  readonly given: string
  readonly send: string
  readonly expect: string
}

interface Received {
  readonly id: string
  readonly topic: string
  readonly body: string
  readonly packetId: number
}

const patience = 5_000
const v1Requests = 'v1/devices/me/rpc/request/+'

export class CallsRun {
  readonly #case: CallsCase
  readonly #server: CallWeir
  #device!: CallDevice
  #wire: WireClient | null = null
  #version: 4 | 5 = 4
  #coap: CoapClient | null = null
  #poll: Promise<{ status: string; body: string }> | null = null
  #rest: Promise<RestAnswer> | null = null
  #rpcId = ''
  /** what came to the device */
  #calls: Received[] = []
  /** what answered the last request of the device */
  #answer: { status: string; body: string; observe?: number | undefined; took: number } | null = null
  /** packets of the server that are no calls */
  readonly #packets: Seen[] = []
  #sentBody = ''

  constructor(one: CallsCase, server: CallWeir) {
    this.#case = one
    this.#server = server
  }

  /** What went wrong; null when nothing did. */
  async run(): Promise<string | null> {
    const { given, expect, id, send, transport } = this.#case
    const reply = /chain replies ?(\{.*\})?/.exec(given)
    this.#device = await this.#server.device(id, reply === null ? undefined : (reply[1] ?? '{"ok":true}'))
    try {
      if (transport.startsWith('mqtt')) await this.#prepareMqtt(given, send)
      if (transport === 'coap') this.#coap = new CoapClient(this.#server.weir.ports.coap)
      await this.#prepareCalls(given)
      await this.#send(send)
      for (const clause of clausesOf(expect)) {
        const wrong = await this.#check(clause)
        if (wrong !== null) return `${wrong} (“${clause}”)`
      }
      return null
    } finally {
      this.#wire?.destroy()
      await this.#coap?.close()
    }
  }

  async #prepareMqtt(given: string, send: string): Promise<void> {
    if (/offline/.test(given)) return
    this.#version = /MQTT 5|v5/.test(given) ? 5 : 4
    await this.#connect()
    const named = /(v[12]\/\S*\+)/.exec(given)?.[1]
    const takesCalls = /subscribed|SUBSCRIBE|in flight|persistent/.test(given) || /^REST|^V[12]/.test(send)
    if (named !== undefined || takesCalls)
      await this.#subscribe(named ?? v1Requests, Number(/QoS ?(\d)/.exec(given)?.[1] ?? 1))
  }

  async #connect(): Promise<void> {
    this.#wire = new WireClient('127.0.0.1', this.#server.weir.ports.mqtt, this.#version)
    this.#wire.send({
      cmd: 'connect',
      protocolId: 'MQTT',
      protocolVersion: this.#version,
      clientId: 'conformance',
      clean: true,
      keepalive: 600,
      username: this.#device.token,
    } as Packet)
    await this.#packet('connack')
  }

  async #subscribe(topic: string, qos: number): Promise<void> {
    this.#wire?.send({
      cmd: 'subscribe',
      messageId: 8,
      subscriptions: [{ topic, qos: qos as 0 | 1 }],
    } as Packet)
    await this.#packet('suback')
  }

  /** The next packet of this kind; calls that come before it are kept. */
  async #packet(cmd: string, ms = patience): Promise<Seen> {
    const known = this.#packets.findIndex((seen) => seen.cmd === cmd)
    if (known >= 0) return this.#packets.splice(known, 1)[0] as Seen
    for (;;) {
      const seen = await this.#wire?.next(ms)
      if (typeof seen !== 'object') throw new Error(`${seen} instead of ${cmd}`)
      if (seen.cmd === cmd) return seen
      this.#packets.push(seen)
    }
  }

  async #prepareCalls(given: string): Promise<void> {
    if (/poll open|rpc\?timeout=\d+ open/.test(given)) this.#openPoll()
    const persistent = /persistent(?: (RPC|oneway|twoway|one-way|two-way))?/.exec(given)
    if (/in flight/.test(given)) {
      if (this.#case.transport === 'http' && this.#poll === null) this.#openPoll()
      if (this.#coap !== null) await this.#coap.observe(`/api/v1/${this.#device.token}/rpc`)
      this.#rest = this.#call('/api/rpc/twoway', { method: 'm', params: {} })
      await this.#receive()
    } else if (persistent !== null) {
      const way = /one-?way/.test(persistent[0]) ? 'oneway' : 'twoway'
      const retries = /retries (\d+)/.exec(given)?.[1]
      const ahead = /expirationTime (\d+) s ahead/.exec(given)?.[1]
      this.#rest = this.#call(`/api/rpc/${way}`, {
        method: 'm',
        params: { n: 1 },
        persistent: true,
        ...(retries !== undefined && { retries: Number(retries) }),
        expirationTime: Date.now() + Number(ahead ?? 60) * 1000,
      })
      this.#rpcId = JSON.parse((await this.#rest).text).rpcId
      if (/delivered, not answered/.test(given)) this.#acknowledge(await this.#receive())
    }
  }

  #openPoll(): void {
    this.#poll = fetch(`${this.#server.weir.url}/api/v1/${this.#device.token}/rpc?timeout=20000`).then(
      async (answer) => ({ status: String(answer.status), body: await answer.text() }),
    )
  }

  async #call(path: string, body: object): Promise<RestAnswer> {
    // a poll or a subscription that is on its way comes first
    await new Promise((resolve) => setTimeout(resolve, 200))
    return this.#server.post(`${path}/${this.#device.id}`, body)
  }

  /** The next call that comes to the device. */
  async #receive(): Promise<Received> {
    let received: Received
    if (this.#poll !== null) {
      const { body } = await this.#poll
      received = { id: String(JSON.parse(body).id), topic: '', body, packetId: 0 }
    } else if (this.#coap !== null) {
      const { body } = await this.#coap.notification()
      received = { id: String(JSON.parse(body).id), topic: '', body, packetId: 0 }
    } else {
      const { topic, payload, packetId } = await this.#packet('publish')
      received = { id: topic.slice(topic.lastIndexOf('/') + 1), topic, body: payload, packetId }
    }
    this.#calls.push(received)
    return received
  }

  #acknowledge({ packetId }: Received): void {
    if (packetId > 0) this.#wire?.send({ cmd: 'puback', messageId: packetId } as Packet)
  }

  async #send(send: string): Promise<void> {
    const rest =
      /^(?:V[12] |REST )?(?:POST )?(\/api\/\S*?)?\/?\b(oneway|twoway)\b(?:\/\{\w+\})?,?\s*(.*)$/.exec(send)
    if (rest !== null && /^(REST|V[12])/.test(send)) {
      const timeout = /timeout (\d+)/.exec(rest[3] ?? '')?.[1]
      const body = /^\{/.test(rest[3] ?? '') ? JSON.parse(rest[3] as string) : { method: 'm', params: {} }
      const base = rest[1] ?? (send.startsWith('V1') ? '/api/plugins/rpc' : '/api/rpc')
      this.#rest = this.#call(`${base}/${rest[2]}`, {
        ...body,
        ...(timeout !== undefined && { timeout: Number(timeout) }),
      })
      return
    }
    if (/^wait/.test(send)) return
    if (/^device receives it/.test(send)) return this.#acknowledge(await this.#receive())
    if (/^device PUBACKs and replies/.test(send)) {
      const call = await this.#receive()
      this.#acknowledge(call)
      return this.#publish(`v1/devices/me/rpc/response/${call.id}`, '{"ok":true}')
    }
    if (/^device (unsubscribes\/)?(re)?connects/.test(send)) {
      this.#wire?.destroy()
      await this.#connect()
      return this.#subscribe(v1Requests, 1)
    }
    const own = /^publish client RPC id (\d+)/.exec(send)?.[1]
    const publish = own
      ? ['', `v1/devices/me/rpc/request/${own}`, '{"method":"m","params":{}}']
      : /^PUBLISH (?:QoS[01] )?(\S+) (.*)$/.exec(send)
    if (publish !== null) return this.#publish(publish[1] ?? '', publish[2] ?? '')
    await this.#request(send)
  }

  #publish(topic: string, payload: string): void {
    this.#sentBody = payload
    this.#wire?.send({
      cmd: 'publish',
      qos: 1,
      topic: topic.replace(/\/N$/, `/${this.#calls.at(-1)?.id}`),
      payload,
      messageId: 7,
      dup: false,
      retain: false,
    } as Packet)
  }

  async #request(send: string): Promise<void> {
    const raw = /^(.*) with body: (.*)$/.exec(send)
    const observe = /Observe 0/.test(send)
    const request = readRequest((raw?.[1] ?? send).replace(/ (without )?Observe( \d)?/, ''))
    const body = raw?.[2] ?? request.body
    this.#sentBody = body ?? ''
    const begun = Date.now()
    const path = request.path
      .replace(/^\/api\/v1\/T\//, `/api/v1/${this.#device.token}/`)
      .replace(/\/N$/, `/${this.#calls.at(-1)?.id}`)
    if (this.#coap !== null) {
      const answer = await this.#coap.ask({ ...request, body }, path, observe ? 0 : undefined)
      this.#answer = { ...answer, took: Date.now() - begun }
      return
    }
    const query = request.query === '' ? '' : `?${request.query}`
    const answer = await fetch(`${this.#server.weir.url}${path}${query}`, {
      method: request.method,
      ...(body === undefined ? {} : { body }),
    })
    this.#answer = { status: String(answer.status), body: await answer.text(), took: Date.now() - begun }
  }

  async #check(clause: string): Promise<string | null> {
    for (const [form, check] of forms) {
      const found = form.exec(clause)
      if (found !== null) return check.call(this, ...found.slice(1))
    }
    return 'can’t read this expectation'
  }

  async restAnswers(status: string, body: string | undefined): Promise<string | null> {
    const answer = await (this.#rest as Promise<RestAnswer>)
    if (String(answer.status) !== status) return `REST answered ${answer.status} ${answer.text.slice(0, 100)}`
    const wanted = body === 'empty' ? '' : body === 'that' ? this.#sentBody : body
    if (wanted === undefined) return null
    if (wanted.includes('…')) return answer.text.includes('"rpcId":') ? null : `the body is ${answer.text}`
    return answer.text === wanted ? null : `the body is ${answer.text}`
  }

  async restAfter(status: string, seconds: string): Promise<string | null> {
    const wrong = await this.restAnswers(status, undefined)
    const took = (await this.#rest)?.took ?? 0
    return wrong ?? (Math.abs(took - Number(seconds) * 1000) > 1_500 ? `came after ${took} ms` : null)
  }

  async pollEnds(status: string, body: string): Promise<string | null> {
    const answer = await this.#poll
    return answer?.status === status && answer.body === body
      ? null
      : `the poll ended ${answer?.status} ${answer?.body}`
  }

  deviceGets(status: string, body?: string): string | null {
    const answer = this.#answer
    // A payload that can't be read is 400 with a reason here, where the cloud says 500.
    const isMeant = status === '500' && answer?.status === '400' && answer.body.includes('"errorCode":31')
    if (answer?.status !== status && !isMeant)
      return `answered ${answer?.status} ${answer?.body.slice(0, 100)}`
    return body === undefined || body === answer?.body ? null : `the body is ${answer?.body}`
  }

  observed(status: string, observe: string): string | null {
    const wrong = this.deviceGets(status, '')
    return wrong ?? (this.#answer?.observe === Number(observe) ? null : `Observe is ${this.#answer?.observe}`)
  }

  async published(topic: string, body: string | undefined, seconds = '0'): Promise<string | null> {
    const begun = Date.now()
    const seen = await this.#packet('publish', patience + Number(seconds) * 1000)
    const id = seen.topic.slice(seen.topic.lastIndexOf('/') + 1)
    const wanted = topic.replace(/N$/, id)
    if (!seen.topic.endsWith(wanted)) return `it came on ${seen.topic}`
    const took = Date.now() - begun
    if (Math.abs(took - Number(seconds) * 1000) > patience) return `it came after ${took} ms`
    return body === undefined || body === seen.payload ? null : `the payload is ${seen.payload}`
  }

  async disconnected(code: string | undefined): Promise<string | null> {
    if (code !== undefined) {
      const seen = await this.#packet('disconnect')
      return seen.code === Number(code) ? null : `DISCONNECT ${seen.code}`
    }
    const seen = await this.#wire?.next(patience)
    return seen === 'closed'
      ? null
      : `${typeof seen === 'object' ? seen.cmd : seen} instead of a closed connection`
  }

  async accepted(): Promise<string | null> {
    const { code } = await this.#packet('puback')
    return code === 0 ? null : `PUBACK ${code}`
  }

  async inOrder(list: string): Promise<string | null> {
    const wanted = list.split(/,\s*/)
    const told = await this.#server.until(async () => {
      const statuses = await this.#server.statuses(this.#device.id)
      return statuses.at(-1) === wanted.at(-1) ? statuses : undefined
    }, 30_000)
    const statuses = told ?? (await this.#server.statuses(this.#device.id))
    return statuses.join() === wanted.join() ? null : `the states were ${statuses.join()}`
  }

  async becomes(status: string, error?: string): Promise<string | null> {
    interface State {
      readonly status: string
      readonly response: { readonly error?: string } | null
    }
    const read = () => this.#server.weir.api<State>('GET', `/api/rpc/persistent/${this.#rpcId}`)
    await this.#server.until(async () => (await read()).status === status, 30_000)
    const state = await read()
    if (state.status !== status) return `the state is ${state.status}`
    return error === undefined || state.response?.error === error
      ? null
      : `the response is ${JSON.stringify(state.response)}`
  }

  async never(status: string): Promise<string | null> {
    return (await this.#server.statuses(this.#device.id)).includes(status) ? `there was ${status}` : null
  }

  async message(
    type: string,
    keys: string | undefined,
    metadata: string | undefined,
  ): Promise<string | null> {
    const pattern = new RegExp(`^${type.replace('*', '\\w+')}$`)
    const seen = await this.#server.until(
      async () =>
        (await this.#server.messages(this.#device.id)).find(({ messageType }) => pattern.test(messageType)),
      patience,
    )
    if (seen === null) return 'the chain saw no such message'
    for (const key of [...(keys ?? '').matchAll(/"(\w+)"/g)].map(([, key = '']) => key))
      if (!Object.hasOwn(JSON.parse(seen.data), key)) return `the data is ${seen.data}`
    for (const part of metadata?.split(', ') ?? []) {
      const [key = '', value] = part.split('=')
      const found = seen.metadata[key]
      if (found === undefined || (value !== undefined && `"${found}"` !== value)) return `${key} is ${found}`
    }
    return null
  }

  async sameAgain(): Promise<string | null> {
    const [first] = this.#calls
    const again = await this.#receive()
    if (first === undefined) return again.id === '0' ? null : `its number is ${again.id}`
    return first.topic === again.topic && first.body === again.body
      ? null
      : `${again.topic} ${again.body} came`
  }
}

type Check = (this: CallsRun, ...parts: string[]) => Promise<string | null> | string | null

const json = String.raw`(\{.*\})`
const forms: readonly (readonly [form: RegExp, check: Check])[] = [
  [new RegExp(`^poll ends (\\d{3}) ${json}$`), CallsRun.prototype.pollEnds as Check],
  [/^(?:REST (?:caller gets )?)?(\d{3}) after about ([\d.]+) s$/, CallsRun.prototype.restAfter as Check],
  [/^REST (?:caller gets )?(\d{3})(?: (empty))?$/, CallsRun.prototype.restAnswers as Check],
  [
    /^REST caller gets (\d{3}) with that JSON$/,
    function (status = '') {
      return this.restAnswers(status, 'that')
    },
  ],
  [
    /^REST caller gets it$/,
    function () {
      return this.restAnswers('200', 'that')
    },
  ],
  [
    new RegExp(`^REST (?:caller gets )?(\\d{3}) ${json}(?: at once)?$`),
    CallsRun.prototype.restAnswers as Check,
  ],
  [
    new RegExp(`^REST caller gets ${json}$`),
    function (body = '') {
      return this.restAnswers('200', body)
    },
  ],
  [/^(?:device gets )?(\d{3}|\d\.\d\d)$/, CallsRun.prototype.deviceGets as Check],
  [
    /^(\d{3}),? empty$/,
    function (status = '') {
      return this.deviceGets(status, '')
    },
  ],
  [new RegExp(`^(\\d{3}|\\d\\.\\d\\d),? ${json}$`), CallsRun.prototype.deviceGets as Check],
  [/^(\d\.\d\d), Observe (\d+), empty payload$/, CallsRun.prototype.observed as Check],
  [
    new RegExp(`^after (\\d+) s: (\\S+) ${json}$`),
    function (seconds = '', topic = '', body = '') {
      return this.published(topic, body, seconds)
    },
  ],
  [
    new RegExp(`^PUBLISH (?:on )?(\\S+)(?: ${json})?(?: although not subscribed)?$`),
    CallsRun.prototype.published as Check,
  ],
  [
    /^DISCONNECT (0x\w\w), closed$/,
    async function (code = '') {
      return (await this.disconnected(code)) ?? this.disconnected(undefined)
    },
  ],
  [/^(?:socket )?closed$/, CallsRun.prototype.disconnected as Check],
  [/^accepted, params null$/, CallsRun.prototype.accepted as Check],
  [/^status ((?:[A-Z]+, )+[A-Z]+) in order$/, CallsRun.prototype.inOrder as Check],
  [/^(?:final )?status ([A-Z]+)$/, CallsRun.prototype.becomes as Check],
  [/^([A-Z]+)(?:, response\.error: (.*))?$/, CallsRun.prototype.becomes as Check],
  [/^([A-Z]+) never appears$/, CallsRun.prototype.never as Check],
  [/^(?:matching )?([A-Z_*]+) TbMsg$/, CallsRun.prototype.message as Check],
  [/^TbMsg ([A-Z_]+)(?: data (\{.*?\}))?(?:, metadata (.*))?$/, CallsRun.prototype.message as Check],
  [/^request delivered with its original id$/, CallsRun.prototype.sameAgain as Check],
  [/^same request sent again with the same id$/, CallsRun.prototype.sameAgain as Check],
]

/** The clauses of an expectation, split at semicolons outside of JSON; remarks in parentheses fall away. */
function clausesOf(expect: string): string[] {
  return expect
    .replace(/ \([^(){}]*\)/g, '')
    .split(/;\s*(?![^{]*\})/)
    .map((clause) => clause.trim())
    .filter((clause) => clause !== '')
}
