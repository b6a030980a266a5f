import { Handle, type Node, type NodeProps, Position } from '@xyflow/react'
import { memo } from 'react'
import { took } from '../../parts/numbers.ts'
import { useRecordedUntil } from '../state/recording.ts'
import { useEditor } from '../state/use-editor.ts'
import { Badges } from './Badges.tsx'
import type { Face } from './faces.ts'
import { useHealth, useStatus } from './health.ts'
import { NodeTitle } from './NodeTitle.tsx'
import { Ports } from './Ports.tsx'
import { RecordingBadge } from './RecordingBadge.tsx'
import styles from './RuleNode.module.css'
import { Tile } from './Tile.tsx'

export type RuleNodeType = Node<{ face: Face }, 'rule'>

/** One node on the canvas. It gets no live data by props: its health comes from a store of its own, if it changed. */
export const RuleNode = memo(function RuleNode({ id, data, selected }: NodeProps<RuleNodeType>) {
  const { face } = data
  const health = useHealth(id)
  const status = useStatus(id)
  const lit = useEditor((state) => state.lit.nodes.get(id))
  const targeted = useEditor((state) => state.wiring?.target === id)
  const recorded = useRecordedUntil(id) > 0
  const { node, definition, state, problem } = face
  const invalid = problem?.severity === 'error' || !definition
  return (
    <article
      className={styles.node}
      data-source={definition?.source || undefined}
      data-selected={selected || undefined}
      data-state={state}
      data-invalid={invalid || undefined}
      data-failing={health.failing > 0 || undefined}
      data-slow={health.slow > 0 || undefined}
      data-bypassed={node.bypassed || undefined}
      data-lit={lit !== undefined || undefined}
      data-targeted={targeted || undefined}
    >
      <div className={styles.above}>
        <span className={styles.number}>#{node.number}</span>
        {typeof lit === 'number' && <span className={styles.step}>{took(lit)}</span>}
        <RecordingBadge nodeId={id} />
        <Badges face={face} health={health} most={recorded || lit !== undefined ? 1 : 2} />
      </div>
      <div className={styles.head}>
        <Tile definition={definition} />
        <NodeTitle id={id} name={node.name} line={status ?? face.line} />
      </div>
      {!definition?.source && (
        <Handle type="target" id="in" position={Position.Left} className={styles.input} tabIndex={-1} />
      )}
      <Ports face={face} selected={selected} failing={health.failing} />
    </article>
  )
})
