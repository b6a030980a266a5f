/** For tests of the API: customers with a user each, and what they ask. */
import type { TestServer } from './test-server.ts'

export interface Person {
  readonly customerId: string
  readonly userId: string
  readonly token: string
}

/** A customer with a user who is logged in. */
export async function customerUser(server: TestServer, title: string): Promise<Person> {
  const customer = (await server.ask('POST', '/api/customer', { title })).json
  const email = `${title.toLowerCase().replaceAll(' ', '-')}@plant.example`
  const body = { email, authority: 'CUSTOMER_USER', customerId: customer.id }
  const user = (await server.ask('POST', '/api/user', body)).json
  const { password } = (await server.ask('POST', `/api/weir/users/${user.id.id}/password`, {})).json
  return { customerId: customer.id.id, userId: user.id.id, token: await server.login(email, password) }
}
