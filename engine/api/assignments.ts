import { Type } from 'typebox'
import type { Caller } from '../access/caller.ts'
import type { Permission } from '../access/permissions.ts'
import type { Customer } from '../store/entity-stores.ts'
import { byCaller } from './announce.ts'
import { assetFor } from './assets.ts'
import { customerFor } from './customers.ts'
import { deviceFor } from './devices.ts'
import { assetJson, entityViewJson } from './entity-shapes.ts'
import { entityViewFor } from './entity-views.ts'
import { badRequest } from './errors.ts'
import { type Api, type ApiParts, callerOf, routesOf } from './routes.ts'
import { deviceJson } from './shapes.ts'

const { needs } = routesOf('customers')

type Json = Record<string, unknown>

interface Owned {
  readonly id: string
  readonly customerId: string | null
}

/** One kind of thing that can be given to a customer. */
interface Kind {
  readonly entityType: string
  /** in paths: `/api/customer/{customerId}/{path}/{id}` */
  readonly path: string
  readonly word: string
  readonly permission: Permission
  /** as it is now. Throws 404 and 403. */
  readonly get: (caller: Caller, id: string) => Promise<Owned & { readonly json: Json }>
}

/** Giving devices, assets and entity views to customers, and taking them back (rest-core.md 12.1). */
export function assignmentRoutes(api: Api, parts: ApiParts): void {
  for (const kind of kindsOf(parts)) {
    const { entityType, path, permission } = kind
    const tags = [`${kind.word.toLowerCase()}s`]
    const Params = Type.Object({ id: Type.String() })
    const one = { ...needs(permission), schema: { tags, params: Params } }

    api.post(
      `/api/customer/:customerId/${path}/:id`,
      {
        ...needs(permission),
        schema: { tags, params: Type.Object({ customerId: Type.String(), id: Type.String() }) },
      },
      async (request) => {
        const caller = callerOf(request)
        const customer = await customerFor(parts.store, caller, request.params.customerId)
        return give(parts, caller, kind, request.params.id, customer)
      },
    )

    api.post(`/api/customer/public/${path}/:id`, one, async (request) => {
      const caller = callerOf(request)
      // First the thing: nothing is made public for an id that there is nothing of.
      await kind.get(caller, request.params.id)
      return give(parts, caller, kind, request.params.id, await parts.store.customers.public())
    })

    api.delete(`/api/customer/${path}/:id`, one, async (request) => {
      const { store, rules } = parts
      const caller = callerOf(request)
      const before = await kind.get(caller, request.params.id)
      if (before.customerId === null) throw badRequest(`${kind.word} isn't assigned to any customer!`)
      const customer = await store.customers.get(before.customerId)
      const ref = { entityType, id: before.id }
      await store.entities.assign(ref, null)
      const { json } = await kind.get(caller, before.id)
      rules.announce('ENTITY_UNASSIGNED', ref, json, {
        ...byCaller(caller, before),
        unassignedCustomerId: before.customerId,
        unassignedCustomerName: customer?.title ?? '',
      })
      return json
    })
  }
}

async function give(
  { store, rules }: ApiParts,
  caller: Caller,
  { entityType, get }: Kind,
  idText: string,
  customer: Customer,
): Promise<Json> {
  const { id } = await get(caller, idText)
  const ref = { entityType, id }
  await store.entities.assign(ref, customer.id)
  const { json } = await get(caller, id)
  rules.announce('ENTITY_ASSIGNED', ref, json, {
    ...byCaller(caller, { customerId: customer.id }),
    assignedCustomerId: customer.id,
    assignedCustomerName: customer.title,
  })
  return json
}

function kindsOf({ store }: ApiParts): readonly Kind[] {
  const { tenantId } = store
  return [
    {
      entityType: 'DEVICE',
      path: 'device',
      word: 'Device',
      permission: 'DEVICE:ASSIGN',
      async get(caller, id) {
        const device = await deviceFor(store, caller, id)
        return { ...device, json: deviceJson(device, tenantId) }
      },
    },
    {
      entityType: 'ASSET',
      path: 'asset',
      word: 'Asset',
      permission: 'ASSET:ASSIGN',
      async get(caller, id) {
        const asset = await assetFor(store, caller, id)
        return { ...asset, json: assetJson(asset, tenantId) }
      },
    },
    {
      entityType: 'ENTITY_VIEW',
      path: 'entityView',
      word: 'Entity View',
      permission: 'ENTITY_VIEW:ASSIGN',
      async get(caller, id) {
        const view = await entityViewFor(store, caller, id)
        return { ...view, json: entityViewJson(view, tenantId) }
      },
    },
  ]
}
