/**
 * Sessions that take calls by observing `rpc` (RFC 7641; device-api.md 4 and 11). A device has one: a newer one takes its
 * place and the older is told with 2.02. One confirmable notification is under way at a time (RFC 7252 §4.7); the next
 * calls wait here in order.
 */
import type { CallToDevice, DeviceIdentity, Gate, SessionHandle } from '../gate.ts'
import type { CoapRequest, Endpoint, Outcome, Peer } from './endpoint.ts'
import { jsonFormat } from './observe.ts'
import { Code, OptionNumber, Type, uintOption } from './packet.ts'

export class CallObservations {
  readonly #endpoint: Endpoint
  readonly #gate: Gate
  readonly #byDevice = new Map<string, CallObservation>()

  constructor(endpoint: Endpoint, gate: Gate) {
    this.#endpoint = endpoint
    this.#gate = gate
  }

  get size(): number {
    return this.#byDevice.size
  }

  /** Begins to observe. Calls come once `begin` says that the first answer is out. */
  add(device: DeviceIdentity, request: CoapRequest): CallObservation {
    const before = this.#byDevice.get(device.id)
    const observation = new CallObservation(device, request, this.#endpoint, this.#gate, (ended) => {
      if (this.#byDevice.get(device.id) === ended) this.#byDevice.delete(device.id)
    })
    this.#byDevice.set(device.id, observation)
    if (before !== undefined) before.end(before.isOf(request) ? null : Code.deleted)
    return observation
  }

  /** Ends the device’s observation without telling it, because it asked to. */
  remove(device: DeviceIdentity): void {
    this.#byDevice.get(device.id)?.end(null)
  }

  close(): void {
    for (const observation of [...this.#byDevice.values()]) observation.end(null)
  }
}

export class CallObservation {
  readonly #peer: Peer
  readonly #token: Buffer
  readonly #isConfirmable: boolean
  readonly #endpoint: Endpoint
  readonly #onEnd: (ended: CallObservation) => void
  readonly #session: SessionHandle
  readonly #waiting: CallToDevice[] = []
  #underWay: CallToDevice | null = null
  #forgetLast = (): void => {}
  #sequence = 0
  #isEnded = false

  constructor(
    device: DeviceIdentity,
    request: CoapRequest,
    endpoint: Endpoint,
    gate: Gate,
    onEnd: (ended: CallObservation) => void,
  ) {
    this.#peer = request.peer
    // a copy, since the token is a view of the whole datagram
    this.#token = Buffer.from(request.token)
    this.#isConfirmable = request.type === Type.confirmable
    this.#endpoint = endpoint
    this.#onEnd = onEnd
    this.#session = gate.open(device, 'coap', {
      onClosed: (reason) => this.end(reason === 'deleted' ? Code.notFound : Code.unauthorized),
    })
  }

  isOf({ peer, token }: CoapRequest): boolean {
    return peer.port === this.#peer.port && peer.address === this.#peer.address && token.equals(this.#token)
  }

  /** The first answer is out; from here on calls come. */
  begin(): void {
    if (!this.#isEnded) this.#session.takeCalls((call) => this.#take(call))
  }

  /** @param code told to the device as the last notification (RFC 7641 §3.2), null to tell it nothing */
  end(code: number | null): void {
    if (this.#isEnded) return
    this.#isEnded = true
    this.#forgetLast()
    this.#session.close()
    this.#onEnd(this)
    const left = [this.#underWay, ...this.#waiting.splice(0)]
    this.#underWay = null
    for (const call of left) call?.missed()
    if (code === null) return
    const last = { code, options: [], payload: Buffer.alloc(0) }
    const stop = this.#endpoint.push(this.#peer, this.#token, this.#isConfirmable, last, () => {})
    if (!this.#isConfirmable) stop()
  }

  #take(call: CallToDevice): void {
    if (this.#isEnded) {
      call.missed()
      return
    }
    this.#waiting.push(call)
    this.#tell()
  }

  #tell(): void {
    if (this.#underWay !== null) return
    const call = this.#waiting.shift()
    if (call === undefined) return
    this.#sequence = (this.#sequence + 1) & 0xffffff
    const body = `{"id":${call.requestId},"method":${JSON.stringify(call.method)},"params":${call.params}}`
    const message = {
      code: Code.content,
      options: [uintOption(OptionNumber.observe, this.#sequence), jsonFormat],
      payload: Buffer.from(body),
    }
    this.#forgetLast()
    if (this.#isConfirmable) this.#underWay = call
    this.#forgetLast = this.#endpoint.push(this.#peer, this.#token, this.#isConfirmable, message, (outcome) =>
      this.#settle(outcome),
    )
    if (this.#isConfirmable) call.sent()
    else {
      call.delivered()
      this.#tell()
    }
  }

  #settle(outcome: Outcome): void {
    if (outcome !== 'acknowledged') {
      this.end(null)
      return
    }
    const call = this.#underWay
    this.#underWay = null
    call?.delivered()
    this.#tell()
  }
}
