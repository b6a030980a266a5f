import type { Logger } from '../rules/needs.ts'
import type { EntityChange } from '../store/changes.ts'
import type { Store } from '../store/store.ts'

const pageSize = 1000

/** What a profile names for the messages of its entities; null = what there is for all. */
interface Way {
  readonly chainId: string | null
  readonly queue: string | null
}

/** The ways that profiles name, and which entities have the profile. */
interface Chains {
  readonly ofProfile: Map<string, Way>
  readonly ofEntity: Map<string, Way>
}

/**
 * Which chain and queue take the messages of a device or asset whose profile names some of its own. Few profiles do,
 * so only the entities of those are held in memory. Follows the store: a saved entity counts at once, a saved profile
 * when it and its entities are read again.
 */
export class ProfileChains {
  readonly #store: Store
  readonly #log: Logger
  readonly #stop: () => void
  #chains: Chains = { ofProfile: new Map(), ofEntity: new Map() }
  #reading: Promise<void> | null = null
  /** a profile changed while all were being read */
  #isOld = false
  /** entities that changed while all were being read */
  #missed: EntityChange[] = []

  constructor(store: Store, log: Logger) {
    this.#store = store
    this.#log = log
    this.#stop = store.onChanged((change) => this.#changed(change))
  }

  /** null = the root chain */
  of(entityId: string): string | null {
    return this.#way(entityId)?.chainId ?? null
  }

  /** null = the main queue */
  queueOf(entityId: string): string | null {
    return this.#way(entityId)?.queue ?? null
  }

  /** Profiles themselves go the way that they name, too. */
  #way(entityId: string): Way | undefined {
    const { ofEntity, ofProfile } = this.#chains
    return ofProfile.size === 0 ? undefined : (ofEntity.get(entityId) ?? ofProfile.get(entityId))
  }

  /** Reads profiles and their entities anew; resolves when every change made before is in. */
  async read(): Promise<void> {
    this.#isOld = true
    this.#reading ??= this.#readWhileOld().finally(() => {
      this.#reading = null
    })
    return this.#reading
  }

  close(): void {
    this.#stop()
  }

  #changed(change: EntityChange): void {
    const { entityType } = change.ref
    if (entityType === 'DEVICE_PROFILE' || entityType === 'ASSET_PROFILE') {
      this.read().catch((error: Error) => {
        this.#log.warn('The chains of the profiles could not be read; the ones before stay', {
          error: error.message,
        })
      })
    } else if (entityType === 'DEVICE' || entityType === 'ASSET') {
      note(this.#chains, change)
      if (this.#reading !== null) this.#missed.push(change)
    }
  }

  async #readWhileOld(): Promise<void> {
    while (this.#isOld) {
      this.#isOld = false
      this.#missed = []
      const chains = await this.#readAll()
      for (const change of this.#missed) note(chains, change)
      this.#chains = chains
    }
  }

  async #readAll(): Promise<Chains> {
    const { profiles, devices, assetProfiles, assets } = this.#store
    const chains: Chains = { ofProfile: new Map(), ofEntity: new Map() }
    for (const [kind, entities] of [
      [profiles, devices],
      [assetProfiles, assets],
    ] as const) {
      for await (const { id, defaultRuleChainId, defaultQueueName } of every((page) => kind.list(page))) {
        if (defaultRuleChainId === null && defaultQueueName === null) continue
        const way = { chainId: defaultRuleChainId, queue: defaultQueueName }
        chains.ofProfile.set(id, way)
        for await (const entity of every((page) => entities.list(page, { profileId: id }))) {
          chains.ofEntity.set(entity.id, way)
        }
      }
    }
    return chains
  }
}

function note({ ofProfile, ofEntity }: Chains, { ref, isRemoved, profileId }: EntityChange): void {
  if (!isRemoved && profileId === undefined) return
  const way = profileId === undefined ? undefined : ofProfile.get(profileId)
  if (way === undefined) ofEntity.delete(ref.id)
  else ofEntity.set(ref.id, way)
}

/** All rows of a list, page by page. */
async function* every<T>(
  list: (link: { page: number; pageSize: number }) => Promise<{ data: T[]; hasNext: boolean }>,
): AsyncGenerator<T> {
  for (let page = 0, more = true; more; page++) {
    const { data, hasNext } = await list({ page, pageSize })
    yield* data
    more = hasNext
  }
}
