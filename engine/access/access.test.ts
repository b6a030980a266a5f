import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { ManualClock } from '../../test/support/clock.ts'
import { identity, silent, testStore } from '../api/test-server.ts'
import type { Store } from '../store/store.ts'
import { type Access, Denied, openAccess, WeakPassword } from './access.ts'
import { ensureAdministrator } from './administrator.ts'

let store: Store
before(async () => {
  store = await testStore()
})
after(() => store.close())

async function open(): Promise<{ access: Access; clock: ManualClock }> {
  const clock = new ManualClock()
  return { clock, access: await openAccess({ store, clock, identity, log: silent }) }
}

function denied(denial: string): (error: unknown) => boolean {
  return (error) => error instanceof Denied && error.denial === denial
}

test('the first start makes an administrator with a password that is told once', async () => {
  const first = await ensureAdministrator(store, { email: 'Ops@Plant.example' })
  assert.equal(first?.email, 'ops@plant.example')
  assert.match(first?.generatedPassword ?? '', /^\w{20}$/)
  const { access } = await open()
  const pair = await access.login('ops@plant.example', first?.generatedPassword ?? '', '127.0.0.1')
  assert.ok((await access.authenticate(pair.token)).userId)
  assert.equal(await ensureAdministrator(store, { email: 'other@plant.example' }), null)

  const user = await store.users.byEmail('ops@plant.example')
  await access.setPassword(user?.id ?? '', 'S3cret-pw')
})

test('an administrator whose making was cut off is made whole at the next start', async () => {
  const fresh = await testStore()
  try {
    await fresh.users.create({
      email: 'ops@plant.example',
      authority: 'TENANT_ADMIN',
      firstName: null,
      lastName: null,
      phone: null,
      customerId: null,
      additionalInfo: null,
    })
    const made = await ensureAdministrator(fresh, { email: 'ops@plant.example', password: 'S3cret-pw' })
    assert.deepEqual(made, { email: 'ops@plant.example', generatedPassword: null })
    const access = await openAccess({ store: fresh, clock: new ManualClock(), identity, log: silent })
    assert.ok(await access.login('ops@plant.example', 'S3cret-pw', '127.0.0.1'))
  } finally {
    await fresh.close()
  }
})

test('a wrong password and an unknown user are told apart by nobody', async () => {
  const { access } = await open()
  await assert.rejects(access.login('ops@plant.example', 'wrong', '10.0.0.1'), denied('WRONG_LOGIN'))
  await assert.rejects(access.login('nobody@plant.example', 'wrong', '10.0.0.2'), denied('WRONG_LOGIN'))
})

test('an unknown account is locked after the same tries as a known one', async () => {
  const { access } = await open()
  for (let n = 0; n < 5; n++) await access.login('ghost@x', 'wrong', '10.0.0.3').catch(() => {})
  await assert.rejects(access.login('ghost@x', 'wrong', '10.0.0.3'), denied('LOCKED'))
})

test('a logout ends access and refresh tokens of that login only, also after a restart', async () => {
  const { access, clock } = await open()
  const one = await access.login('ops@plant.example', 'S3cret-pw', '127.0.0.1')
  const other = await access.login('ops@plant.example', 'S3cret-pw', '127.0.0.1')
  await access.logout(await access.authenticate(one.token))
  await assert.rejects(access.authenticate(one.token), denied('TOKEN_EXPIRED'))
  await assert.rejects(access.refresh(one.refreshToken), denied('TOKEN_EXPIRED'))
  assert.ok(await access.authenticate(other.token))
  const restarted = await openAccess({ store, clock, identity, log: silent })
  await assert.rejects(restarted.authenticate(one.token), denied('TOKEN_EXPIRED'))
  assert.ok(await restarted.authenticate(other.token), 'the signing key is kept')
})

test('a refresh renews both tokens of the same login; neither kind works as the other', async () => {
  const { access } = await open()
  const pair = await access.login('ops@plant.example', 'S3cret-pw', '127.0.0.1')
  const next = await access.refresh(pair.refreshToken)
  const before = await access.authenticate(pair.token)
  assert.equal((await access.authenticate(next.token)).sessionId, before.sessionId)
  await assert.rejects(access.authenticate(pair.refreshToken), denied('BAD_TOKEN'))
  await assert.rejects(access.refresh(pair.token), denied('BAD_TOKEN'))
})

test('a changed password ends all older tokens and is needed from then on', async () => {
  const { access, clock } = await open()
  const old = await access.login('ops@plant.example', 'S3cret-pw', '127.0.0.1')
  const caller = await access.authenticate(old.token)
  await assert.rejects(access.changePassword(caller, 'bad', 'N3w-S3cret'), denied('WRONG_PASSWORD'))
  await assert.rejects(access.changePassword(caller, 'S3cret-pw', 'S3cret-pw'), denied('SAME_PASSWORD'))
  await assert.rejects(access.changePassword(caller, 'S3cret-pw', 'short'), WeakPassword)
  clock.pass(2000)
  const fresh = await access.changePassword(caller, 'S3cret-pw', 'N3w-S3cret')
  await assert.rejects(access.authenticate(old.token), denied('TOKEN_EXPIRED'))
  assert.equal(await access.isStillIn(caller), false)
  assert.ok(await access.authenticate(fresh.token))
  await assert.rejects(access.login('ops@plant.example', 'S3cret-pw', '127.0.0.1'), denied('WRONG_LOGIN'))
  await access.changePassword(await access.authenticate(fresh.token), 'N3w-S3cret', 'S3cret-pw')
})

test('a closed account is out at once', async () => {
  const { access, clock } = await open()
  clock.pass(10_000)
  const { token } = await access.login('ops@plant.example', 'S3cret-pw', '127.0.0.1')
  const caller = await access.authenticate(token)
  await access.setEnabled(caller.userId, false)
  await assert.rejects(access.authenticate(token), denied('TOKEN_EXPIRED'))
  await assert.rejects(access.login('ops@plant.example', 'S3cret-pw', '127.0.0.1'), denied('NOT_ACTIVE'))
  await access.setEnabled(caller.userId, true)
  assert.ok(await access.authenticate(token))
})
