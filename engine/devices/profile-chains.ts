import type { Store } from '../store/store.ts'

const pageSize = 1000

/**
 * Which chain takes the messages of a device whose profile names one of its own. Few profiles do, so only the devices
 * of those are held in memory.
 */
export class ProfileChains {
  readonly #store: Store
  #chainOfDevice = new Map<string, string>()

  constructor(store: Store) {
    this.#store = store
  }

  /** null = the root chain */
  of(deviceId: string): string | null {
    return this.#chainOfDevice.get(deviceId) ?? null
  }

  /** Reads profiles and their devices anew; call at the start and when one of them changed. */
  async read(): Promise<void> {
    const chains = new Map<string, string>()
    for (let page = 0, more = true; more; page++) {
      const profiles = await this.#store.profiles.list({ page, pageSize })
      for (const { id, defaultRuleChainId } of profiles.data) {
        if (defaultRuleChainId !== null) await this.#readDevices(id, defaultRuleChainId, chains)
      }
      more = profiles.hasNext
    }
    this.#chainOfDevice = chains
  }

  async #readDevices(profileId: string, chainId: string, chains: Map<string, string>): Promise<void> {
    for (let page = 0, more = true; more; page++) {
      const devices = await this.#store.devices.list({ page, pageSize }, { profileId })
      for (const { id } of devices.data) chains.set(id, chainId)
      more = devices.hasNext
    }
  }
}
