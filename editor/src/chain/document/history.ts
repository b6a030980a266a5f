import type { ChainDoc } from './document.ts'
import { apply, difference, joined, type Patch, type PatchName, revert } from './patch.ts'

/** The steps that led here and those that were taken back; plain data, newest last. */
export interface History {
  readonly done: readonly Patch[]
  /** newest undone last: the next to redo */
  readonly undone: readonly Patch[]
}

export interface Past {
  readonly doc: ChainDoc
  readonly history: History
}

export const noHistory: History = { done: [], undone: [] }

const mostSteps = 300
/** Typing that pauses longer than this begins a new step. */
const mergeWithinMs = 2500

/**
 * Takes the step from the document to `next`. Steps with the same `merge` mark that follow closely are one; a step
 * that changes nothing is none.
 */
export function step(
  past: Past,
  next: ChainDoc,
  about: { name: PatchName; merge?: string; at: number },
): Past {
  const changes = difference(past.doc, next)
  if (changes.length === 0) return past
  const last = past.history.done.at(-1)
  const merges =
    last !== undefined &&
    about.merge !== undefined &&
    last.merge === about.merge &&
    about.at - last.at < mergeWithinMs &&
    past.history.undone.length === 0
  if (!merges) {
    const done = [...past.history.done, { ...about, changes }].slice(-mostSteps)
    return { doc: next, history: { done, undone: [] } }
  }
  const together = joined(last.changes, changes)
  const before = past.history.done.slice(0, -1)
  const from = last.name.values?.from
  const values = { ...about.name.values, ...(from === undefined ? {} : { from }) }
  const name = about.name.values === undefined ? about.name : { ...about.name, values }
  const done = together.length === 0 ? before : [...before, { ...about, name, changes: together }]
  return { doc: next, history: { done, undone: [] } }
}

export function undo(past: Past): Past {
  const patch = past.history.done.at(-1)
  if (!patch) return past
  return {
    doc: revert(past.doc, patch.changes),
    history: { done: past.history.done.slice(0, -1), undone: [...past.history.undone, patch] },
  }
}

export function redo(past: Past): Past {
  const patch = past.history.undone.at(-1)
  if (!patch) return past
  return {
    doc: apply(past.doc, patch.changes),
    history: { done: [...past.history.done, patch], undone: past.history.undone.slice(0, -1) },
  }
}

/** Goes to the moment after the first `count` steps, back or forth. */
export function goTo(past: Past, count: number): Past {
  let here = past
  while (here.history.done.length > Math.max(0, count)) here = undo(here)
  while (here.history.done.length < count && here.history.undone.length > 0) here = redo(here)
  return here
}
