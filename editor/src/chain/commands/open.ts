import { IconArrowRight } from '@tabler/icons-react'
import { openByKey } from '../state/editor.ts'
import { type Command, oneChosen, theOne } from './command.ts'

export const openCommand: Command = {
  id: 'open',
  title: 'chain:command.open',
  icon: IconArrowRight,
  keys: [],
  cannot: 'chain:cannot.oneNode',
  canRun: oneChosen,
  run(session) {
    const id = theOne(session)
    if (id !== null) openByKey(session.editor, id)
  },
}
