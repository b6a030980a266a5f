import { IconPencil } from '@tabler/icons-react'
import { type Command, oneChosen, theOne } from './command.ts'

export const renameCommand: Command = {
  id: 'rename',
  title: 'chain:command.rename',
  icon: IconPencil,
  keys: ['F2'],
  cannot: 'chain:cannot.oneNode',
  canRun: oneChosen,
  run: (session) => session.editor.setState({ renaming: theOne(session) }),
}
