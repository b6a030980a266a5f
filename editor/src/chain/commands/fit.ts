import { IconMaximize } from '@tabler/icons-react'
import { always, type Command } from './command.ts'

export const fitCommand: Command = {
  id: 'fit',
  title: 'chain:command.fit',
  icon: IconMaximize,
  keys: ['1'],
  canRun: always,
  run: ({ editor, canvas }) => {
    const { nodes } = editor.getState()
    canvas.current?.fit(nodes.size > 1 ? nodes : undefined)
  },
}
