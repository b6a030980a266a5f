/**
 * The CoAP device API (device-api.md 1.2, 2, 3 and 11): `coap://…/api/v1/{token}/{feature}`. Who is let in comes first,
 * then the blocks of the body, then room, and only then is anything read.
 */
import { stringifyJson } from '../../rules/json.ts'
import type { Arrival } from '../../rules/message.ts'
import type { Clock, Logger } from '../../rules/needs.ts'
import { attributeQuestion, attributesText } from '../attributes.ts'
import type { DeviceIdentity, Gate, Upload } from '../gate.ts'
import {
  type CallPayload,
  isJsonObject,
  PayloadError,
  type PayloadOptions,
  parseAttributes,
  parseCall,
  parseTelemetry,
} from '../payload.ts'
import type { Room } from '../room.ts'
import { isStandardPath } from '../standard-paths.ts'
import { type BodyAssembler, blockOf, blockOption } from './blocks.ts'
import type { CallObservations } from './calls.ts'
import type { CoapAnswer, CoapRequest } from './endpoint.ts'
import { jsonFormat, type Observations } from './observe.ts'
import { Code, OptionNumber, textsOf, uintOf, uintOption } from './packet.ts'

export interface CoapApiParts {
  readonly gate: Gate
  readonly log: Logger
  readonly payload: PayloadOptions
  readonly room: Room
  readonly bodies: BodyAssembler
  readonly observations: Observations
  readonly callObservations: CallObservations
  readonly clock: Clock
}

/** Reads a whole body and says what became of it. */
type TakeBody = (body: Buffer) => Promise<CoapAnswer>

export class CoapDeviceApi {
  readonly #parts: CoapApiParts

  constructor(parts: CoapApiParts) {
    this.#parts = parts
  }

  /** Answers one request; never rejects. */
  async answer(request: CoapRequest): Promise<CoapAnswer> {
    try {
      return await this.#route(request)
    } catch (error) {
      this.#parts.log.warn('a request of the device CoAP API failed', { error })
      return comeBack
    }
  }

  async #route(request: CoapRequest): Promise<CoapAnswer> {
    if (request.code > Code.delete) return { code: Code.methodNotAllowed }
    // One option that holds slashes is as good as several options.
    const segments = textsOf(request, OptionNumber.uriPath).join('/').split('/')
    const [first = '', second = '', third = ''] = segments
    if (first === 'fw' || first === 'sw') return this.#firmware(request, segments)
    if (first !== 'api' || second !== 'v1') return { code: Code.notFound }
    if (third === 'provision' && segments.length === 3) return notYet('Provisioning')

