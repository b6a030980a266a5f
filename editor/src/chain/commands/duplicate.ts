import { IconCopyPlus } from '@tabler/icons-react'
import { paste, readClip, toClip } from '../document/clip.ts'
import { grid } from '../document/nodes.ts'
import { notesOf } from '../document/notes.ts'
import { edit, select } from '../state/editor.ts'
import { anythingChosen, type Command } from './command.ts'

export const duplicateCommand: Command = {
  id: 'duplicate',
  title: 'chain:command.duplicate',
  icon: IconCopyPlus,
  keys: ['Mod+D'],
  cannot: 'chain:cannot.nodeOrNote',
  canRun: anythingChosen,
  run({ editor, canvas }) {
    const { doc, nodes, notes } = editor.getState()
    const clip = readClip(toClip(doc, nodes, notes))
    if (!clip) return
    const chosen = [...doc.nodes.values()].filter((node) => nodes.has(node.id))
    const written = [...notesOf(doc).values()].filter((note) => notes.has(note.id))
    const bottoms = [
      ...chosen.map((node) => node.y + grid * 6),
      ...written.map((note) => note.y + note.height + grid),
    ]
    const at = {
      x: Math.min(...[...chosen, ...written].map(({ x }) => x)) + grid * 2,
      y: Math.ceil(Math.max(...bottoms) / grid) * grid,
    }
    const pasted = paste(doc, clip, at)
    const name =
      nodes.size > 0
        ? { key: 'chain:history.duplicate', values: { count: nodes.size } }
        : { key: 'chain:history.noteDuplicate', values: { count: notes.size } }
    edit(editor, name, () => pasted.doc)
    select(editor, pasted.ids, [], pasted.notes)
    const first = pasted.ids[0] ?? pasted.notes[0]
    if (first !== undefined) canvas.current?.focus(first)
  },
}
