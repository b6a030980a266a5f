import { useSyncExternalStore } from 'react'

/** One clock for the page: ages grow once a second, all at the same moment, and only while somebody looks. */
const listeners = new Set<() => void>()
let now = Date.now()
let timer: ReturnType<typeof setInterval> | undefined

function tick(): void {
  if (document.hidden) return
  now = Date.now()
  for (const listener of listeners) listener()
}

function subscribe(listener: () => void): () => void {
  if (listeners.size === 0) {
    timer = setInterval(tick, 1000)
    document.addEventListener('visibilitychange', tick)
  }
  now = Date.now()
  listeners.add(listener)
  return () => {
    listeners.delete(listener)
    if (listeners.size > 0) return
    clearInterval(timer)
    document.removeEventListener('visibilitychange', tick)
  }
}

/** Epoch ms, renewed each second. */
export function useNow(): number {
  return useSyncExternalStore(subscribe, () => now)
}
