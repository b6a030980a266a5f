import type { ConnectionLineComponentProps } from '@xyflow/react'
import { curve, pathOf } from './geometry.ts'

/** The wire under the pointer: draft ink until it is let go. */
export function ConnectionLine({ fromX, fromY, toX, toY, fromHandle }: ConnectionLineComponentProps) {
  const [from, to] = [
    { x: fromX, y: fromY },
    { x: toX, y: toY },
  ]
  const line = fromHandle.type === 'source' ? curve(from, to) : curve(to, from)
  return (
    <g>
      <path d={pathOf(line)} fill="none" stroke="var(--channel)" strokeWidth="6" strokeLinecap="round" />
      <path d={pathOf(line)} fill="none" stroke="var(--draft)" strokeWidth="2" strokeDasharray="6 4" />
    </g>
  )
}
