/** What people do to alarms from any page: one, or many at a time. */
import i18next from 'i18next'
import { createStore, useStore } from 'zustand'
import type { AlarmRowJson } from '../../../engine/api/contract-alarms.ts'
import { acknowledgeAlarm, clearAlarm, refreshAlarms } from '../api/alarms.ts'
import { ApiError } from '../api/http.ts'
import { tell, tellUndoable } from '../parts/toasts.ts'

/** requests at a time */
const ABREAST = 4

/** Alarms that were cleared and can still be called back: the server has them open. */
const clearing = createStore<ReadonlySet<string>>(() => new Set())

export const useClearing = (): ReadonlySet<string> => useStore(clearing)

/** Acknowledges those that are not, at once: nobody else should go out for them. Throws what could not be done. */
export async function acknowledge(rows: readonly AlarmRowJson[]): Promise<void> {
  const due = rows.filter(({ ackTs }) => ackTs === 0)
  try {
    await each(due, acknowledgeAlarm)
    tell(i18next.t('alarms:did.acknowledged', { count: due.length, type: due[0]?.type }))
  } finally {
    await refreshAlarms()
  }
}

/**
 * Clears those that are open after ten seconds in which they can be called back.
 * @param failed is told when the server refuses
 */
export function clearLater(rows: readonly AlarmRowJson[], failed: (error: unknown) => void): void {
  const due = rows.filter(({ clearTs }) => clearTs === 0)
  if (due.length === 0) return
  clearing.setState((ids) => new Set([...ids, ...due.map(({ id }) => id)]), true)
  const stay = () => {
    const gone = new Set(due.map(({ id }) => id))
    clearing.setState((ids) => new Set([...ids].filter((id) => !gone.has(id))), true)
  }
  const forGood = () => {
    each(due, clearAlarm)
      .catch(failed)
      .finally(() => refreshAlarms().finally(stay))
  }
  tellUndoable(i18next.t('alarms:did.cleared', { count: due.length, type: due[0]?.type }), forGood, stay)
}

/** A few at a time; what is so already counts as done. Goes through all of them, then throws the first refusal. */
async function each(rows: readonly AlarmRowJson[], act: (id: string) => Promise<unknown>): Promise<void> {
  const waiting = [...rows]
  const refusals: unknown[] = []
  const work = async () => {
    for (let row = waiting.shift(); row; row = waiting.shift()) {
      await act(row.id).catch((error: unknown) => {
        if (!isSoAlready(error)) refusals.push(error)
      })
    }
  }
  await Promise.all(Array.from({ length: ABREAST }, work))
  if (refusals.length > 0) throw refusals[0]
}

/** Somebody else was faster. */
function isSoAlready(error: unknown): boolean {
  return error instanceof ApiError && error.status === 400 && /\balready\b/.test(error.message)
}
