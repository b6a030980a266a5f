import type { EdgeChange, NodeChange, OnNodeDrag } from '@xyflow/react'
import { useMemo, useRef, useState } from 'react'
import { chainBehind } from '../commands/follow.ts'
import type { Point, Wire } from '../document/document.ts'
import { moveNodes } from '../document/nodes.ts'
import { moveNotes, notesOf } from '../document/notes.ts'
import { insertOnWire } from '../document/wires.ts'
import { outputFor } from '../state/adding.ts'
import { type EditorStore, edit, openNode, select } from '../state/editor.ts'
import { useSession } from '../state/use-editor.ts'
import type { Faces } from './faces.ts'
import type { NoteNodeType } from './Note.tsx'
import { wireNear } from './near.ts'
import { type Drag, noDrag } from './project.ts'
import type { RuleNodeType } from './RuleNode.tsx'
import type { WireEdgeType } from './WireEdge.tsx'

type CanvasNode = RuleNodeType | NoteNodeType

/**
 * Turns what the pointer does on the canvas into edits: a drag is kept apart until it ends, and is then one step; a
 * lone node let go on a wire is put into it.
 */
export function useChanges(faces: Faces) {
  const session = useSession()
  const { editor, place } = session
  const [drag, setDrag] = useState<Drag>(noDrag)
  const [wireUnderDrag, setWire] = useState<string | null>(null)
  const now = useRef({ faces, drag, wireUnderDrag })
  now.current = { faces, drag, wireUnderDrag }

  const handlers = useMemo(() => {
    const onNodesChange = (changes: NodeChange<CanvasNode>[]) => {
      const moved = new Map(now.current.drag)
      const chosen = new Set([...editor.getState().nodes, ...editor.getState().notes])
      let selects = false
      const resizes = new Set(
        changes.flatMap((change) => (change.type === 'dimensions' && change.resizing ? [change.id] : [])),
      )
      for (const change of changes) {
        if (change.type === 'position' && change.position && (change.dragging || resizes.has(change.id)))
          moved.set(change.id, { ...moved.get(change.id), ...change.position })
        if (change.type === 'dimensions' && change.dimensions && change.resizing) {
          const { x, y } = moved.get(change.id) ??
            notesOf(editor.getState().doc).get(change.id) ?? { x: 0, y: 0 }
          moved.set(change.id, { x, y, ...change.dimensions })
        }
        if (change.type === 'select') {
          selects = true
          if (change.selected) chosen.add(change.id)
          else chosen.delete(change.id)
        }
      }
      if (changes.some((change) => isDragging(change) || resizes.has('id' in change ? change.id : '')))
        setDrag(moved)
      if (selects) {
        const { doc, wires } = editor.getState()
        const ids = [...chosen]
        const isNode = (id: string) => doc.nodes.has(id)
        select(
          editor,
          ids.filter(isNode),
          wires,
          ids.filter((id) => !isNode(id)),
        )
      }
      if (changes.some(endsResizing)) resized(editor, moved, setDrag)
    }
    const onEdgesChange = (changes: EdgeChange<WireEdgeType>[]) => {
      const chosen = new Set(editor.getState().wires)
      let selects = false
      for (const change of changes) {
        if (change.type !== 'select') continue
        selects = true
        if (change.selected) chosen.add(change.id)
        else chosen.delete(change.id)
      }
      if (selects) select(editor, editor.getState().nodes, chosen, editor.getState().notes)
    }
    const onNodeDrag: OnNodeDrag<CanvasNode> = (_, node, nodes) => {
      const wire =
        nodes.length === 1 && node.type === 'rule'
          ? wireFor(editor, now.current.faces, node.id, node.position)
          : null
      setWire(wire?.id ?? null)
    }
    const onNodeDragStop: OnNodeDrag<CanvasNode> = () => {
      const places = now.current.drag
      const wire = editor.getState().doc.wires.get(now.current.wireUnderDrag ?? '')
      setDrag(noDrag)
      setWire(null)
      if (places.size > 0) letGo(editor, places, wire)
    }
    const hover = (id: string | null) => editor.setState({ hovered: id })
    return {
      onNodesChange,
      onEdgesChange,
      onNodeDrag,
      onNodeDragStop,
      // the box of a selection is dragged as well
      onSelectionDragStop: () => onNodeDragStop(undefined as never, undefined as never, []),
      onNodeDoubleClick: (_: unknown, node: CanvasNode) => {
        if (node.type === 'note') return editor.setState({ renaming: node.id })
        const chainId = chainBehind(session, node.id)
        if (chainId === null) openNode(editor, node.id)
        else place.enter(chainId)
      },
      onNodeClick: (event: { ctrlKey: boolean; metaKey: boolean; shiftKey: boolean }, node: CanvasNode) => {
        if (node.type === 'note') return editor.setState({ menu: null })
        if (!event.ctrlKey && !event.metaKey && !event.shiftKey)
          editor.setState({ panelShown: true, menu: null })
      },
      onEdgeMouseEnter: (_: unknown, edge: WireEdgeType) => hover(edge.id),
      onEdgeMouseLeave: () => hover(null),
      onPaneClick: () => {
        select(editor, [])
        editor.setState({ menu: null, adding: null, wiring: null })
      },
      onNodeContextMenu: (event: PointerLike, node: CanvasNode) => {
        const { nodes, notes } = editor.getState()
        if (node.type === 'note' && !notes.has(node.id)) select(editor, [], [], [node.id])
        if (node.type === 'rule' && !nodes.has(node.id)) select(editor, [node.id])
        openMenu(editor, event, 'node')
      },
      onEdgeContextMenu: (event: PointerLike, edge: WireEdgeType) => {
        select(editor, [], [edge.id])
        openMenu(editor, event, 'wire')
      },
      onSelectionContextMenu: (event: PointerLike) => openMenu(editor, event, 'node'),
      onPaneContextMenu: (event: PointerLike) => openMenu(editor, event, 'canvas'),
    }
  }, [session, editor, place])
  return { drag, wireUnderDrag, handlers }
}