    const device = await this.#login(segments.length > 3 ? third : '')
    if (device === null) return { code: Code.unauthorized }
    const { transportType } = device.profile
    if (transportType !== 'DEFAULT' && transportType !== 'COAP') {
      return { code: Code.internalError, payload: `The profile of the device is for ${transportType}` }
    }
    return this.#visit(device, request, segments.slice(3).join('/'))
  }

  async #login(token: string): Promise<DeviceIdentity | null> {
    return token === '' ? null : this.#parts.gate.login({ kind: 'token', token })
  }

  async #visit(device: DeviceIdentity, request: CoapRequest, path: string): Promise<CoapAnswer> {
    const { gate, payload } = this.#parts
    const feature = path.toLowerCase()
    switch (`${request.code} ${feature}`) {
      case `${Code.post} telemetry`:
        return this.#upload(device, request, 'telemetry', (body) => parseTelemetry(body, payload))
      case `${Code.post} attributes`:
        return this.#upload(device, request, 'attributes', (body) => [parseAttributes(body, payload)])
      case `${Code.get} attributes`:
        return this.#attributes(device, request)
    }

    const arrival: Arrival = { transport: 'coap', path }
    const sends = request.code === Code.post || request.code === Code.put
    if (sends && !isStandardPath(path) && gate.wants(arrival)) return this.#raw(device, request, arrival)
    if (request.code === Code.put || request.code === Code.delete) return { code: Code.methodNotAllowed }

    if (feature === 'rpc') return this.#calls(device, request)
    const replied = request.code === Code.post ? /^rpc\/(-?\d{1,10})$/.exec(feature)?.[1] : undefined
    if (replied !== undefined) return this.#reply(device, request, Number(replied))
    if (request.code === Code.post && feature === 'claim') return notYet('Claiming')
    return { code: Code.badRequest, payload: 'There is no such feature, or not with this method' }
  }

  async #firmware(request: CoapRequest, segments: readonly string[]): Promise<CoapAnswer> {
    if (request.code !== Code.get) return { code: Code.methodNotAllowed }
    const device = segments.length === 2 ? await this.#login(segments[1] ?? '') : null
    return device === null ? { code: Code.unauthorized } : notYet('Firmware download')
  }

  #upload(
    device: DeviceIdentity,
    request: CoapRequest,
    path: 'telemetry' | 'attributes',
    parse: (body: Buffer) => Upload[],
  ): Promise<CoapAnswer> {
    const { gate } = this.#parts
    const arrival: Arrival = { transport: 'coap', path }
    return this.#withBody(device, request, path, async (body) => {
      let uploads: Upload[]
      try {
        uploads = parse(body)
      } catch (error) {
        if (!(error instanceof PayloadError)) throw error
        gate.refuse({
          ...arrival,
          device,
          reason: error.message,
          payload: Buffer.from(body.subarray(0, 1024)),
        })
        return { code: Code.badRequest, payload: error.message }
      }
      if (uploads.length > 0) await settled((done) => gate.accept(device, arrival, uploads, done))
      gate.active(device)
      return { code: Code.created }
    })
  }

  /** A device calls the server, or observes the calls that come for it (device-api.md 4). */
  async #calls(device: DeviceIdentity, request: CoapRequest): Promise<CoapAnswer> {
    const { callObservations } = this.#parts
    if (request.code === Code.post) return this.#call(device, request)
    const observe = uintOf(request, OptionNumber.observe)
    if (observe === 1) {
      callObservations.remove(device)
      return { code: Code.deleted }
    }
    if (observe !== 0) return { code: Code.badRequest, payload: 'Calls are not read, they are observed' }
    const observation = callObservations.add(device, request)
    const options = [uintOption(OptionNumber.observe, 0)]
    return { code: Code.valid, options, onSent: () => observation.begin() }
  }

  #call(device: DeviceIdentity, request: CoapRequest): Promise<CoapAnswer> {
    const { clock, gate } = this.#parts
    const arrival: Arrival = { transport: 'coap', path: 'rpc' }
    return this.#withBody(device, request, 'rpc', async (body) => {
      let call: CallPayload
      try {
        call = parseCall(body)
      } catch (error) {
        if (!(error instanceof PayloadError)) throw error
        return this.#refused(device, arrival, body, Code.badRequest, error.message)
      }
      const { method, params = null } = call
      if (method === undefined)
        return this.#refused(device, arrival, body, Code.internalError, 'The call has no “method”')
      const text = await new Promise<string | null>((resolve, reject) => {
        const toServer = { requestId: 0, method, params, size: body.length }
        const stop = gate.callServer(device, arrival, toServer, (error) => error && reject(error), resolve)
        // Where the cloud never answers (device-api.md 12), the device learns that nobody did.
        clock.after(callAnsweredWithin, () => {
          stop()
          resolve(null)
        })
      })
      if (text === null) return { code: Code.gatewayTimeout, payload: 'Nobody answered the call' }
      return { code: Code.content, options: [jsonFormat], payload: text }
    })
  }

  /** The device replies to a call: a JSON object (device-api.md 4.1). */
  #reply(device: DeviceIdentity, request: CoapRequest, requestId: number): Promise<CoapAnswer> {
    const { gate } = this.#parts
    const arrival: Arrival = { transport: 'coap', path: `rpc/${requestId}` }
    return this.#withBody(device, request, arrival.path, async (body) => {
      if (!isJsonObject(body) || Math.abs(requestId) > 2_147_483_647)
        return this.#refused(device, arrival, body, Code.internalError, 'The reply is not a JSON object')
      await settled((done) => gate.answerCall(device, requestId, body, done))
      return { code: Code.created }
    })
  }

  #refused(device: DeviceIdentity, arrival: Arrival, body: Buffer, code: number, reason: string): CoapAnswer {
    this.#parts.gate.refuse({ ...arrival, device, reason, payload: Buffer.from(body.subarray(0, 1024)) })
    return { code, payload: reason }
  }

  #raw(device: DeviceIdentity, request: CoapRequest, arrival: Arrival): Promise<CoapAnswer> {
    const { gate } = this.#parts
    return this.#withBody(device, request, arrival.path, async (payload) => {
      await settled((done) => gate.acceptRaw(device, arrival, { payload }, done))
      gate.active(device)
      return { code: Code.created }
    })
  }

  /** Goes on with the whole body once it is there and there is room for it. */
  async #withBody(
    device: DeviceIdentity,
    request: CoapRequest,
    path: string,
    take: TakeBody,
  ): Promise<CoapAnswer> {
    const block = blockOf(request, OptionNumber.block1)
    if (block === null) return { code: Code.badOption }
    if (block === undefined) return this.#whenThereIsRoom(request.payload, take)

    const { address, port } = request.peer
    const key = `${address} ${port} ${device.id} ${path}`
    const assembled = this.#parts.bodies.take(key, block, request.payload)
    const answer: CoapAnswer =
      'code' in assembled ? assembled : await this.#whenThereIsRoom(assembled.body, take)
    return { ...answer, options: [...(answer.options ?? []), blockOption(OptionNumber.block1, block)] }
  }

  async #whenThereIsRoom(body: Buffer, take: TakeBody): Promise<CoapAnswer> {
    const hasEntered = await new Promise<boolean>((resolve) => this.#parts.room.enter(resolve))
    return hasEntered ? take(body) : comeBack
  }

  async #attributes(device: DeviceIdentity, request: CoapRequest): Promise<CoapAnswer> {
    const { gate, observations } = this.#parts
    const observe = uintOf(request, OptionNumber.observe)
    if (observe === 0) return this.#observe(device, request)
    if (observe === 1) {
      observations.remove(device)
      return { code: Code.deleted }
    }
    const clientKeys = parameter(request, 'clientKeys')
    const question = attributeQuestion(clientKeys, parameter(request, 'sharedKeys'))
    const payload = attributesText(await gate.attributes(device, question.client, question.shared))
    gate.active(device)
    return payload === null ? { code: Code.notFound } : { code: Code.content, options: [jsonFormat], payload }
  }

  /** The session opens before the attributes are read, so that no change falls between. */
  async #observe(device: DeviceIdentity, request: CoapRequest): Promise<CoapAnswer> {
    const observation = this.#parts.observations.add(device, request)
    try {
      const { shared } = await this.#parts.gate.attributes(device, [], null)
      const options = [uintOption(OptionNumber.observe, 0), jsonFormat]
      return {
        code: Code.content,
        options,
        payload: stringifyJson(shared),
        onSent: () => observation.begin(),
      }
    } catch (error) {
      observation.end(null)
      throw error
    }
  }
}

/** 5.03 with the seconds to wait in Max-Age (RFC 7252 §5.9.3.4). */
const comeBack: CoapAnswer = {
  code: Code.unavailable,
  options: [uintOption(OptionNumber.maxAge, 1)],
  payload: 'The server can’t take this just now; try again',
}

/** milliseconds for which a call of a device waits (device-api.md 8, CoAP request timeout) */
const callAnsweredWithin = 10_000

function notYet(what: string): CoapAnswer {
  return { code: Code.notImplemented, payload: `${what} over CoAP is not served yet` }
}

/** The part behind `name=` of the query option of that name. */
function parameter(request: CoapRequest, name: string): string | undefined {
  const option = textsOf(request, OptionNumber.uriQuery).find((text) => text.startsWith(`${name}=`))
  return option?.slice(name.length + 1)
}

function settled(start: (done: (error: Error | null) => void) => void): Promise<void> {
  return new Promise((resolve, reject) => start((error) => (error === null ? resolve() : reject(error))))
}
