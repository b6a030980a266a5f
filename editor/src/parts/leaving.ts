import { createStore, useStore } from 'zustand'
import { tellUndoable } from './toasts.ts'

/** Things that were deleted and can still be brought back: lists leave them out, the server still has them. */
const leaving = createStore<ReadonlySet<string>>(() => new Set())

export const useLeaving = (): ReadonlySet<string> => useStore(leaving)

function stay(id: string): void {
  leaving.setState((ids) => new Set([...ids].filter((other) => other !== id)), true)
}

/**
 * Takes a thing off its list and deletes it when nobody called it back within ten seconds.
 * @param remove asks the server; when it refuses, the thing returns to its list
 */
export function removeLater(
  id: string,
  text: string,
  remove: () => Promise<unknown>,
  failed: (error: unknown) => void,
): void {
  leaving.setState((ids) => new Set(ids).add(id), true)
  tellUndoable(
    text,
    () => {
      remove().catch((error) => {
        stay(id)
        failed(error)
      })
    },
    () => stay(id),
  )
}
