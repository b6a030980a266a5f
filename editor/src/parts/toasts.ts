import { createStore, useStore } from 'zustand'

/** What somebody just did, with the way back. Never for alarms and never for errors: those stay where they happened. */
export interface Toast {
  readonly id: number
  readonly text: string
  /** epoch ms at which it goes */
  readonly until: number
  readonly undo?: () => void
}

export const TOAST_MS = 10_000

interface Pending {
  readonly timer: ReturnType<typeof setTimeout>
  readonly commit: () => void
}

let nextId = 1
const pending = new Map<number, Pending>()

export const toasts = createStore<readonly Toast[]>(() => [])
export const useToasts = (): readonly Toast[] => useStore(toasts)

const remove = (id: number) => toasts.setState((all) => all.filter((toast) => toast.id !== id), true)

/** Says what was done. */
export function tell(text: string): void {
  const id = nextId++
  toasts.setState((all) => [...all, { id, text, until: Date.now() + TOAST_MS }], true)
  setTimeout(() => remove(id), TOAST_MS)
}

/**
 * Says what was done and does it for good only after ten seconds, so that Undo is exact: ids, history and secrets are
 * still there. Closing the page does it at once.
 */
export function tellUndoable(text: string, commit: () => void, undone: () => void): void {
  const id = nextId++
  const finish = () => {
    const waiting = pending.get(id)
    if (!waiting) return
    pending.delete(id)
    clearTimeout(waiting.timer)
    remove(id)
    waiting.commit()
  }
  const undo = () => {
    clearTimeout(pending.get(id)?.timer)
    pending.delete(id)
    remove(id)
    undone()
  }
  pending.set(id, { timer: setTimeout(finish, TOAST_MS), commit })
  toasts.setState((all) => [...all, { id, text, until: Date.now() + TOAST_MS, undo }], true)
}

if (typeof window !== 'undefined') {
  window.addEventListener('pagehide', () => {
    for (const { commit } of pending.values()) commit()
    pending.clear()
  })
}
