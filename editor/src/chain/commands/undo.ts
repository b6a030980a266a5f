import { IconArrowBackUp } from '@tabler/icons-react'
import { undoStep } from '../state/editor.ts'
import type { Command } from './command.ts'

export const undoCommand: Command = {
  id: 'undo',
  title: 'chain:command.undo',
  icon: IconArrowBackUp,
  keys: ['Mod+Z'],
  cannot: 'chain:cannot.undo',
  canRun: ({ editor }) => editor.getState().history.done.length > 0,
  run: ({ editor }) => undoStep(editor),
}
