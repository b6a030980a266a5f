import type { OwnerValues } from '../../sdk/alarm-rules.ts'
import { answered } from '../../sdk/answered.ts'
import type { EntityRef, JsonObject, JsonValue, NodeContext } from '../../sdk/index.ts'

interface Known {
  readonly values: JsonObject
  readonly keys: readonly string[]
  readonly until: number
}

/** customers remembered at a time */
const most = 5_000
/** how long values count where changes made by this server are told: another may share the database */
const trustedFor = 30_000

/**
 * Server attributes of customers and of the tenant, from which thresholds may come. Rules ask with every message, so
 * they are read once and kept until one of them changes.
 */
export class OwnerAttributes {
  readonly #context: NodeContext
  readonly #tenant: EntityRef
  readonly #known = new Map<string, Known>()
  /** 0 where nobody tells of changes: then values are read each time */
  readonly #trustedFor: number
  readonly stop: () => void

  constructor(context: NodeContext) {
    const { attributes } = context
    const { tenantId } = answered(context.server, 'does not know its tenant')
    this.#context = context
    this.#tenant = { entityType: 'TENANT', id: tenantId }
    this.stop = attributes.onSaved?.(({ id }) => void this.#known.delete(id)) ?? (() => {})
    this.#trustedFor = attributes.onSaved === undefined ? 0 : trustedFor
  }

  /** The values of a device's owners; null while they have to be read. */
  of(customerId: string | null, keys: readonly string[]): OwnerValues | null {
    const tenant = this.#fresh(this.#tenant.id, keys)
    const customer = customerId === null ? nothing : this.#fresh(customerId, keys)
    return tenant === null || customer === null ? null : viewOf(customer, tenant)
  }

  async read(customerId: string | null, keys: readonly string[]): Promise<OwnerValues> {
    const customer = customerId === null ? null : { entityType: 'CUSTOMER', id: customerId }
    const [ofCustomer, ofTenant] = await Promise.all([
      customer === null ? nothing : this.#read(customer, keys),
      this.#read(this.#tenant, keys),
    ])
    return viewOf(ofCustomer, ofTenant)
  }

  #fresh(id: string, keys: readonly string[]): JsonObject | null {
    const known = this.#known.get(id)
    if (known === undefined || known.until <= this.#context.clock.now()) return null
    return known.keys === keys || keys.every((key) => known.keys.includes(key)) ? known.values : null
  }

  async #read(entity: EntityRef, keys: readonly string[]): Promise<JsonObject> {
    const known = this.#known.get(entity.id)
    // Profiles ask for different keys; what is kept serves them all.
    const wanted = known === undefined ? keys : [...new Set([...known.keys, ...keys])]
    const until = this.#context.clock.now() + this.#trustedFor
    // Set before the reading, so that a change meanwhile takes it away and the next one reads again.
    const mark: Known = { values: nothing, keys: [], until: 0 }
    this.#known.set(entity.id, mark)
    const values = await this.#context.attributes.read(entity, 'SERVER_SCOPE', wanted)
    if (this.#known.get(entity.id) === mark) this.#keep(entity.id, { values, keys: wanted, until })
    return values
  }

  #keep(id: string, known: Known): void {
    if (this.#known.size > most) this.#known.clear()
    this.#known.set(id, known)
  }
}

const nothing: JsonObject = Object.freeze(Object.create(null))

function viewOf(customer: JsonObject, tenant: JsonObject): OwnerValues {
  const at = (values: JsonObject, key: string): JsonValue | undefined =>
    Object.hasOwn(values, key) ? (values[key] ?? undefined) : undefined
  return { customer: (key) => at(customer, key), tenant: (key) => at(tenant, key) }
}
