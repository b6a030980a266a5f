import { useMemo, useRef } from 'react'
import { notesOf, type Place } from '../document/notes.ts'
import { useEditor } from '../state/use-editor.ts'
import type { NoteNodeType } from './Note.tsx'

/** behind wires and nodes, also while it is chosen */
const behind = -1

/** The notes as React Flow takes them; one that looks as before is the same object. */
export function useNotes(drag: ReadonlyMap<string, Place>): NoteNodeType[] {
  const notes = useEditor((state) => notesOf(state.doc))
  const chosen = useEditor((state) => state.notes)
  const before = useRef<ReadonlyMap<string, NoteNodeType>>(new Map())
  return useMemo(() => {
    const next = new Map<string, NoteNodeType>()
    for (const note of notes.values()) {
      const { x, y, width = note.width, height = note.height } = drag.get(note.id) ?? note
      const selected = chosen.has(note.id)
      const known = before.current.get(note.id)
      const isSame =
        known?.data.note === note &&
        known.selected === selected &&
        known.position.x === x &&
        known.position.y === y &&
        known.width === width &&
        known.height === height
      next.set(note.id, isSame ? known : noteNode(note, { x, y }, { width, height }, selected))
    }
    before.current = next
    return [...next.values()]
  }, [notes, chosen, drag])
}

function noteNode(
  note: NoteNodeType['data']['note'],
  position: { x: number; y: number },
  size: { width: number; height: number },
  selected: boolean,
): NoteNodeType {
  return {
    id: note.id,
    type: 'note',
    position,
    ...size,
    measured: size,
    data: { note },
    selected,
    zIndex: behind,
    connectable: false,
    ariaLabel: note.content.slice(0, 60),
  }
}
