import { useReactFlow } from '@xyflow/react'
import { type RefObject, useEffect } from 'react'
import type { Point } from '../document/document.ts'
import { notesOf } from '../document/notes.ts'
import { useSession } from '../state/use-editor.ts'

/** A node that gets the keyboard has so much canvas around it, in px. */
const room = 48
const calm = { duration: matchMedia('(prefers-reduced-motion: reduce)').matches ? 0 : 160 }

/** Gives the commands their hand on the canvas for as long as it is there. */
export function useCanvasHandle(area: RefObject<HTMLElement | null>): void {
  const { canvas, editor } = useSession()
  const flow = useReactFlow()
  useEffect(() => {
    let pointer: Point | null = null
    const move = (event: PointerEvent) => {
      const inside = area.current?.contains(event.target as globalThis.Node | null)
      pointer = inside ? { x: event.clientX, y: event.clientY } : null
    }
    addEventListener('pointermove', move, { passive: true })
    const box = () => area.current?.getBoundingClientRect() ?? new DOMRect()
    canvas.current = {
      fit(nodes) {
        const chosen = nodes && [...nodes].map((id) => ({ id }))
        void flow.fitView({ maxZoom: 1, padding: 0.12, ...calm, ...(chosen ? { nodes: chosen } : {}) })
      },
      zoomTo: (zoom) => void flow.zoomTo(zoom, calm),
      zoomBy: (factor) => void flow.zoomTo(flow.getZoom() * factor, calm),
      toCanvas: (screen) => flow.screenToFlowPosition(screen, { snapToGrid: false }),
      toScreen: (place) => flow.flowToScreenPosition(place),
      middle() {
        const { left, top, width, height } = box()
        return flow.screenToFlowPosition({ x: left + width / 2, y: top + height / 2 }, { snapToGrid: false })
      },
      pointer: () => pointer && flow.screenToFlowPosition(pointer, { snapToGrid: false }),
      focus(nodeId) {
        const { doc } = editor.getState()
        const node = doc.nodes.get(nodeId) ?? notesOf(doc).get(nodeId)
        if (!node) return
        const { left, top, right, bottom } = box()
        const at = flow.flowToScreenPosition({ x: node.x, y: node.y })
        const end = flow.flowToScreenPosition({ x: node.x + 144, y: node.y + 90 })
        const dx = Math.max(0, left + room - at.x) - Math.max(0, end.x + room - right)
        const dy = Math.max(0, top + room - at.y) - Math.max(0, end.y + room - bottom)
        const { x, y, zoom } = flow.getViewport()
        if (zoom < 0.5) void flow.setCenter(node.x + 72, node.y + 45, { zoom: 0.8, ...calm })
        else if (dx !== 0 || dy !== 0) void flow.setViewport({ x: x + dx, y: y + dy, zoom }, calm)
        focusSoon(area, nodeId, 20)
      },
    }
    return () => {
      canvas.current = null
      removeEventListener('pointermove', move)
    }
  }, [area, canvas, editor, flow])
}

/** A node that was off the screen is only drawn a few frames later. */
function focusSoon(area: RefObject<HTMLElement | null>, nodeId: string, tries: number): void {
  requestAnimationFrame(() => {
    const element = area.current?.querySelector<HTMLElement>(
      `.react-flow__node[data-id="${CSS.escape(nodeId)}"]`,
    )
    if (element) element.focus({ preventScroll: true })
    else if (tries > 0) focusSoon(area, nodeId, tries - 1)
  })
}
