import assert from 'node:assert/strict'
import { randomBytes } from 'node:crypto'
import { test } from 'node:test'
import { ManualClock } from '../../test/support/clock.ts'
import type { User } from '../store/store.ts'
import { BadToken, createTokens } from './tokens.ts'

const user: User = {
  id: '11111111-1111-1111-8111-111111111111',
  createdTime: 0,
  email: 'ops@plant.example',
  authority: 'TENANT_ADMIN',
  firstName: 'Ada',
  lastName: null,
  phone: null,
  customerId: null,
  additionalInfo: null,
}
const tenantId = '22222222-2222-1222-8222-222222222222'
const identity = { uuid: () => '33333333-3333-1333-8333-333333333333' }

function decoded(token: string): { header: Record<string, unknown>; claims: Record<string, unknown> } {
  const [header, claims] = token.split('.').map((part) => Buffer.from(part, 'base64url').toString())
  return { header: JSON.parse(header ?? ''), claims: JSON.parse(claims ?? '') }
}

test('an access token carries the claims that clients read', () => {
  const clock = new ManualClock(1_731_000_000_000)
  const { token } = createTokens(randomBytes(64), clock, identity).issue(user, tenantId, 'session')
  const { header, claims } = decoded(token)
  assert.equal(header.alg, 'HS512')
  assert.deepEqual(claims, {
    sub: 'ops@plant.example',
    userId: user.id,
    sessionId: 'session',
    iss: 'thingsboard.io',
    iat: 1_731_000_000,
    exp: 1_731_009_000,
    isPublic: false,
    scopes: ['TENANT_ADMIN'],
    firstName: 'Ada',
    enabled: true,
    tenantId,
    customerId: '13814000-1dd2-11b2-8080-808080808080',
  })
})

test('a refresh token lives a week and gives no right but to refresh', () => {
  const clock = new ManualClock(1_731_000_000_000)
  const { refreshToken } = createTokens(randomBytes(64), clock, identity).issue(user, tenantId, 'session')
  const { claims } = decoded(refreshToken)
  assert.deepEqual(claims.scopes, ['REFRESH_TOKEN'])
  assert.equal(claims.exp, 1_731_604_800)
  assert.equal(claims.jti, identity.uuid())
})

test('a token is good until its very second of expiry', () => {
  const clock = new ManualClock(1_731_000_000_000)
  const tokens = createTokens(randomBytes(64), clock, identity)
  const { token } = tokens.issue(user, tenantId, 'session')
  clock.pass(8_999_999)
  assert.equal(tokens.verify(token).userId, user.id)
  clock.pass(1)
  assert.throws(
    () => tokens.verify(token),
    (error) => error instanceof BadToken && error.kind === 'expired',
  )
})

test('tokens of another key, without a signature, or of another algorithm are refused', () => {
  const clock = new ManualClock(1_731_000_000_000)
  const tokens = createTokens(randomBytes(64), clock, identity)
  const foreign = createTokens(randomBytes(64), clock, identity).issue(user, tenantId, 'session').token
  const { claims } = decoded(foreign)
  const encode = (value: object) => Buffer.from(JSON.stringify(value)).toString('base64url')
  const unsigned = `${encode({ alg: 'none', typ: 'JWT' })}.${encode(claims)}.`
  const weaker = `${encode({ alg: 'HS256', typ: 'JWT' })}.${encode(claims)}.${foreign.split('.')[2]}`
  assert.throws(
    () => tokens.verify(foreign),
    (error) => error instanceof BadToken && error.kind === 'expired',
  )
  for (const token of [unsigned, weaker, 'garbage', '']) {
    assert.throws(() => tokens.verify(token), BadToken, token)
  }
})
