import assert from 'node:assert/strict'
import { beforeEach, describe, it } from 'node:test'
import { ApiError, createApi } from './http.ts'
import { logIn, logOut, session } from './session.ts'

const NOW = 1_760_000_000_000

function tokenUntil(expires: number, name = 'a'): string {
  const part = (value: object) => Buffer.from(JSON.stringify(value)).toString('base64url')
  const claims = { sub: 'ops@mill.example', scopes: ['TENANT_ADMIN'], userId: name, exp: expires / 1000 }
  return `${part({ alg: 'HS512' })}.${part(claims)}.signature-${name}`
}

interface Call {
  readonly path: string
  readonly method: string | undefined
  readonly token: string | null
}

/** A server of the test's making; `calls` is what it was asked. */
function against(answer: (call: Call) => Response | Promise<Response>) {
  const calls: Call[] = []
  const api = createApi({
    now: () => NOW,
    fetch: async (path, init) => {
      const token = new Headers(init.headers).get('x-authorization')
      const call = { path, method: init.method, token: token?.replace('Bearer ', '') ?? null }
      calls.push(call)
      return answer(call)
    },
  })
  return { api, calls }
}

const json = (value: unknown, status = 200) => new Response(JSON.stringify(value), { status })
const expired = () => json({ status: 401, message: 'Token has expired', errorCode: 11 }, 401)

const fresh = tokenUntil(NOW + 3_600_000, 'fresh')
const renewed = tokenUntil(NOW + 7_200_000, 'renewed')

describe('asking the server', () => {
  beforeEach(() => logOut())

  it('sends the token and gives back what was answered, also when that is nothing', async () => {
    logIn({ token: fresh, refreshToken: 'r' })
    const { api, calls } = against(({ method }) =>
      method === 'GET' ? json({ name: 'T-1' }) : new Response(''),
    )
    assert.deepEqual(await api.get('/api/device/1'), { name: 'T-1' })
    assert.equal(await api.delete('/api/device/1'), undefined)
    assert.deepEqual(
      calls.map(({ token }) => token),
      [fresh, fresh],
    )
  })

  it('renews the token shortly before it ends, once for all requests that wait for it', async () => {
    logIn({ token: tokenUntil(NOW + 30_000), refreshToken: 'r' })
    const { api, calls } = against(({ path }) =>
      path === '/api/auth/token' ? json({ token: renewed, refreshToken: 'r2' }) : json({}),
    )
    await Promise.all([api.get('/a'), api.get('/b')])
    assert.deepEqual(
      calls.map(({ path }) => path),
      ['/api/auth/token', '/a', '/b'],
    )
    assert.deepEqual(
      calls.slice(1).map(({ token }) => token),
      [renewed, renewed],
    )
  })

  it('goes again with a new token when the server says that the old one has ended', async () => {
    logIn({ token: fresh, refreshToken: 'r' })
    const { api, calls } = against(({ path, token }) => {
      if (path === '/api/auth/token') return json({ token: renewed, refreshToken: 'r2' })
      return token === renewed ? json(1) : expired()
    })
    assert.equal(await api.get('/a'), 1)
    assert.deepEqual(
      calls.map(({ path }) => path),
      ['/a', '/api/auth/token', '/a'],
    )
  })

  it('ends the session, with the reason, when renewing is refused', async () => {
    logIn({ token: fresh, refreshToken: 'r' })
    const { api } = against(expired)
    await assert.rejects(api.get('/a'), (error) => error instanceof ApiError && error.status === 401)
    assert.equal(session.getState().tokens, null)
    assert.equal(session.getState().ended, 'expired')
  })

  it('keeps the session when the server is only out of reach', async () => {
    logIn({ token: tokenUntil(NOW + 30_000), refreshToken: 'r' })
    const { api } = against(() => Promise.reject(new TypeError('failed to fetch')))
    await assert.rejects(api.get('/a'), (error) => error instanceof ApiError && error.unreachable)
    assert.notEqual(session.getState().tokens, null)
  })

  it('carries the server’s words, code and answer in its error, whatever form they come in', async () => {
    const { api } = against(({ path }) => {
      if (path === '/json')
        return json({ status: 400, message: 'Device with such name already exists!', errorCode: 31 }, 400)
      if (path === '/text') return new Response('Invalid JSON', { status: 400 })
      return new Response('<html>nginx</html>', { status: 502 })
    })
    const said = async (path: string) => {
      const error = await api.get(path).catch((reason: ApiError) => reason)
      assert.ok(error instanceof ApiError)
      return [error.status, error.message, error.errorCode]
    }
    assert.deepEqual(await said('/json'), [400, 'Device with such name already exists!', 31])
    assert.deepEqual(await said('/text'), [400, 'Invalid JSON', null])
    assert.deepEqual(await said('/html'), [502, 'The server answered 502.', null])
  })

  it('does not retry a wrong password as if a token had ended', async () => {
    const { api, calls } = against(() =>
      json({ status: 401, message: 'Invalid username or password', errorCode: 10 }, 401),
    )
    await assert.rejects(api.post('/api/auth/login', { username: 'a', password: 'b' }), /Invalid username/)
    assert.equal(calls.length, 1)
    assert.equal(session.getState().ended, null)
  })
})
