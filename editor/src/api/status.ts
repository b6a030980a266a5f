import { useEffect } from 'react'
import { createStore, useStore } from 'zustand'
import type { EdgeStatus } from '../../../engine/api/contract.ts'
import { live, useLink } from './live.ts'

/** five minutes at one a second */
const KEPT = 300

interface Known {
  readonly status: EdgeStatus | null
  readonly rates: readonly { readonly ts: number; readonly value: number }[]
}

const known = createStore<Known>(() => ({ status: null, rates: [] }))

function learn(status: EdgeStatus): void {
  known.setState(({ rates }) => ({
    status,
    rates: [...rates.slice(1 - KEPT), { ts: Date.now(), value: status.rate }],
  }))
}

/** Keeps the status coming while the caller is mounted. The shell does, so every page has it. */
export function useStatusFeed(): void {
  useEffect(
    () => live.subscribe<{ status: EdgeStatus }>({ type: 'WEIR_STATUS' }, ({ status }) => learn(status)),
    [],
  )
}

/** The server's state as of the last second. `current` is false while the link is down: then these are memories. */
export function useStatus(): { status: EdgeStatus | null; current: boolean } {
  const status = useStore(known, (state) => state.status)
  const current = useLink((link) => link.state === 'open')
  return { status, current: current && status !== null }
}

/** Messages per second over the last minutes, as far as this page has watched. */
export function useRates(): Known['rates'] {
  return useStore(known, (state) => state.rates)
}
