import { IconArrowsMove } from '@tabler/icons-react'
import { grid, moveNodes } from '../document/nodes.ts'
import { edit } from '../state/editor.ts'
import { type Command, somethingChosen } from './command.ts'

const ways = [
  { id: 'nudge-left', title: 'chain:command.nudgeLeft', key: 'Shift+ArrowLeft', x: -grid, y: 0 },
  { id: 'nudge-right', title: 'chain:command.nudgeRight', key: 'Shift+ArrowRight', x: grid, y: 0 },
  { id: 'nudge-up', title: 'chain:command.nudgeUp', key: 'Shift+ArrowUp', x: 0, y: -grid },
  { id: 'nudge-down', title: 'chain:command.nudgeDown', key: 'Shift+ArrowDown', x: 0, y: grid },
]

export const nudgeCommands: readonly Command[] = ways.map(({ id, title, key, x, y }) => ({
  id,
  title,
  icon: IconArrowsMove,
  keys: [key],
  canRun: somethingChosen,
  run({ editor }) {
    const { doc, nodes } = editor.getState()
    const chosen = [...doc.nodes.values()].filter((node) => nodes.has(node.id))
    const places = new Map(chosen.map((node) => [node.id, { x: node.x + x, y: node.y + y }]))
    const name = { key: 'chain:history.move', values: { count: chosen.length } }
    edit(editor, name, (now) => moveNodes(now, places), `nudge:${[...nodes].join()}`)
  },
}))
