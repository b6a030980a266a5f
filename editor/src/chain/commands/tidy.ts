import { IconLayoutGrid } from '@tabler/icons-react'
import { nodeHeight } from '../canvas/geometry.ts'
import { arrange, type Layouter } from '../document/arrange.ts'
import { moveNodes } from '../document/nodes.ts'
import { outputsOf, wiredOutputs } from '../state/catalog.ts'
import { edit } from '../state/editor.ts'
import type { Command } from './command.ts'

/** Lines up the chosen nodes, or all of them: one step, on the grid, left stays left. */
export const tidyCommand: Command = {
  id: 'tidy',
  title: 'chain:command.tidy',
  icon: IconLayoutGrid,
  keys: ['Shift+T'],
  cannot: 'chain:cannot.tidy',
  canRun: ({ editor }) => editor.getState().doc.nodes.size > 1,
  async run({ editor, canvas }) {
    const { doc, nodes, catalog } = editor.getState()
    const { default: Elk } = await import('elkjs/lib/elk.bundled.js')
    const wired = wiredOutputs(doc)
    const heightOf = (id: string) => {
      const node = doc.nodes.get(id)
      return node ? nodeHeight(outputsOf(node, catalog.byType.get(node.type), wired.get(id) ?? []).length) : 0
    }
    const layouter = new Elk() as unknown as Layouter
    const places = await arrange(doc, nodes, heightOf, layouter)
    edit(editor, { key: 'chain:history.tidy', values: { count: places.size } }, (now) =>
      moveNodes(now, places),
    )
    canvas.current?.fit(nodes.size > 1 ? nodes : undefined)
  },
}
