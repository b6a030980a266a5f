import { createStore, useStore } from 'zustand'

/**
 * Who is logged in. The two tokens live in localStorage, so that a reload and a second tab stay logged in. The price:
 * a script that runs on this page could read them. The content security policy lets only our own files run, nothing
 * from outside is ever rendered as HTML, and the access token dies after two and a half hours.
 */
export interface Tokens {
  readonly token: string
  readonly refreshToken: string
}

export interface Claims {
  readonly userId: string
  readonly email: string
  readonly name: string
  readonly authority: string
  readonly tenantId: string
  /** epoch ms at which the access token ends */
  readonly expires: number
}

export interface SessionState {
  readonly tokens: Tokens | null
  readonly claims: Claims | null
  /** why the person has to log in again; null when they never did or chose to leave */
  readonly ended: 'expired' | null
}

const KEY = 'weir.session'
const nobody: SessionState = { tokens: null, claims: null, ended: null }

/** What the access token says about its owner; null when it can't be read. */
export function readClaims(token: string): Claims | null {
  try {
    const part = token.split('.')[1] ?? ''
    const bytes = Uint8Array.from(atob(part.replaceAll('-', '+').replaceAll('_', '/')), (c) =>
      c.charCodeAt(0),
    )
    const claims = JSON.parse(new TextDecoder().decode(bytes)) as Record<string, unknown>
    const text = (key: string) => (typeof claims[key] === 'string' ? claims[key] : '')
    const name = [text('firstName'), text('lastName')].filter(Boolean).join(' ')
    const scopes = Array.isArray(claims.scopes) ? claims.scopes : []
    return {
      userId: text('userId'),
      email: text('sub'),
      name: name || text('sub'),
      authority: typeof scopes[0] === 'string' ? scopes[0] : '',
      tenantId: text('tenantId'),
      expires: typeof claims.exp === 'number' ? claims.exp * 1000 : 0,
    }
  } catch {
    return null
  }
}

function stored(): SessionState {
  try {
    const tokens = JSON.parse(localStorage.getItem(KEY) ?? 'null') as Tokens | null
    if (!tokens?.token) return nobody
    return { tokens, claims: readClaims(tokens.token), ended: null }
  } catch {
    return nobody
  }
}

function keep(tokens: Tokens | null): void {
  try {
    if (tokens) localStorage.setItem(KEY, JSON.stringify(tokens))
    else localStorage.removeItem(KEY)
  } catch {
    // storage may be full or forbidden: the session then lasts as long as the page
  }
}

export const session = createStore<SessionState>(stored)

export function logIn(tokens: Tokens): void {
  keep(tokens)
  session.setState({ tokens, claims: readClaims(tokens.token), ended: null })
}

/** Forgets the tokens; with `expired` the login page says why. */
export function logOut(ended: SessionState['ended'] = null): void {
  keep(null)
  session.setState({ tokens: null, claims: null, ended })
}

/** Takes over newer tokens that another tab has stored meanwhile. */
export function readStoredSession(): void {
  const now = stored()
  if (now.tokens && now.tokens.token !== session.getState().tokens?.token) session.setState(now)
}

if (typeof window !== 'undefined') {
  window.addEventListener('storage', (event) => {
    // another tab logged out or in: this one follows
    if (event.key === KEY) session.setState(stored())
  })
}

export const useSession = <T>(pick: (state: SessionState) => T): T => useStore(session, pick)
