import { ViewportPortal } from '@xyflow/react'
import { makeWire } from '../document/document.ts'
import { useEditor } from '../state/use-editor.ts'
import type { Faces } from './faces.ts'
import { pathOf } from './geometry.ts'
import { curveOf, noDrag } from './project.ts'

/** The wire that is being drawn with the keyboard, up to the node that is proposed. */
export function KeyboardWire({ faces }: { faces: Faces }) {
  const wiring = useEditor((state) => state.wiring)
  if (!wiring?.target) return null
  const line = curveOf(makeWire(wiring.from, wiring.output, wiring.target), faces, noDrag)
  if (!line) return null
  return (
    <ViewportPortal>
      <svg
        style={{ position: 'absolute', overflow: 'visible', pointerEvents: 'none' }}
        width="1"
        height="1"
        aria-hidden="true"
      >
        <path d={pathOf(line)} fill="none" stroke="var(--focus)" strokeWidth="2" strokeDasharray="6 4" />
      </svg>
    </ViewportPortal>
  )
}
