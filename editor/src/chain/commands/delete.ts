import { IconTrash } from '@tabler/icons-react'
import i18next from 'i18next'
import { removeNodes } from '../document/nodes.ts'
import { removeNotes } from '../document/notes.ts'
import { disconnect } from '../document/wires.ts'
import { firstOutputOf } from '../state/catalog.ts'
import { edit } from '../state/editor.ts'
import { tellStep } from '../state/tell.ts'
import type { Command } from './command.ts'

/** Removes what is chosen. A removed node's wires are joined, so that messages still arrive. */
export const deleteCommand: Command = {
  id: 'delete',
  title: 'chain:command.delete',
  icon: IconTrash,
  keys: ['Delete', 'Backspace'],
  cannot: 'chain:cannot.anything',
  canRun: ({ editor }) => {
    const { nodes, wires, notes } = editor.getState()
    return nodes.size + wires.size + notes.size > 0
  },
  run({ editor }) {
    const { doc, nodes, wires, notes } = editor.getState()
    const one = nodes.size === 1 ? doc.nodes.get([...nodes][0] ?? '')?.name : undefined
    const name =
      nodes.size + wires.size === 0
        ? { key: 'chain:history.noteRemove', values: { count: notes.size } }
        : nodes.size === 0
          ? { key: 'chain:history.unwire', values: { count: wires.size } }
          : one !== undefined
            ? { key: 'chain:history.removeOne', values: { name: one } }
            : { key: 'chain:history.remove', values: { count: nodes.size } }
    edit(editor, name, (now, { catalog }) =>
      removeNotes(
        removeNodes(disconnect(now, wires), nodes, (node) => firstOutputOf(node, catalog)),
        notes,
      ),
    )
    tellStep(editor, i18next.t(name.key, name.values))
  },
}
