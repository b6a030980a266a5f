import { useMemo, useRef } from 'react'
import type { Catalog } from '../state/catalog.ts'
import { useEditor } from '../state/use-editor.ts'
import { type Faces, makeFaces } from './faces.ts'
import { type Drag, projectNodes, projectWires } from './project.ts'
import type { RuleNodeType } from './RuleNode.tsx'
import type { WireEdgeType } from './WireEdge.tsx'

export function useFaces(): Faces {
  const doc = useEditor((state) => state.doc)
  const liveDoc = useEditor((state) => state.liveDoc)
  const catalog = useEditor((state) => state.catalog)
  const problems = useEditor((state) => state.problems)
  const spread = useEditor((state) => state.spread)
  const before = useRef<{ faces: Faces; catalog: Catalog | null }>({ faces: new Map(), catalog: null })
  return useMemo(() => {
    const known: Faces = before.current.catalog === catalog ? before.current.faces : new Map()
    before.current = { faces: makeFaces({ doc, liveDoc, catalog, problems, spread }, known), catalog }
    return before.current.faces
  }, [doc, liveDoc, catalog, problems, spread])
}

/** React Flow's nodes and edges for the document; unchanged ones are the same objects as before. */
export function useProjection(faces: Faces, drag: Drag, wireUnderDrag: string | null) {
  const doc = useEditor((state) => state.doc)
  const liveDoc = useEditor((state) => state.liveDoc)
  const chosenNodes = useEditor((state) => state.nodes)
  const chosenWires = useEditor((state) => state.wires)
  const nodesBefore = useRef<ReadonlyMap<string, RuleNodeType>>(new Map())
  const edgesBefore = useRef<ReadonlyMap<string, WireEdgeType>>(new Map())
  const nodes = useMemo(() => {
    const next = projectNodes(faces, chosenNodes, drag, nodesBefore.current)
    nodesBefore.current = next
    return [...next.values()]
  }, [faces, chosenNodes, drag])
  const edges = useMemo(() => {
    const next = projectWires(doc, faces, liveDoc, chosenWires, wireUnderDrag, edgesBefore.current)
    edgesBefore.current = next
    return [...next.values()]
  }, [doc, faces, liveDoc, chosenWires, wireUnderDrag])
  return { nodes, edges }
}