const isDragging = (change: NodeChange<CanvasNode>) => change.type === 'position' && change.dragging === true
const endsResizing = (change: NodeChange<CanvasNode>) =>
  change.type === 'dimensions' && change.resizing === false

/** A note was let go at its edge. */
function resized(editor: EditorStore, places: Drag, setDrag: (drag: Drag) => void): void {
  setDrag(noDrag)
  edit(editor, { key: 'chain:history.noteResize' }, (doc) => moveNotes(doc, places))
}

type PointerLike = { clientX: number; clientY: number; preventDefault(): void }

function openMenu(editor: EditorStore, event: PointerLike, on: 'node' | 'wire' | 'canvas'): void {
  event.preventDefault()
  editor.setState({ menu: { screen: { x: event.clientX, y: event.clientY }, on } })
}

/** The wire that a node without wires of its own would be put into if it were let go here. */
function wireFor(editor: EditorStore, faces: Faces, id: string, at: Point): Wire | null {
  const { doc } = editor.getState()
  if (faces.get(id)?.definition?.source) return null
  for (const wire of doc.wires.values()) if (wire.from === id || wire.to === id) return null
  return wireNear(doc, faces, { x: at.x + 72, y: at.y + 24 })
}

function letGo(editor: EditorStore, places: Drag, onto: Wire | undefined): void {
  const id = [...places.keys()][0] ?? ''
  const { doc: before, catalog } = editor.getState()
  const name = before.nodes.get(id)?.name ?? ''
  if (onto) {
    edit(editor, { key: 'chain:history.insert', values: { name } }, (doc) => {
      const moved = moveNodes(doc, places)
      return insertOnWire(moved, onto, id, outputFor(catalog, moved.nodes.get(id)))
    })
  } else if ([...places.keys()].every((one) => notesOf(before).has(one))) {
    edit(editor, { key: 'chain:history.noteMove' }, (doc) => moveNotes(doc, places))
  } else if (places.size === 1) {
    edit(editor, { key: 'chain:history.moveOne', values: { name } }, (doc) => moveNodes(doc, places))
  } else {
    edit(editor, { key: 'chain:history.move', values: { count: places.size } }, (doc) =>
      moveNotes(moveNodes(doc, places), places),
    )
  }
}
