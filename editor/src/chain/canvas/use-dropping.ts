import { type DragEvent, useMemo, useRef } from 'react'
import { addKind } from '../state/adding.ts'
import { useSession } from '../state/use-editor.ts'
import type { Faces } from './faces.ts'
import { wireNear } from './near.ts'

export const kindFormat = 'application/x-weir-kind'

/** A kind dragged here from the palette: onto the canvas, or onto a wire to be put into it. */
export function useDropping(faces: Faces) {
  const { editor, canvas } = useSession()
  const known = useRef(faces)
  known.current = faces
  return useMemo(
    () => ({
      onDragOver(event: DragEvent) {
        if (!event.dataTransfer.types.includes(kindFormat)) return
        event.preventDefault()
        event.dataTransfer.dropEffect = 'copy'
      },
      onDrop(event: DragEvent) {
        const { catalog, doc } = editor.getState()
        const kind = catalog.byType.get(event.dataTransfer.getData(kindFormat))
        const at = canvas.current?.toCanvas({ x: event.clientX, y: event.clientY })
        if (!kind || !at) return
        event.preventDefault()
        const onto = kind.source ? null : wireNear(doc, known.current, at)
        const id = addKind(editor, kind, { x: at.x - 72, y: at.y - 22 }, onto ? { onto } : undefined)
        canvas.current?.focus(id)
      },
      onDoubleClick(event: React.MouseEvent) {
        if (!(event.target as Element).classList.contains('react-flow__pane')) return
        const screen = { x: event.clientX, y: event.clientY }
        const place = canvas.current?.toCanvas(screen)
        if (place) editor.setState({ adding: { screen, place } })
      },
    }),
    [editor, canvas],
  )
}
