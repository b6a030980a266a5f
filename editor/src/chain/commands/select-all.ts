import { IconSelectAll } from '@tabler/icons-react'
import { notesOf } from '../document/notes.ts'
import { select } from '../state/editor.ts'
import { always, type Command } from './command.ts'

export const selectAllCommand: Command = {
  id: 'select-all',
  title: 'chain:command.selectAll',
  icon: IconSelectAll,
  keys: ['Mod+A'],
  canRun: always,
  run({ editor }) {
    const { doc } = editor.getState()
    select(editor, doc.nodes.keys(), doc.wires.keys(), notesOf(doc).keys())
  },
}
