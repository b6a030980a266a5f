import i18next from 'i18next'
import { useCallback } from 'react'
import { refuse } from '../state/editor.ts'
import { useSession } from '../state/use-editor.ts'
import type { Command } from './command.ts'

/** Runs a command; one that can't run, or fails, says why instead of failing silently. */
export function useRun(): (command: Command) => void {
  const session = useSession()
  return useCallback(
    (command) => {
      if (!command.canRun(session)) {
        if (command.cannot !== undefined) refuse(session.editor, i18next.t(command.cannot))
        return
      }
      Promise.resolve(command.run(session)).catch((error: unknown) => {
        refuse(session.editor, error instanceof Error ? error.message : String(error))
      })
    },
    [session],
  )
}
