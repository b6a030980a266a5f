import type { Note } from '../../../../engine/rules/chain.ts'
import type { ChainDoc, Point } from './document.ts'
import { grid, onGrid } from './nodes.ts'

/** A note that can't be drawn smaller, in px. */
export const smallestNote = { width: 6 * grid, height: 3 * grid }
const newNote = { width: 12 * grid, height: 6 * grid }

export type Place = Point & Partial<Pick<Note, 'width' | 'height'>>

const known = new WeakMap<readonly unknown[], ReadonlyMap<string, Note>>()
const none: ReadonlyMap<string, Note> = new Map()

/** The notes of a chain by their ids; what is no note stays in the document and is not shown. */
export function notesOf({ other }: Pick<ChainDoc, 'other'>): ReadonlyMap<string, Note> {
  const { notes } = other
  if (!Array.isArray(notes)) return none
  let byId = known.get(notes)
  if (byId === undefined) {
    byId = new Map(notes.filter(isNote).map((note) => [note.id, note]))
    known.set(notes, byId)
  }
  return byId
}

function isNote(value: unknown): value is Note {
  if (typeof value !== 'object' || value === null) return false
  const { id, x, y, width, height } = value as Partial<Note>
  return typeof id === 'string' && [x, y, width, height].every((one) => Number.isFinite(one))
}

export function addNote(doc: ChainDoc, id: string, at: Point, content: string): ChainDoc {
  return withMoreNotes(doc, [{ id, ...onGrid(at), ...newNote, content }])
}

export function withMoreNotes(doc: ChainDoc, notes: readonly Note[]): ChainDoc {
  return notes.length === 0 ? doc : withNotes(doc, [...listed(doc), ...notes])
}

/** Changes members of one note; those that the editor does not know are kept. */
export function changeNote(doc: ChainDoc, id: string, change: Partial<Note>): ChainDoc {
  const note = notesOf(doc).get(id)
  if (note === undefined || Object.entries(change).every(([key, value]) => note[key] === value)) return doc
  return withNotes(
    doc,
    listed(doc).map((one) => (one === note ? { ...note, ...change } : one)),
  )
}

export function moveNotes(doc: ChainDoc, places: ReadonlyMap<string, Place>): ChainDoc {
  let next = doc
  for (const [id, place] of places) next = changeNote(next, id, { ...place })
  return next
}

export function removeNotes(doc: ChainDoc, ids: ReadonlySet<string>): ChainDoc {
  const gone = new Set<unknown>([...notesOf(doc).values()].filter(({ id }) => ids.has(id)))
  if (gone.size === 0) return doc
  return withNotes(
    doc,
    listed(doc).filter((one) => !gone.has(one)),
  )
}

const listed = ({ other }: ChainDoc): readonly unknown[] => (Array.isArray(other.notes) ? other.notes : [])

function withNotes(doc: ChainDoc, notes: readonly unknown[]): ChainDoc {
  return { ...doc, other: { ...doc.other, notes } }
}

/** The colour of a note where it is one: whatever else a file says is not taken for a style. */
export function colourOf({ backgroundColor }: Note): string | undefined {
  return backgroundColor !== undefined &&
    /^(#[\da-f]{3,8}|[a-z]+|rgba?\([\d\s.,%/]+\))$/i.test(backgroundColor)
    ? backgroundColor
    : undefined
}
