import type { ReactNode } from 'react'
import { Navigate, useLocation } from 'react-router'
import { useSession } from '../api/session.ts'

/** Sends whoever is not logged in to the login page, and back to where they wanted to go afterwards. */
export function MustLogIn({ children }: { children: ReactNode }) {
  const loggedIn = useSession((session) => session.tokens !== null)
  const { pathname, search } = useLocation()
  if (loggedIn) return children
  const to = pathname === '/' ? '/login' : `/login?to=${encodeURIComponent(pathname + search)}`
  return <Navigate to={to} replace />
}
