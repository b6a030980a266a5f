import { IconPlayerSkipForward } from '@tabler/icons-react'
import { changeNodes } from '../document/nodes.ts'
import { edit } from '../state/editor.ts'
import { type Command, somethingChosen } from './command.ts'

/** Lets messages pass straight through the chosen nodes; when all are bypassed already, they work again. */
export const bypassCommand: Command = {
  id: 'bypass',
  title: 'chain:command.bypass',
  icon: IconPlayerSkipForward,
  keys: ['B'],
  cannot: 'chain:cannot.node',
  canRun: somethingChosen,
  run({ editor }) {
    const { doc, nodes } = editor.getState()
    const all = [...nodes].every((id) => doc.nodes.get(id)?.bypassed)
    const name = doc.nodes.get([...nodes][0] ?? '')?.name ?? ''
    const key = all ? 'chain:history.unbypass' : 'chain:history.bypass'
    edit(editor, { key, values: { name, count: nodes.size } }, (now) =>
      changeNodes(now, nodes, (node) => ({ ...node, bypassed: !all })),
    )
  },
}
