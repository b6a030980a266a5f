import { createSigner, createVerifier, TOKEN_ERROR_CODES } from 'fast-jwt'
import type { Clock, Identity } from '../rules/needs.ts'
import type { User } from '../store/store.ts'
import { nullUuid } from './caller.ts'

/** Seconds an access token lives (rest-core.md 2.2). */
export const accessSeconds = 9000
/** Seconds a refresh token lives. */
export const refreshSeconds = 604_800

export interface TokenPair {
  readonly token: string
  readonly refreshToken: string
  readonly scope: null
}

/** What a verified token says. */
export interface Claims {
  readonly userId: string
  readonly sessionId: string
  /** exactly one: the authority, or REFRESH_TOKEN */
  readonly scope: string
  /** seconds */
  readonly issuedAt: number
  readonly expiresAt: number
}

/** A token that is no good: not a token at all, or of another key, or of yesterday. */
export class BadToken extends Error {
  override readonly name = 'BadToken'
  readonly kind: 'malformed' | 'expired'
  constructor(kind: 'malformed' | 'expired') {
    super(kind === 'malformed' ? 'the token is not readable' : 'the token is not valid any more')
    this.kind = kind
  }
}

export interface Tokens {
  /** A pair for a login; `sessionId` is the login's and stays the same when refreshed. */
  issue(user: User, tenantId: string, sessionId: string): TokenPair
  /** Throws `BadToken`: `malformed` when unreadable; `expired` for a foreign signature or past its time. */
  verify(token: string): Claims
}

/** JSON Web Tokens with the claims that the cloud's clients read (rest-core.md 2.2). HS512 and nothing else. */
export function createTokens(key: Buffer, clock: Clock, identity: Identity): Tokens {
  const sign = createSigner({ key, algorithm: 'HS512' })
  // Expiry is checked below by our clock, which tests can move.
  const verify = createVerifier({ key, algorithms: ['HS512'], ignoreExpiration: true })

  return {
    issue(user, tenantId, sessionId) {
      const iat = Math.floor(clock.now() / 1000)
      const both = {
        sub: user.email,
        userId: user.id,
        sessionId,
        iss: 'thingsboard.io',
        iat,
        isPublic: false,
      }
      const token = sign({
        ...both,
        scopes: [user.authority],
        exp: iat + accessSeconds,
        ...(user.firstName ? { firstName: user.firstName } : {}),
        ...(user.lastName ? { lastName: user.lastName } : {}),
        enabled: true,
        tenantId,
        customerId: user.customerId ?? nullUuid,
      })
      const refreshToken = sign({
        ...both,
        scopes: ['REFRESH_TOKEN'],
        exp: iat + refreshSeconds,
        jti: identity.uuid(),
      })
      return { token, refreshToken, scope: null }
    },

    verify(token) {
      const claims = read(verify, token)
      if (claims.expiresAt * 1000 <= clock.now()) throw new BadToken('expired')
      return claims
    },
  }
}

function read(verify: (token: string) => unknown, token: string): Claims {
  let payload: Record<string, unknown>
  try {
    payload = verify(token) as Record<string, unknown>
  } catch (error) {
    const foreign = (error as { code?: unknown }).code === TOKEN_ERROR_CODES.invalidSignature
    throw new BadToken(foreign ? 'expired' : 'malformed')
  }
  const { userId, sessionId, scopes, iat, exp } = payload
  const scope = Array.isArray(scopes) && scopes.length === 1 ? scopes[0] : undefined
  if (typeof userId !== 'string' || typeof sessionId !== 'string' || typeof scope !== 'string') {
    throw new BadToken('malformed')
  }
  if (typeof iat !== 'number' || typeof exp !== 'number') throw new BadToken('malformed')
  return { userId, sessionId, scope, issuedAt: iat, expiresAt: exp }
}
