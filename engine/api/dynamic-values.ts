/** Values of key filters that come from an attribute of the caller, its customer or the tenant (rest-core.md 9.3). */
import type { Caller } from '../access/caller.ts'
import type { EntityRef } from '../rules/message.ts'
import type { JsonValue } from '../rules/values.ts'
import type { Store } from '../store/store.ts'

/** Predicates nest at most this deep; what lies deeper is refused when the filters are read. */
const deepest = 16
/** Attributes that one query may ask for. */
const mostValues = 100

type Json = Record<string, unknown>

/**
 * The query with its dynamic values looked up: each stands where the default value stood. A value of the user's own
 * goes before it, and where the attribute is missing the default stays.
 */
export async function withDynamicValues(store: Store, caller: Caller, query: unknown): Promise<unknown> {
  const { keyFilters } = (query ?? {}) as Json
  if (!Array.isArray(keyFilters) || !JSON.stringify(keyFilters).includes('"sourceAttribute"')) return query
  let left = mostValues

  async function resolved(predicate: unknown, depth: number): Promise<unknown> {
    if (!isObject(predicate) || depth > deepest) return predicate
    if (Array.isArray(predicate.predicates)) {
      const predicates: unknown[] = []
      for (const one of predicate.predicates) predicates.push(await resolved(one, depth + 1))
      return { ...predicate, predicates }
    }
    const { value } = predicate
    if (!isObject(value) || !isObject(value.dynamicValue) || left-- <= 0) return predicate
    const found = await dynamicValue(store, caller, value.dynamicValue)
    return found === undefined ? predicate : { ...predicate, value: { ...value, defaultValue: found } }
  }

  const filters: unknown[] = []
  for (const filter of keyFilters) {
    filters.push(isObject(filter) ? { ...filter, predicate: await resolved(filter.predicate, 0) } : filter)
  }
  return { ...(query as Json), keyFilters: filters }
}

/** The attribute where it is, or with `inherit` where it is first found on the way up to the tenant. */
async function dynamicValue(
  { attributes, tenantId }: Store,
  { userId, customerId }: Caller,
  { sourceType, sourceAttribute, inherit }: Json,
): Promise<JsonValue | undefined> {
  if (typeof sourceAttribute !== 'string' || sourceAttribute === '') return undefined
  const chain: (EntityRef | null)[] = [
    { entityType: 'USER', id: userId },
    customerId === null ? null : { entityType: 'CUSTOMER', id: customerId },
    { entityType: 'TENANT', id: tenantId },
  ]
  const start = ['CURRENT_USER', 'CURRENT_CUSTOMER', 'CURRENT_TENANT'].indexOf(String(sourceType))
  if (start < 0) return undefined
  for (const ref of inherit === true ? chain.slice(start) : [chain[start]]) {
    if (!ref) continue
    const read = await attributes.read(ref, 'SERVER_SCOPE', [sourceAttribute])
    if (Object.hasOwn(read, sourceAttribute)) return plainNumber(read[sourceAttribute] ?? null)
  }
  return undefined
}

/** Whole doubles travel in boxes inside; a filter compares plain numbers. */
function plainNumber(value: JsonValue): JsonValue {
  const number =
    typeof value === 'object' && value !== null && !Array.isArray(value) ? Number(value) : Number.NaN
  return Number.isNaN(number) ? value : number
}

function isObject(value: unknown): value is Json {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}
