import { isDeepStrictEqual } from 'node:util'
import type { DeviceProfileSummary } from '../rules/needs.ts'
import { Remembered } from '../store/remembered.ts'
import type { Store } from '../store/store.ts'

const most = 1_000
/** How long a profile counts when another server may have changed the same database, in milliseconds. */
const trustedFor = 30_000

/**
 * The profiles of devices, as nodes ask for them with every message. A profile stays the same object until something in
 * it changes, so that what was made of it (compiled alarm rules) can be kept by it.
 */
export class DeviceProfiles {
  readonly #store: Store
  readonly #remembered: Remembered<DeviceProfileSummary | null>
  readonly #last = new Map<string, DeviceProfileSummary>()

  constructor(store: Store, now: () => number) {
    this.#store = store
    this.#remembered = new Remembered({ most, trustedFor, now })
    store.onChanged(({ ref: { entityType, id } }) => {
      if (entityType === 'DEVICE_PROFILE') this.#remembered.forget(id)
    })
  }

  /** null when there is no such device */
  async of(deviceId: string): Promise<DeviceProfileSummary | null> {
    const device = await this.#store.entities.byId({ entityType: 'DEVICE', id: deviceId })
    const profileId = device?.profileId ?? null
    return profileId === null ? null : this.#remembered.get(profileId, () => this.#read(profileId))
  }

  async #read(profileId: string): Promise<DeviceProfileSummary | null> {
    const found = await this.#store.profiles.get(profileId)
    if (found === null) {
      this.#last.delete(profileId)
      return null
    }
    const { id, name, profileData } = found
    const last = this.#last.get(profileId)
    const read = { id, name, profileData }
    if (last !== undefined && isDeepStrictEqual(last, read)) return last
    if (this.#last.size >= most) this.#last.clear()
    this.#last.set(profileId, read)
    return read
  }
}
