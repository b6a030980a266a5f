import { IconArrowForwardUp } from '@tabler/icons-react'
import { redoStep } from '../state/editor.ts'
import type { Command } from './command.ts'

export const redoCommand: Command = {
  id: 'redo',
  title: 'chain:command.redo',
  icon: IconArrowForwardUp,
  keys: ['Mod+Shift+Z', 'Mod+Y'],
  cannot: 'chain:cannot.redo',
  canRun: ({ editor }) => editor.getState().history.undone.length > 0,
  run: ({ editor }) => redoStep(editor),
}
