import { Message } from '../../rules/message.ts'
import type { Clock, Identity } from '../../rules/needs.ts'
import type { DeviceIdentity, Gate } from '../../transports/gate.ts'

export interface ServerCallParts {
  readonly clock: Clock
  readonly identity: Identity
  /** tells the servers of one installation apart */
  readonly serverName: string
  /** Puts the call into the durable queue. */
  readonly accept: (message: Message, done: (error: Error | null) => void) => void
}

interface WaitingDevice {
  readonly deviceId: string
  readonly requestId: number
  readonly answered: (text: string | null) => void
  readonly cancel: () => void
}

/** milliseconds for which a device waits for its answer (device-api.md 8) */
export const answeredWithin = 60_000
const mostWaiting = 50_000
const mostOfOne = 100

/** Calls that devices make (device-api.md 4.6): each is a message to the rules, whose RPC call reply node answers it. */
export class ServerCalls {
  readonly #parts: ServerCallParts
  /** by the session id that the message carries */
  readonly #waiting = new Map<string, WaitingDevice>()
  readonly #byDevice = new Map<string, number>()

  constructor(parts: ServerCallParts) {
    this.#parts = parts
  }

  get waiting(): number {
    return this.#waiting.size
  }

  /** See `Gate.callServer` (transports/gate.ts). */
  readonly call = (
    ...[device, arrival, call, done, answered]: Parameters<Gate['callServer']>
  ): (() => void) => {
    const { clock, identity, accept } = this.#parts
    if (this.#waiting.size >= mostWaiting || (this.#byDevice.get(device.id) ?? 0) >= mostOfOne) {
      done(new Error('Too many calls wait for an answer already'))
      return () => {}
    }
    const sessionId = identity.uuid()
    const cancel = clock.after(answeredWithin, () => this.#end(sessionId)?.answered(null))
    this.#waiting.set(sessionId, { deviceId: device.id, requestId: call.requestId, answered, cancel })
    this.#byDevice.set(device.id, (this.#byDevice.get(device.id) ?? 0) + 1)
    accept(this.#message(device, arrival, call, sessionId), (error) => {
      if (error !== null) this.#end(sessionId)
      done(error)
    })
    return () => void this.#end(sessionId)
  }

  #message(
    device: DeviceIdentity,
    arrival: Parameters<Gate['callServer']>[1],
    { requestId, method, params, size }: Parameters<Gate['callServer']>[2],
    sessionId: string,
  ): Message {
    const { clock, identity, serverName } = this.#parts
    return Message.of({
      id: identity.uuid(),
      ts: clock.now(),
      type: 'TO_SERVER_RPC_REQUEST',
      originator: device.ref,
      customerId: device.customerId,
      metadata: {
        deviceName: device.name,
        deviceType: device.type,
        requestId: String(requestId),
        serviceId: serverName,
        sessionId,
      },
      data: { method, params },
      arrival,
      size,
    })
  }

  /** See `Calls.answer` (rules/calls.ts). Only the device that called is answered, whatever the metadata says. */
  answer(deviceId: string, sessionId: string, requestId: number, text: string): void {
    const waiting = this.#waiting.get(sessionId)
    if (waiting?.deviceId !== deviceId || waiting.requestId !== requestId) return
    this.#end(sessionId)
    waiting.answered(text)
  }

  #end(sessionId: string): WaitingDevice | undefined {
    const waiting = this.#waiting.get(sessionId)
    if (waiting === undefined) return undefined
    this.#waiting.delete(sessionId)
    waiting.cancel()
    const left = (this.#byDevice.get(waiting.deviceId) ?? 1) - 1
    if (left === 0) this.#byDevice.delete(waiting.deviceId)
    else this.#byDevice.set(waiting.deviceId, left)
    return waiting
  }
}
