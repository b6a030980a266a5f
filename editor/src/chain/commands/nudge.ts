import { IconArrowsMove } from '@tabler/icons-react'
import { grid, moveNodes } from '../document/nodes.ts'
import { moveNotes, notesOf } from '../document/notes.ts'
import { edit } from '../state/editor.ts'
import type { Command } from './command.ts'

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
  canRun: ({ editor }) => editor.getState().nodes.size + editor.getState().notes.size > 0,
  run({ editor }) {
    const { doc, nodes, notes } = editor.getState()
    const chosen = [...doc.nodes.values()].filter((node) => nodes.has(node.id))
    const places = new Map(chosen.map((node) => [node.id, { x: node.x + x, y: node.y + y }]))
    const written = [...notesOf(doc).values()].filter((note) => notes.has(note.id))
    const papers = new Map(written.map((note) => [note.id, { x: note.x + x, y: note.y + y }]))
    const name =
      chosen.length === 0
        ? { key: 'chain:history.noteMove' }
        : { key: 'chain:history.move', values: { count: chosen.length } }
    const mark = `nudge:${[...nodes, ...notes].join()}`
    edit(editor, name, (now) => moveNotes(moveNodes(now, places), papers), mark)
  },
}))
