import { IconCopyPlus } from '@tabler/icons-react'
import { paste, readClip, toClip } from '../document/clip.ts'
import { grid } from '../document/nodes.ts'
import { edit, select } from '../state/editor.ts'
import { type Command, somethingChosen } from './command.ts'

export const duplicateCommand: Command = {
  id: 'duplicate',
  title: 'chain:command.duplicate',
  icon: IconCopyPlus,
  keys: ['Mod+D'],
  canRun: somethingChosen,
  run({ editor, canvas }) {
    const { doc, nodes } = editor.getState()
    const chosen = [...doc.nodes.values()].filter((node) => nodes.has(node.id))
    const clip = readClip(toClip(doc, nodes))
    if (!clip) return
    const at = {
      x: Math.min(...chosen.map((node) => node.x)) + grid * 2,
      y: Math.max(...chosen.map((node) => node.y)) + grid * 6,
    }
    const pasted = paste(doc, clip, at)
    edit(editor, { key: 'chain:history.duplicate', values: { count: nodes.size } }, () => pasted.doc)
    select(editor, pasted.ids)
    const first = pasted.ids[0]
    if (first !== undefined) canvas.current?.focus(first)
  },
}
