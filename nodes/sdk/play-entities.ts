/** The entities of the test bench and how they relate, in memory; what nodes do to them is recorded. */
import type { Entities, EntitySummary, EntityViewSummary, NamedKind } from '../../engine/rules/entities.ts'
import type { EntityRef } from '../../engine/rules/message.ts'
import type { DeviceSummary } from '../../engine/rules/needs.ts'
import type { JsonValue } from '../../engine/rules/values.ts'

/** What a node did to entities. */
export type EntityDeed =
  | { readonly create: EntitySummary }
  | { readonly assign: EntityRef; readonly customerId: string | null }
  | { readonly unassign: EntityRef; readonly customerId: string }

interface Ground {
  /** devices of the bench; they are entities as well */
  readonly devices: Map<string, DeviceSummary>
  readonly deeds: { push(deed: EntityDeed): unknown }
  readonly now: () => number
  readonly uuid: () => string
}

/** As the store's, but an entity is what a test says it is; `add` takes what is of interest. */
export class PlayEntities implements Entities {
  readonly #ground: Ground
  readonly #known = new Map<string, EntitySummary>()
  readonly views: EntityViewSummary[] = []

  constructor(ground: Ground) {
    this.#ground = ground
  }

  add(ref: EntityRef, about: Partial<Omit<EntitySummary, 'ref'>> = {}): EntitySummary {
    const summary: EntitySummary = {
      ref,
      name: ref.id,
      type: null,
      label: null,
      profileId: null,
      customerId: null,
      createdTime: 0,
      defaultRuleChainId: null,
      defaultQueueName: null,
      fields: {},
      ...about,
    }
    this.#known.set(placeOf(ref), summary)
    return summary
  }

  remove(ref: EntityRef): void {
    this.#known.delete(placeOf(ref))
    if (ref.entityType === 'DEVICE') this.#ground.devices.delete(ref.id)
  }

  get(ref: EntityRef): EntitySummary | null {
    const known = this.#known.get(placeOf(ref))
    if (known !== undefined) return known
    const device = ref.entityType === 'DEVICE' ? this.#ground.devices.get(ref.id) : undefined
    return device === undefined ? null : summaryOf(device)
  }

  async byId(ref: EntityRef): Promise<EntitySummary | null> {
    return this.get(ref)
  }

  async byName(kind: NamedKind, name: string): Promise<EntitySummary | null> {
    for (const entity of this.#known.values())
      if (entity.ref.entityType === kind && entity.name === name) return entity
    if (kind !== 'DEVICE') return null
    const device = [...this.#ground.devices.values()].find((each) => each.name === name)
    return device === undefined ? null : this.get({ entityType: kind, id: device.id })
  }

  async create(kind: 'DEVICE' | 'ASSET' | 'CUSTOMER', name: string, type?: string): Promise<EntitySummary> {
    const known = await this.byName(kind, name)
    if (known !== null) return known
    const { uuid, now, deeds, devices } = this.#ground
    const id = uuid()
    const profile = type ?? 'default'
    const isCustomer = kind === 'CUSTOMER'
    if (kind === 'DEVICE')
      devices.set(id, { id, name, type: profile, label: null, profileId: profile, customerId: null })
    const made = this.add(
      { entityType: kind, id },
      { name, createdTime: now(), ...(!isCustomer && { type: profile, profileId: profile }) },
    )
    deeds.push({ create: made })
    return made
  }

  async assign(ref: EntityRef, customerId: string | null): Promise<boolean> {
    const entity = this.#existing(ref)
    if (customerId !== null) this.#existing({ entityType: 'CUSTOMER', id: customerId })
    if (entity.customerId === customerId) return false
    this.#ground.deeds.push({ assign: ref, customerId })
    this.#known.set(placeOf(ref), { ...entity, customerId })
    const device = this.#ground.devices.get(ref.id)
    if (device !== undefined) this.#ground.devices.set(ref.id, { ...device, customerId })
    return true
  }

  async unassign(ref: EntityRef, customerId: string): Promise<boolean> {
    this.#existing(ref)
    this.#ground.deeds.push({ unassign: ref, customerId })
    return true
  }

  async viewsOf(ref: EntityRef): Promise<readonly EntityViewSummary[]> {
    return this.views.filter(({ entity }) => placeOf(entity) === placeOf(ref))
  }

  #existing(ref: EntityRef): EntitySummary {
    const entity = this.get(ref)
    if (entity === null) throw new NotFound(`There is no ${placeOf(ref)}`)
    return entity
  }
}

/** As the store's, whose class the bench does not know. */
class NotFound extends Error {
  override readonly name = 'NotFound'
}

function placeOf({ entityType, id }: EntityRef): string {
  return `${entityType} ${id}`
}

function summaryOf(device: DeviceSummary): EntitySummary {
  return {
    ref: { entityType: 'DEVICE', id: device.id },
    name: device.name,
    type: device.type,
    label: device.label,
    profileId: device.profileId,
    customerId: device.customerId,
    createdTime: device.createdTime ?? 0,
    defaultRuleChainId: device.defaultRuleChainId ?? null,
    defaultQueueName: null,
    fields: { additionalInfo: (device.additionalInfo ?? null) as JsonValue },
  }
}
