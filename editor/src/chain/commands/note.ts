import { IconNote } from '@tabler/icons-react'
import i18next from 'i18next'
import { newId } from '../document/document.ts'
import { addNote } from '../document/notes.ts'
import { edit, select } from '../state/editor.ts'
import { always, askedPlace, type Command } from './command.ts'

/** Adds a note where the pointer is, ready to be written. */
export const noteCommand: Command = {
  id: 'note',
  title: 'chain:command.note',
  icon: IconNote,
  keys: ['N'],
  canRun: always,
  run(session) {
    const { editor, canvas } = session
    const at = askedPlace(session) ?? canvas.current?.middle() ?? { x: 40, y: 40 }
    const id = newId()
    edit(editor, { key: 'chain:history.noteAdd' }, (doc) => addNote(doc, id, at, i18next.t('chain:note.new')))
    select(editor, [], [], [id])
    editor.setState({ renaming: id, view: 'canvas' })
  },
}
