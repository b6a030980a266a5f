import { IconPencil } from '@tabler/icons-react'
import { type Command, oneChosen, theOne } from './command.ts'

export const renameCommand: Command = {
  id: 'rename',
  title: 'chain:command.rename',
  icon: IconPencil,
  keys: ['F2'],
  canRun: oneChosen,
  run: (session) => session.editor.setState({ renaming: theOne(session) }),
}
