import { ViewportPortal } from '@xyflow/react'
import { memo, useSyncExternalStore } from 'react'
import { useTranslation } from 'react-i18next'
import { took } from '../../parts/numbers.ts'
import { useEditor, useSession } from '../state/use-editor.ts'
import { type Faces, rowsOf } from './faces.ts'
import { nodeHeight } from './geometry.ts'
import styles from './HeatView.module.css'
import { type Heat, heatOf } from './heat.ts'
import type { Drag } from './project.ts'

/** Where time goes, where messages fail and where they wait: one overlay outside of the node components. */
export function HeatView({ faces, drag }: { faces: Faces; drag: Drag }) {
  const shown = useEditor((state) => state.heat)
  return shown ? <Shown faces={faces} drag={drag} /> : null
}

function Shown({ faces, drag }: { faces: Faces; drag: Drag }) {
  const { live } = useSession()
  useSyncExternalStore(live.onNumbers, () => live.tick)
  const heat = heatOf(live.nodes)
  return (
    <ViewportPortal>
      {[...faces.values()].map((face) => {
        const { x, y } = drag.get(face.node.id) ?? face.node
        const of = heat.get(face.node.id)
        if (of === undefined) return null
        return <OneNode key={face.node.id} x={x} y={y} height={nodeHeight(rowsOf(face))} {...rounded(of)} />
      })}
    </ViewportPortal>
  )
}

/** Two digits are what an eye takes in; more would draw nodes again for nothing. */
const rounded = ({ took: ms, ...heat }: Heat) => ({
  ...heat,
  ms: ms === null ? null : Number(ms.toPrecision(2)),
})

interface Props extends Omit<Heat, 'took'> {
  x: number
  y: number
  height: number
  ms: number | null
}

const OneNode = memo(function OneNode({ x, y, height, level, ms, failing, waiting }: Props) {
  const { t } = useTranslation()
  return (
    <div
      className={styles.node}
      data-level={level}
      data-failing={failing > 0 || undefined}
      style={{ transform: `translate(${x}px, ${y}px)`, height }}
    >
      <span>
        {ms !== null && <b>{took(ms)}</b>}
        {waiting > 0 && <b data-tone="warn">{t('chain:heat.waiting', { count: waiting })}</b>}
        {failing > 0 && <b data-tone="crit">▲ {t('chain:heat.failing', { count: failing })}</b>}
      </span>
    </div>
  )
})
