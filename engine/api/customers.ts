import { type Static, Type } from 'typebox'
import type { Caller } from '../access/caller.ts'
import { isOwn } from '../access/permissions.ts'
import type { Customer, NewCustomer, OwnerInfo } from '../store/entity-stores.ts'
import { Conflict, type Store } from '../store/store.ts'
import { byCaller } from './announce.ts'
import { customerJson } from './entity-shapes.ts'
import { badRequest, forbidden, found } from './errors.ts'
import { idIn, uuid, uuids } from './ids.ts'
import { NameConflictQuery, nameFor, nameIn, textIn } from './names.ts'
import { mapPage, PageQuery, pageLink } from './paging.ts'
import { type Api, type ApiParts, callerOf, routesOf } from './routes.ts'

const { needs } = routesOf('customers')
const tags = ['customers']

const Text = Type.Optional(Type.Union([Type.String(), Type.Null()]))
export const ContactBody = Type.Object({
  email: Text,
  phone: Text,
  country: Text,
  state: Text,
  city: Text,
  address: Text,
  address2: Text,
  zip: Text,
})
const CustomerBody = Type.Object({
  ...ContactBody.properties,
  id: Type.Optional(Type.Unknown()),
  title: Type.Optional(Type.Unknown()),
  additionalInfo: Type.Optional(Type.Union([Type.Record(Type.String(), Type.Unknown()), Type.Null()])),
})
const CustomerParams = Type.Object({ customerId: Type.String() })
const IdsQuery = Type.Object({ customerIds: Type.Optional(Type.String()) })
const TitleQuery = Type.Object({ customerTitle: Type.Optional(Type.String()) })

/** The title that the public customer has to itself. */
const publicTitle = 'Public'

/** Customers: people outside to whom devices, assets and views are given (rest-core.md 13). */
export function customerRoutes(api: Api, parts: ApiParts): void {
  const { store, rules, access } = parts
  const one = { schema: { tags, params: CustomerParams } }
  const plain = (customer: Customer) => customerJson(customer, store.tenantId)
  const byIds = async (caller: Caller, list: string | undefined) => {
    const customers = await store.customers.getMany(uuids('customerIds', list))
    return customers.filter((customer) => isOwn(caller, { customerId: customer.id })).map(plain)
  }

  api.get('/api/customer/:customerId', { ...needs('CUSTOMER:READ'), ...one }, async (request) =>
    plain(await customerFor(store, callerOf(request), request.params.customerId)),
  )

  api.get('/api/customer/:customerId/shortInfo', { ...needs('CUSTOMER:READ'), ...one }, async (request) => {
    const { title, isPublic } = await customerFor(store, callerOf(request), request.params.customerId)
    return { title, isPublic }
  })

  api.get(
    '/api/customer/:customerId/title',
    { ...needs('CUSTOMER:READ'), ...one },
    async (request, reply) => {
      const { title } = await customerFor(store, callerOf(request), request.params.customerId)
      return reply.type('application/text; charset=utf-8').send(title)
    },
  )

  api.get(
    '/api/customers',
    {
      ...needs('CUSTOMER:READ'),
      schema: { tags, querystring: Type.Object({ ...PageQuery.properties, ...IdsQuery.properties }) },
    },
    async (request) => {
      const caller = callerOf(request)
      if (request.query.customerIds !== undefined) return byIds(caller, request.query.customerIds)
      const link = pageLink(request.query)
      if (caller.authority !== 'TENANT_ADMIN') throw forbidden()
      return mapPage(await store.customers.list(link), plain)
    },
  )

  api.get(
    '/api/customers/list',
    { ...needs('CUSTOMER:READ'), schema: { tags, querystring: IdsQuery } },
    async (request) => byIds(callerOf(request), request.query.customerIds),
  )

  api.get(
    '/api/tenant/customers',
    { ...needs('CUSTOMER:READ'), schema: { tags, querystring: TitleQuery } },
    async (request) => {
      const title = request.query.customerTitle
      if (!title) throw badRequest("Parameter 'customerTitle' can't be empty!")
      const customer = found(await store.customers.byTitle(title))
      if (!isOwn(callerOf(request), { customerId: customer.id })) throw forbidden()
      return plain(customer)
    },
  )

  api.post(
    '/api/customer',
    {
      ...needs('CUSTOMER:WRITE'),
      schema: { tags, summary: 'Create or update', querystring: NameConflictQuery, body: CustomerBody },
    },
    async (request) => plain(await saveCustomer(parts, callerOf(request), request.body, request.query)),
  )

  api.post('/api/customer/public', { ...needs('CUSTOMER:WRITE'), schema: { tags } }, async () =>
    plain(await store.customers.public()),
  )

  api.delete('/api/customer/:customerId', { ...needs('CUSTOMER:DELETE'), ...one }, async (request, reply) => {
    const caller = callerOf(request)
    const customer = await customerFor(store, caller, request.params.customerId)
    if ((await store.calculatedFields.nameOfUser(customer.id)) !== null)
      throw badRequest("Can't delete customer that is referenced in calculated fields!")
    const users = await store.users.list({ page: 0, pageSize: 10_000 }, { customerId: customer.id })
    await store.customers.remove(customer.id)
    for (const user of users.data) access.forget(user.id)
    rules.announce(
      'ENTITY_DELETED',
      { entityType: 'CUSTOMER', id: customer.id },
      plain(customer),
      byCaller(caller),
    )
    return reply.send()
  })
}

