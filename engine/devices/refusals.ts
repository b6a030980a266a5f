import type { Refusal } from '../transports/gate.ts'

export interface RememberedRefusal extends Refusal {
  /** epoch ms */
  readonly at: number
}

const perDevice = 20
const devices = 1000

/** What was not taken from devices, and why: a count, and the last few of each device for its page. */
export class Refusals {
  #count = 0
  readonly #byDevice = new Map<string, RememberedRefusal[]>()

  get count(): number {
    return this.#count
  }

  add(refusal: Refusal, at: number): void {
    this.#count++
    if (refusal.device === null) return
    const { id } = refusal.device
    const list = this.#byDevice.get(id) ?? []
    // Put at the end again, so that the devices dropped are those that were quiet for longest.
    this.#byDevice.delete(id)
    this.#byDevice.set(id, list)
    list.unshift({ ...refusal, at })
    list.length = Math.min(list.length, perDevice)
    const [quietest] = this.#byDevice.keys()
    if (this.#byDevice.size > devices && quietest !== undefined) this.#byDevice.delete(quietest)
  }

  /** newest first */
  of(deviceId: string): readonly RememberedRefusal[] {
    return this.#byDevice.get(deviceId) ?? []
  }

  forget(deviceId: string): void {
    this.#byDevice.delete(deviceId)
  }
}
