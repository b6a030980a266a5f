import { randomBytes } from 'node:crypto'
import type { Clock, Identity, Logger } from '../rules/needs.ts'
import type { Store, User } from '../store/store.ts'
import type { Caller } from './caller.ts'
import { openEndedSessions } from './ended-sessions.ts'
import { createLoginGuard } from './login-guard.ts'
import { createPasswords, passwordProblem } from './passwords.ts'
import { BadToken, createTokens, type TokenPair } from './tokens.ts'

/** Why somebody was not let in; the API gives each its status and text (rest-core.md 2.1, 2.3). */
export type Denial =
  | 'WRONG_LOGIN'
  | 'NOT_ACTIVE'
  | 'LOCKED'
  | 'NO_TOKEN'
  | 'BAD_TOKEN'
  | 'TOKEN_EXPIRED'
  | 'WRONG_PASSWORD'
  | 'SAME_PASSWORD'

export class Denied extends Error {
  override readonly name = 'Denied'
  readonly denial: Denial
  constructor(denial: Denial) {
    super(denial)
    this.denial = denial
  }
}

/** A new password that the policy does not take; the message says why. */
export class WeakPassword extends Error {
  override readonly name = 'WeakPassword'
}

/** Who may come in. One per server. */
export interface Access {
  /** @param address of the client. Throws `Denied`, or `TooBusy` under a flood of logins. */
  login(email: string, password: string, address: string): Promise<TokenPair>
  /** A new pair for a refresh token. Throws `Denied`. */
  refresh(refreshToken: string): Promise<TokenPair>
  /** Ends the login the caller came with: none of its tokens works any more. */
  logout(caller: Caller): Promise<void>
  /** Changes the own password; all older tokens of the user die. Throws `Denied` or `WeakPassword`. */
  changePassword(caller: Caller, current: string, next: string): Promise<TokenPair>
  /** Sets a password without asking for the old one. Throws `WeakPassword`. */
  setPassword(userId: string, password: string): Promise<void>
  /** Opens or closes an account. */
  setEnabled(userId: string, enabled: boolean): Promise<void>
  /** Who stands behind an access token. Throws `Denied`. */
  authenticate(token: string): Promise<Caller>
  /** Whether a caller of some time ago would still be let in with the same rights: for connections that stay open. */
  isStillIn(caller: Caller): Promise<boolean>
  /** Call when a user was changed or deleted, so that it counts at once. */
  forget(userId: string): void
}

/** How long a changed or deleted user may still count as before, when another process changed it. */
const trustedFor = 5000
/** Users remembered between requests. */
const rememberedUsers = 1000

interface Standing {
  readonly user: User | null
  readonly enabled: boolean
  readonly tokensValidFrom: number
  readonly readAt: number
}