/** The customer if the caller may see it: 404 when there is none, 403 when it is another than the own. */
export async function customerFor(
  store: Store,
  caller: Caller,
  idText: string | undefined,
): Promise<Customer> {
  const id = uuid('customerId', idText)
  const customer = found(await store.customers.get(id), `Customer with id [${id}] is not found`)
  if (!isOwn(caller, { customerId: id })) throw forbidden()
  return customer
}

/** What the owner of one entity is called, for its info. */
export async function ownerInfo(
  store: Store,
  { customerId }: { readonly customerId: string | null },
): Promise<OwnerInfo> {
  const customer = customerId === null ? null : await store.customers.get(customerId)
  return { customerTitle: customer?.title ?? null, customerIsPublic: customer?.isPublic ?? false }
}

/** The contact members of a body; what it leaves out is null. Throws 400 for a bad one. */
export function contactIn(body: Static<typeof ContactBody>): Omit<NewCustomer, 'title' | 'additionalInfo'> {
  const email = textIn('email', body.email)?.trim() || null
  if (email !== null && !/^[^\s@<>]+@[^\s@<>]+$/.test(email)) {
    throw badRequest(`Invalid email address format '${email}'!`)
  }
  return {
    email,
    phone: textIn('phone', body.phone),
    country: textIn('country', body.country),
    state: textIn('state', body.state),
    city: textIn('city', body.city),
    address: textIn('address', body.address),
    address2: textIn('address2', body.address2),
    zip: textIn('zip', body.zip),
  }
}

async function saveCustomer(
  { store, rules, identity }: ApiParts,
  caller: Caller,
  body: Static<typeof CustomerBody>,
  options: Static<typeof NameConflictQuery>,
): Promise<Customer> {
  const id = idIn('id', body.id)
  const before = id === null ? null : await customerFor(store, caller, id)
  const title = nameIn('Customer title', body.title)
  if (title === publicTitle && !before?.isPublic) {
    throw badRequest(`'${publicTitle}' title for customer is system reserved!`)
  }
  const isTaken = async (candidate: string) => (await store.customers.byTitle(candidate)) !== null
  // That everybody may see it is not for a client to write.
  const isPublic = before?.isPublic ?? false
  const info = body.additionalInfo ?? null
  const saysSo = isPublic || (info !== null && Object.hasOwn(info, 'isPublic'))
  const wanted = {
    ...contactIn(body),
    title: isPublic ? publicTitle : title,
    additionalInfo: saysSo ? { ...info, isPublic } : info,
  }
  const saved = await (before
    ? store.customers.update(before.id, wanted)
    : store.customers.create({ ...wanted, title: await nameFor(title, options, isTaken, identity) })
  ).catch((error: unknown) => {
    throw error instanceof Conflict ? badRequest('Customer with such title already exists!') : error
  })
  rules.announce(
    before ? 'ENTITY_UPDATED' : 'ENTITY_CREATED',
    { entityType: 'CUSTOMER', id: saved.id },
    customerJson(saved, store.tenantId),
    byCaller(caller),
  )
  return saved
}
