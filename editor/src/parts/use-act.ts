import { useState } from 'react'

/**
 * Does one thing at a time: `busy` while it is being done, and what went wrong goes to where the page tells it.
 * @param onError is told null at the beginning: what was wrong before is over
 */
export function useAct(onError: (error: unknown) => void) {
  const [busy, setBusy] = useState(false)
  async function run(act: () => Promise<unknown>): Promise<void> {
    setBusy(true)
    onError(null)
    try {
      await act()
    } catch (reason) {
      onError(reason)
    } finally {
      setBusy(false)
    }
  }
  return { busy, run }
}
