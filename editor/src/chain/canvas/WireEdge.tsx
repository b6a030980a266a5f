import type { Edge, EdgeProps } from '@xyflow/react'
import { createContext, memo, useContext, useLayoutEffect, useRef } from 'react'
import type { Wire } from '../document/document.ts'
import { useEditor } from '../state/use-editor.ts'
import type { Channels } from './channels.ts'
import { curve, pathOf } from './geometry.ts'
import styles from './WireEdge.module.css'

export type WireEdgeType = Edge<{ wire: Wire; fresh: boolean; target: boolean }, 'wire'>

export const ChannelsContext = createContext<Channels | null>(null)

/** A wire as a channel: pale banks always, water inside as wide as the flow, violet dashes when it is only planned. */
export const WireEdge = memo(function WireEdge(props: EdgeProps<WireEdgeType>) {
  const { id, sourceX, sourceY, targetX, targetY, selected, data } = props
  const channels = useContext(ChannelsContext)
  const group = useRef<SVGGElement>(null)
  const lit = useEditor((state) => state.lit.wires.has(id))
  const hovered = useEditor((state) => state.hovered === id)
  const wire = data?.wire
  useLayoutEffect(() => {
    if (group.current && wire) return channels?.show(group.current, wire)
  }, [channels, wire])
  const path = pathOf(curve({ x: sourceX, y: sourceY }, { x: targetX, y: targetY }))
  return (
    <g
      ref={group}
      className={styles.channel}
      data-fresh={data?.fresh || undefined}
      data-selected={selected || undefined}
      data-hovered={hovered || undefined}
      data-lit={lit || undefined}
      data-target={data?.target || undefined}
    >
      <path d={path} className={styles.bank} />
      <path d={path} className={styles.water} />
      <path d={path} className={styles.glint} />
      <path d={path} className={`react-flow__edge-interaction ${styles.hit}`} />
    </g>
  )
})
