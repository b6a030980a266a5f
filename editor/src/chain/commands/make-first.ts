import { IconArrowBarToRight } from '@tabler/icons-react'
import { edit } from '../state/editor.ts'
import { type Command, theOne } from './command.ts'

/** Messages that no source takes enter the chain at its first node. */
export const makeFirstCommand: Command = {
  id: 'make-first',
  title: 'chain:command.makeFirst',
  icon: IconArrowBarToRight,
  keys: [],
  cannot: 'chain:cannot.first',
  canRun(session) {
    const id = theOne(session)
    const { doc, catalog } = session.editor.getState()
    const node = id === null ? undefined : doc.nodes.get(id)
    return node !== undefined && doc.first !== id && !catalog.byType.get(node.type)?.source
  },
  run(session) {
    const id = theOne(session)
    const name = session.editor.getState().doc.nodes.get(id ?? '')?.name ?? ''
    edit(session.editor, { key: 'chain:history.first', values: { name } }, (doc) => ({ ...doc, first: id }))
  },
}
