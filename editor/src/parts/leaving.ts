import { createStore, useStore } from 'zustand'
import { tellUndoable } from './toasts.ts'

/** Things that were deleted and can still be brought back: lists leave them out, the server still has them. */
export const leaving = createStore<ReadonlySet<string>>(() => new Set())

export const useLeaving = (): ReadonlySet<string> => useStore(leaving)

/** The last removal that the server did not take, after its list may have been left. */
interface Refused {
  readonly text: string
  readonly error: unknown
}

export const refused = createStore<Refused | null>(() => null)

export const useRefused = (): Refused | null => useStore(refused)
export const dismissRefused = (): void => refused.setState(null, true)

function stay(id: string): void {
  leaving.setState((ids) => new Set([...ids].filter((other) => other !== id)), true)
}

/**
 * Takes a thing off its list and deletes it when nobody called it back within ten seconds.
 * @param remove asks the server; when it refuses, the thing returns to its list
 * @param failed for a page that tells the refusal itself; the shell does where it is absent
 */
export function removeLater(
  id: string,
  text: string,
  remove: () => Promise<unknown>,
  failed: (error: unknown) => void = (error) => refused.setState({ text, error }, true),
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