/** Reads or makes the signing key (512 random bits, in the settings) and opens the door. */
export async function openAccess(needs: {
  store: Store
  clock: Clock
  identity: Identity
  log: Logger
}): Promise<Access> {
  const { store, clock, identity, log } = needs
  const tokens = createTokens(await signingKey(store), clock, identity)
  const passwords = createPasswords()
  const guard = createLoginGuard(clock)
  const ended = await openEndedSessions(store.settings, clock)
  const standings = new Map<string, Standing>()

  async function standingOf(userId: string): Promise<Standing> {
    const known = standings.get(userId)
    if (known && clock.now() - known.readAt < trustedFor) return known
    const [user, secrets] = await Promise.all([store.users.get(userId), store.users.secrets(userId)])
    const standing: Standing = {
      user,
      enabled: secrets?.enabled ?? false,
      tokensValidFrom: secrets?.tokensValidFrom ?? 0,
      readAt: clock.now(),
    }
    if (standings.size >= rememberedUsers) standings.clear()
    standings.set(userId, standing)
    return standing
  }

  /** Verifies a token of the given kind against everything that could have ended it meanwhile. */
  async function bearer(token: string, isRefresh: boolean): Promise<{ user: User; caller: Caller }> {
    const claims = verified(token)
    if ((claims.scope === 'REFRESH_TOKEN') !== isRefresh) throw new Denied('BAD_TOKEN')
    if (ended.has(claims.sessionId)) throw new Denied('TOKEN_EXPIRED')
    const { user, enabled, tokensValidFrom } = await standingOf(claims.userId)
    if (!user || !enabled || claims.issuedAt < tokensValidFrom) throw new Denied('TOKEN_EXPIRED')
    const { authority, customerId, email } = user
    const { sessionId, issuedAt } = claims
    return { user, caller: { userId: user.id, email, authority, customerId, sessionId, issuedAt } }
  }

  function verified(token: string) {
    try {
      return tokens.verify(token)
    } catch (error) {
      if (error instanceof BadToken)
        throw new Denied(error.kind === 'malformed' ? 'BAD_TOKEN' : 'TOKEN_EXPIRED')
      throw error
    }
  }

  async function savePassword(userId: string, password: string): Promise<void> {
    const problem = passwordProblem(password)
    if (problem) throw new WeakPassword(problem)
    const passwordHash = await passwords.hash(password)
    // Tokens of this very second are the ones handed out with the change; all older ones die (rest-core.md 2.5).
    await store.users.saveSecrets(userId, { passwordHash, tokensValidFrom: Math.floor(clock.now() / 1000) })
    standings.delete(userId)
  }

  return {
    async login(email, password, address) {
      const account = email.trim().toLowerCase().slice(0, 255)
      if (!guard.admit(account, address)) {
        log.warn('login refused: too many wrong tries', { address })
        throw new Denied('LOCKED')
      }
      const user = await store.users.byEmail(account)
      const secrets = user && (await store.users.secrets(user.id))
      const isRight = await passwords.matches(secrets?.passwordHash ?? null, password.slice(0, 1024))
      if (!user || !secrets || !isRight) {
        log.warn('login refused: wrong user or password', { address })
        throw new Denied('WRONG_LOGIN')
      }
      if (!secrets.enabled) throw new Denied('NOT_ACTIVE')
      guard.succeeded(account, address)
      await store.users.saveSecrets(user.id, { lastLogin: clock.now() })
      return tokens.issue(user, store.tenantId, identity.uuid())
    },

    async refresh(refreshToken) {
      const { user, caller } = await bearer(refreshToken, true)
      return tokens.issue(user, store.tenantId, caller.sessionId)
    },

    logout: (caller) => ended.end(caller.sessionId),

    async changePassword(caller, current, next) {
      const secrets = await store.users.secrets(caller.userId)
      const isRight = await passwords.matches(secrets?.passwordHash ?? null, current.slice(0, 1024))
      if (!isRight) throw new Denied('WRONG_PASSWORD')
      if (current === next) throw new Denied('SAME_PASSWORD')
      await savePassword(caller.userId, next)
      const user = await store.users.get(caller.userId)
      if (!user) throw new Denied('TOKEN_EXPIRED')
      return tokens.issue(user, store.tenantId, identity.uuid())
    },

    setPassword: savePassword,

    async setEnabled(userId, enabled) {
      await store.users.saveSecrets(userId, { enabled })
      standings.delete(userId)
    },

    authenticate: async (token) => (await bearer(token, false)).caller,
    async isStillIn({ sessionId, userId, issuedAt, authority, customerId }) {
      if (ended.has(sessionId)) return false
      const { user, enabled, tokensValidFrom } = await standingOf(userId)
      const isSame = user?.authority === authority && user.customerId === customerId
      return isSame && enabled && issuedAt >= tokensValidFrom
    },
    forget: (userId) => void standings.delete(userId),
  }
}

const keyName = 'access.signingKey'

async function signingKey(store: Store): Promise<Buffer> {
  const saved = await store.settings.get<string>(keyName)
  if (saved) return Buffer.from(saved, 'base64')
  const made = randomBytes(64)
  await store.settings.set(keyName, made.toString('base64'))
  return made
}
