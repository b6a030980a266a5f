/**
 * Observations of shared attributes (RFC 7641; device-api.md 3 and 11). A device has one: a newer one takes its place and
 * the older is told with 2.02. One notification is under way at a time, and what changes meanwhile is merged into the
 * next, so a slow device costs no memory and still ends up with the newest state.
 */
import type { Clock } from '../../rules/needs.ts'
import type { JsonObject, JsonValue } from '../../rules/values.ts'
import { attributeUpdateText } from '../attributes.ts'
import type { DeviceIdentity, Gate, SessionHandle } from '../gate.ts'
import type { CoapRequest, Endpoint, Outcome, Peer } from './endpoint.ts'
import { type CoapOption, Code, OptionNumber, Type, uintOption } from './packet.ts'

export const jsonFormat: CoapOption = uintOption(OptionNumber.contentFormat, 50)

/** milliseconds after which even a non-confirmable observation is checked with a confirmable one (RFC 7641 §4.5) */
const longestUnconfirmed = 86_400_000

export class Observations {
  readonly #endpoint: Endpoint
  readonly #gate: Gate
  readonly #clock: Clock
  readonly #byDevice = new Map<string, Observation>()

  constructor(endpoint: Endpoint, gate: Gate, clock: Clock) {
    this.#endpoint = endpoint
    this.#gate = gate
    this.#clock = clock
  }

  get size(): number {
    return this.#byDevice.size
  }

  /** Begins to observe. Changes are held back until `begin` says that the first answer is out. */
  add(device: DeviceIdentity, request: CoapRequest): Observation {
    const before = this.#byDevice.get(device.id)
    const observation = new Observation(device, request, this.#endpoint, this.#clock, (ended) => {
      if (this.#byDevice.get(device.id) === ended) this.#byDevice.delete(device.id)
    })
    this.#byDevice.set(device.id, observation)
    observation.open(this.#gate)
    if (before !== undefined) before.end(before.isOf(request) ? null : Code.deleted)
    return observation
  }

  /** Ends the device's observation without telling it, because it asked to. */
  remove(device: DeviceIdentity): void {
    this.#byDevice.get(device.id)?.end(null)
  }

  close(): void {
    for (const observation of [...this.#byDevice.values()]) observation.end(null)
  }
}

export class Observation {
  readonly #device: DeviceIdentity
  readonly #peer: Peer
  readonly #token: Buffer
  readonly #isConfirmable: boolean
  readonly #endpoint: Endpoint
  readonly #clock: Clock
  readonly #onEnd: (ended: Observation) => void
  #session: SessionHandle | null = null
  #sequence = 0
  #lastConfirmed: number
  #hasBegun = false
  #isEnded = false
  /** a confirmable notification waits for its acknowledgement */
  #isUnderWay = false
  #forgetLast = (): void => {}
  #changed: Record<string, JsonValue> = {}
  #deleted = new Set<string>()

  constructor(
    device: DeviceIdentity,
    request: CoapRequest,
    endpoint: Endpoint,
    clock: Clock,
    onEnd: (ended: Observation) => void,
  ) {
    this.#device = device
    this.#peer = request.peer
    // a copy, since the token is a view of the whole datagram
    this.#token = Buffer.from(request.token)
    this.#isConfirmable = request.type === Type.confirmable
    this.#endpoint = endpoint
    this.#clock = clock
    this.#onEnd = onEnd
    this.#lastConfirmed = clock.now()
  }

  open(gate: Gate): void {
    this.#session = gate.open(this.#device, 'coap', {
      onSharedAttributes: (changed, deleted) => this.#take(changed, deleted),
      onClosed: (reason) => this.end(reason === 'deleted' ? Code.notFound : Code.unauthorized),
    })
  }

  isOf(request: CoapRequest): boolean {
    const { peer, token } = request
    return peer.port === this.#peer.port && peer.address === this.#peer.address && token.equals(this.#token)
  }

  /** The first answer is out; from here on changes are told. */
  begin(): void {
    this.#hasBegun = true
    this.#tell()
  }

  /** @param code told to the device as the last notification (RFC 7641 §3.2), null to tell it nothing */
  end(code: number | null): void {
    if (this.#isEnded) return
    this.#isEnded = true
    this.#forgetLast()
    this.#session?.close()
    this.#onEnd(this)
    if (code !== null) {
      const last = { code, options: [], payload: Buffer.alloc(0) }
      const stop = this.#endpoint.push(this.#peer, this.#token, this.#isConfirmable, last, () => {})
      if (!this.#isConfirmable) stop()
    }
  }

  #take(changed: JsonObject, deleted: readonly string[]): void {
    for (const [key, value] of Object.entries(changed)) {
      this.#deleted.delete(key)
      Object.defineProperty(this.#changed, key, {
        value,
        enumerable: true,
        configurable: true,
        writable: true,
      })
    }
    for (const key of deleted) {
      delete this.#changed[key]
      this.#deleted.add(key)
    }
    this.#tell()
  }

  #tell(): void {
    const hasNews = this.#deleted.size > 0 || Object.keys(this.#changed).length > 0
    if (!this.#hasBegun || this.#isEnded || this.#isUnderWay || !hasNews) return
    const payload = Buffer.from(attributeUpdateText(this.#changed, [...this.#deleted]))
    this.#changed = {}
    this.#deleted = new Set()
    this.#sequence = (this.#sequence + 1) & 0xffffff

    const confirmable = this.#isConfirmable || this.#clock.now() - this.#lastConfirmed > longestUnconfirmed
    const message = {
      code: Code.content,
      options: [uintOption(OptionNumber.observe, this.#sequence), jsonFormat],
      payload,
    }
    this.#isUnderWay = confirmable
    this.#forgetLast()
    this.#forgetLast = this.#endpoint.push(this.#peer, this.#token, confirmable, message, (outcome) =>
      this.#settle(outcome),
    )
  }

  #settle(outcome: Outcome): void {
    if (outcome !== 'acknowledged') {
      this.end(null)
      return
    }
    this.#isUnderWay = false
    this.#lastConfirmed = this.#clock.now()
    this.#tell()
  }
}
