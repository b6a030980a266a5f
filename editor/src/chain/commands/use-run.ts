import { useCallback } from 'react'
import { tell } from '../../parts/toasts.ts'
import { useSession } from '../state/use-editor.ts'
import type { Command } from './command.ts'

/** Runs a command; one that fails says why instead of failing silently. */
export function useRun(): (command: Command) => void {
  const session = useSession()
  return useCallback(
    (command) => {
      if (!command.canRun(session)) return
      Promise.resolve(command.run(session)).catch((error: unknown) => {
        tell(error instanceof Error ? error.message : String(error))
      })
    },
    [session],
  )
}
