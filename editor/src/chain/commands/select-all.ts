import { IconSelectAll } from '@tabler/icons-react'
import { select } from '../state/editor.ts'
import { always, type Command } from './command.ts'

export const selectAllCommand: Command = {
  id: 'select-all',
  title: 'chain:command.selectAll',
  icon: IconSelectAll,
  keys: ['Mod+A'],
  canRun: always,
  run: ({ editor }) => select(editor, editor.getState().doc.nodes.keys(), editor.getState().doc.wires.keys()),
}
