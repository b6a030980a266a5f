import { Type } from 'typebox'
import type { Caller } from '../access/caller.ts'
import { mayTouch } from '../access/entity-rights.ts'
import { generatePassword } from '../access/passwords.ts'
import type { Store, User } from '../store/store.ts'
import { badRequest, forbidden, found } from './errors.ts'
import { idIn, uuid } from './ids.ts'
import { type Api, type ApiParts, callerOf, routesOf } from './routes.ts'
import { userJson } from './shapes.ts'

const { needs } = routesOf('access')
const tags = ['users']

const Text = Type.Optional(Type.Union([Type.String(), Type.Null()]))
const UserBody = Type.Object({
  id: Type.Optional(Type.Unknown()),
  email: Type.String(),
  authority: Type.Optional(Type.String()),
  firstName: Text,
  lastName: Text,
  phone: Text,
  customerId: Type.Optional(Type.Unknown()),
  additionalInfo: Type.Optional(Type.Union([Type.Record(Type.String(), Type.Unknown()), Type.Null()])),
})
const UserParams = Type.Object({ userId: Type.String() })

/** Accounts of people one by one (rest-core.md 13). Lists are in user-lists.ts. */
export function userRoutes(api: Api, { store, access }: ApiParts): void {
  const one = { schema: { tags, params: UserParams } }

  api.get('/api/user/:userId', { ...needs('USER:READ'), ...one }, async (request) => {
    const user = await userFor(store, callerOf(request), request.params.userId, 'READ')
    return userJson(user, store.tenantId, await store.users.secrets(user.id))
  })

  api.post(
    '/api/user',
    {
      ...needs('USER:WRITE'),
      schema: {
        tags,
        body: UserBody,
        querystring: Type.Object({ sendActivationMail: Type.Optional(Type.String()) }),
      },
    },
    async (request) => {
      const { body } = request
      const id = idIn('id', body.id)
      const email = body.email.trim().toLowerCase()
      if (!/^[^\s@<>]+@[^\s@<>]+$/.test(email)) throw badRequest(`Invalid email address format '${email}'!`)
      const same = await store.users.byEmail(email)
      if (same && same.id !== id) throw badRequest(`User with email '${email}' already present in database!`)
      const about = {
        email,
        firstName: body.firstName ?? null,
        lastName: body.lastName ?? null,
        phone: body.phone ?? null,
        additionalInfo: body.additionalInfo ?? null,
      }
      if (id) {
        found(await store.users.get(id))
        // Authority and customer cannot change later.
        const saved = await store.users.update(id, about)
        access.forget(id)
        return userJson(saved, store.tenantId)
      }
      const authority = newAuthority(body.authority)
      const customerId = await customerFor(store, authority, idIn('customerId', body.customerId))
      const made = await store.users.create({ ...about, authority, customerId })
      // There is no mail here: the account is closed until an administrator sets a password.
      await store.users.saveSecrets(made.id, { enabled: false, passwordHash: null, tokensValidFrom: 0 })
      return userJson(made, store.tenantId)
    },
  )

  api.post(
    '/api/user/:userId/userCredentialsEnabled',
    {
      ...needs('USER:WRITE'),
      schema: {
        tags,
        params: UserParams,
        querystring: Type.Object({ userCredentialsEnabled: Type.Optional(Type.String()) }),
      },
    },
    async (request, reply) => {
      const user = await userFor(store, callerOf(request), request.params.userId)
      await access.setEnabled(user.id, request.query.userCredentialsEnabled !== 'false')
      return reply.send()
    },
  )

  api.post(
    '/api/weir/users/:userId/password',
    {
      ...needs('USER:WRITE'),
      schema: { tags, summary: 'A new random password, told once', params: UserParams },
    },
    async (request) => {
      const user = await userFor(store, callerOf(request), request.params.userId)
      const password = generatePassword()
      await access.setPassword(user.id, password)
      await access.setEnabled(user.id, true)
      return { password }
    },
  )

  api.delete('/api/user/:userId', { ...needs('USER:DELETE'), ...one }, async (request, reply) => {
    const user = await userFor(store, callerOf(request), request.params.userId)
    if (user.authority === 'TENANT_ADMIN' && (await isLastAdministrator(store))) {
      throw badRequest('At least one tenant administrator must remain!')
    }
    await store.users.remove(user.id)
    access.forget(user.id)
    return reply.send()
  })
}

async function userFor(
  store: Store,
  caller: Caller,
  idText: string,
  touch: 'READ' | 'WRITE' = 'WRITE',
): Promise<User> {
  const id = uuid('userId', idText)
  const user = found(await store.users.get(id), `User with id [${id}] is not found`)
  const { customerId } = user
  if (!mayTouch(caller, { ref: { entityType: 'USER', id }, customerId }, touch)) throw forbidden()
  return user
}

/** The customer of a new account: customer users have one, administrators have none. */
async function customerFor(
  { customers }: Store,
  authority: User['authority'],
  customerId: string | null,
): Promise<string | null> {
  if (authority !== 'CUSTOMER_USER') {
    if (customerId !== null) throw badRequest("Tenant administrator can't be assigned to customer!")
    return null
  }
  if (customerId === null) throw badRequest('Customer user should be assigned to customer!')
  if ((await customers.get(customerId)) === null) {
    throw badRequest('User is referencing non-existing customer!')
  }
  return customerId
}

function newAuthority(text: string | undefined): User['authority'] {
  if (text === 'TENANT_ADMIN' || text === 'CUSTOMER_USER') return text
  if (text === undefined) throw badRequest('Validation error: authority must not be empty')
  throw badRequest(`A user of this edge can be TENANT_ADMIN or CUSTOMER_USER, not '${text.slice(0, 40)}'`)
}

async function isLastAdministrator(store: Store): Promise<boolean> {
  const users = await store.users.list({ page: 0, pageSize: 10_000 })
  return users.data.filter((user) => user.authority === 'TENANT_ADMIN').length <= 1
}
