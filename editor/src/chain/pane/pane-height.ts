import { createStore, useStore } from 'zustand'

/** pixels */
const bounds = { least: 120, usual: 220, most: 640 }
const KEY = 'weir.pane-height'

const height = createStore<number>(() => within(Number(stored()) || bounds.usual))

export const usePaneHeight = (): number => useStore(height)

/** Makes the pane this high, within what is sensible, and remembers it in this browser. */
export function setPaneHeight(wanted: number): void {
  const next = within(wanted)
  height.setState(next, true)
  try {
    localStorage.setItem(KEY, String(next))
  } catch {
    // storage may be forbidden; the height holds for this page then
  }
}

export { bounds as paneBounds }

function within(wanted: number): number {
  return Math.round(Math.min(bounds.most, Math.max(bounds.least, wanted)))
}

function stored(): string | null {
  try {
    return localStorage.getItem(KEY)
  } catch {
    return null
  }
}
