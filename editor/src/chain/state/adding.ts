import type { NodeDefinitionJson } from '../../../../engine/api/contract.ts'
import { nodeWidth } from '../canvas/geometry.ts'
import { newId, type Point, type Wire } from '../document/document.ts'
import { addNode } from '../document/nodes.ts'
import { connect, insertOnWire } from '../document/wires.ts'
import { type Catalog, firstOutputOf } from './catalog.ts'
import { announce, type EditorStore, edit, openNode } from './editor.ts'

export type Joining =
  | { readonly from: { readonly node: string; readonly output: string } }
  | { readonly onto: Wire }

/** Adds a node of a kind, wired at once when it is said from where; opens it. Returns its id. */
export function addKind(editor: EditorStore, kind: NodeDefinitionJson, at: Point, joining?: Joining): string {
  const id = newId()
  const { catalog, doc: before } = editor.getState()
  const besideSources = [...before.nodes.values()].some((node) => catalog.byType.get(node.type)?.source)
  const fresh = {
    id,
    type: kind.type,
    name: kind.title,
    configuration: structuredClone(kind.defaults) as Record<string, unknown>,
    version: kind.version,
    source: kind.source,
    besideSources,
  }
  edit(editor, { key: 'chain:history.add', values: { name: kind.title } }, (doc) => {
    const next = addNode(doc, fresh, at)
    if (!joining || kind.source) return next
    if ('from' in joining) return connect(next, joining.from.node, joining.from.output, id)
    return insertOnWire(next, joining.onto, id, outputFor(catalog, next.nodes.get(id)))
  })
  openNode(editor, id)
  announce(editor, `${kind.title} #${editor.getState().doc.nodes.get(id)?.number}`)
  return id
}

export const outputFor = (catalog: Catalog, node: Parameters<typeof firstOutputOf>[0] | undefined) =>
  node && firstOutputOf(node, catalog)

/** Where a node goes that was chosen without saying where: right of the chosen one, else in the middle of the view. */
export function goodPlace(editor: EditorStore, middle: Point | undefined): Point {
  const { doc, nodes } = editor.getState()
  const chosen = nodes.size === 1 ? doc.nodes.get([...nodes][0] ?? '') : undefined
  if (chosen) return { x: chosen.x + nodeWidth + 56, y: chosen.y }
  if (middle) return { x: middle.x - nodeWidth / 2, y: middle.y - 40 }
  return { x: 40, y: 40 + doc.nodes.size * 100 }
}
