import type { CallToDevice, SessionHandle } from '../../transports/gate.ts'
import type { DeviceCalls } from './device-calls.ts'

/** What a session of a device has to do with its calls: it takes them, or it does not. */
export class CallSession implements Pick<SessionHandle, 'takeCalls' | 'close'> {
  readonly #calls: DeviceCalls
  readonly #deviceId: string
  #stop: (() => void) | null = null

  constructor(calls: DeviceCalls, deviceId: string) {
    this.#calls = calls
    this.#deviceId = deviceId
  }

  takeCalls(take: ((call: CallToDevice) => void) | null, options: { readonly once?: boolean } = {}): void {
    const before = this.#stop
    this.#stop = take && this.#calls.listen(this.#deviceId, take, options.once)
    // Last, so that calls on their way find the new one in place.
    before?.()
  }

  close(): void {
    this.#stop?.()
    this.#stop = null
  }
}
