import type { Store, User } from '../store/store.ts'
import { createPasswords, generatePassword, passwordProblem } from './passwords.ts'

/** Credentials of an administrator that was just made. Print them once and forget them. */
export interface FirstAdministrator {
  readonly email: string
  /** null when the password was given, so that it is not printed */
  readonly generatedPassword: string | null
}

/**
 * Makes the first administrator when there is no user at all; null when there is one.
 * @throws Error when the given password is too weak
 */
export async function ensureAdministrator(
  store: Store,
  given: { email?: string | undefined; password?: string | undefined },
): Promise<FirstAdministrator | null> {
  const email = (given.email ?? 'admin@weir.local').trim().toLowerCase()
  const begun = await begunAdministrator(store, email)
  if (!begun && (await store.users.count()) > 0) return null

  const password = given.password ?? generatePassword()
  const problem = passwordProblem(password)
  if (problem)
    throw new Error(`The administrator's password (WEIR_ADMIN_PASSWORD) can't be taken: ${problem}`)
  const passwordHash = await createPasswords().hash(password)
  const user =
    begun ??
    (await store.users.create({
      email,
      authority: 'TENANT_ADMIN',
      firstName: null,
      lastName: null,
      phone: null,
      customerId: null,
      additionalInfo: null,
    }))
  await store.users.saveSecrets(user.id, { enabled: true, passwordHash, tokensValidFrom: 0 })
  return { email, generatedPassword: given.password === undefined ? password : null }
}

/** An administrator whose making was cut off before the password was saved: made whole at the next start. */
async function begunAdministrator(store: Store, email: string): Promise<User | null> {
  const user = await store.users.byEmail(email)
  if (user?.authority !== 'TENANT_ADMIN') return null
  const secrets = await store.users.secrets(user.id)
  return secrets?.passwordHash ? null : user
}
