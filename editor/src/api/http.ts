import { logIn, logOut, readStoredSession, session, type Tokens } from './session.ts'

/** The server's `errorCode` for a token that has run out (rest-core, authentication). */
const TOKEN_EXPIRED = 11
/** Renew this long before the access token ends, so that a request on a slow link still arrives in time. */
const EARLY_MS = 60_000

/** An answer that is not 2xx, or no answer at all. */
export class ApiError extends Error {
  /** HTTP status; 0 when the server could not be reached */
  readonly status: number
  /** the server's own code (2 general, 10 authentication, 11 token expired, 20 permission, 31 bad request, 32 not found) */
  readonly errorCode: number | null
  /** the whole answer: parsed JSON, or text */
  readonly body: unknown

  constructor(status: number, message: string, errorCode: number | null = null, body: unknown = null) {
    super(message)
    this.name = 'ApiError'
    this.status = status
    this.errorCode = errorCode
    this.body = body
  }

  get unreachable(): boolean {
    return this.status === 0
  }
}

export interface Api {
  get<T>(path: string): Promise<T>
  post<T = void>(path: string, body?: unknown): Promise<T>
  put<T = void>(path: string, body?: unknown): Promise<T>
  patch<T = void>(path: string, body?: unknown): Promise<T>
  delete<T = void>(path: string): Promise<T>
}

export interface ApiNeeds {
  fetch: (path: string, init: RequestInit) => Promise<Response>
  now: () => number
}

/**
 * JSON over HTTP with the session's token. Renews the token shortly before it ends, and once more when the server says
 * that it has ended; when that fails the session ends and the login page takes over.
 * @throws ApiError
 */
export function createApi(needs: ApiNeeds): Api & { freshToken(): Promise<string | null> } {
  let renewing: Promise<boolean> | null = null

  async function send(method: string, path: string, body: unknown, token: string | null): Promise<unknown> {
    const headers: Record<string, string> = { accept: 'application/json' }
    if (body !== undefined) headers['content-type'] = 'application/json'
    if (token) headers['x-authorization'] = `Bearer ${token}`
    const init: RequestInit = { method, headers }
    if (body !== undefined) init.body = JSON.stringify(body)
    let response: Response
    try {
      response = await needs.fetch(path, init)
    } catch {
      throw new ApiError(0, 'Weir does not answer. It may be restarting, or the network between is down.')
    }
    const answer = read(await response.text())
    if (!response.ok) throw refusal(response.status, answer)
    return answer
  }

  async function renew(): Promise<boolean> {
    const before = session.getState().tokens
    readStoredSession()
    const { tokens, claims } = session.getState()
    if (!tokens) return false
    if (tokens !== before && claims && claims.expires - needs.now() > EARLY_MS) return true
    try {
      logIn((await send('POST', '/api/auth/token', { refreshToken: tokens.refreshToken }, null)) as Tokens)
      return true
    } catch (error) {
      if (error instanceof ApiError && error.status >= 400 && error.status < 500) logOut('expired')
      return false
    }
  }

  function renewOnce(): Promise<boolean> {
    renewing ??= renew().finally(() => {
      renewing = null
    })
    return renewing
  }

  async function freshToken(): Promise<string | null> {
    const { claims } = session.getState()
    if (claims && claims.expires - needs.now() < EARLY_MS) await renewOnce()
    return session.getState().tokens?.token ?? null
  }

  async function call<T>(method: string, path: string, body?: unknown): Promise<T> {
    // logging in asks for no token and must not be retried with one
    if (path.startsWith('/api/auth/login')) return (await send(method, path, body, null)) as T
    const token = await freshToken()
    try {
      return (await send(method, path, body, token)) as T
    } catch (error) {
      if (!(error instanceof ApiError) || error.status !== 401 || token === null) throw error
      // a request that left before another one renewed the token just goes again
      const renewed =
        session.getState().tokens?.token !== token ||
        (error.errorCode === TOKEN_EXPIRED && (await renewOnce()))
      if (!renewed) {
        if (session.getState().tokens) logOut('expired')
        throw error
      }
      return (await send(method, path, body, session.getState().tokens?.token ?? null)) as T
    }
  }

  return {
    get: (path) => call('GET', path),
    post: (path, body) => call('POST', path, body),
    put: (path, body) => call('PUT', path, body),
    patch: (path, body) => call('PATCH', path, body),
    delete: (path) => call('DELETE', path),
    freshToken,
  }
}

function read(text: string): unknown {
  if (text === '') return undefined
  try {
    return JSON.parse(text)
  } catch {
    return text
  }
}

function refusal(status: number, answer: unknown): ApiError {
  if (typeof answer === 'object' && answer !== null) {
    const { message, errorCode } = answer as { message?: unknown; errorCode?: unknown }
    return new ApiError(
      status,
      typeof message === 'string' ? message : `The server answered ${status}.`,
      typeof errorCode === 'number' ? errorCode : null,
      answer,
    )
  }
  const plain = typeof answer === 'string' && answer.length < 400 && !answer.startsWith('<')
  return new ApiError(status, plain ? answer : `The server answered ${status}.`, null, answer)
}

export const api = createApi({
  fetch: (path, init) => globalThis.fetch(path, init),
  now: () => Date.now(),
})
