import { useStore, ViewportPortal } from '@xyflow/react'
import { memo, useMemo, useSyncExternalStore } from 'react'
import { useTranslation } from 'react-i18next'
import { select } from '../state/editor.ts'
import { useEditor, useSession } from '../state/use-editor.ts'
import type { Faces } from './faces.ts'
import styles from './Pills.module.css'
import { type Detail, type Pill, pillsOf, type View } from './pills.ts'
import type { Drag } from './project.ts'

/** All rates on all wires, drawn by this one overlay at most four times a second, outside of the node components. */
export function Pills({ faces, drag, detail }: { faces: Faces; drag: Drag; detail: Detail }) {
  const { t } = useTranslation()
  const { live } = useSession()
  const doc = useEditor((state) => state.doc)
  const liveDoc = useEditor((state) => state.liveDoc)
  const wires = useEditor((state) => state.wires)
  const hovered = useEditor((state) => state.hovered)
  const tick = useSyncExternalStore(live.onNumbers, () => live.tick)
  const seen = useStore(viewKey)
  const fresh = t('chain:wire.new')
  const looked = useMemo(() => (hovered === null ? wires : new Set([...wires, hovered])), [wires, hovered])
  // biome-ignore lint/correctness/useExhaustiveDependencies: a tick says that the numbers inside of `live` are new
  const pills = useMemo(
    () => pillsOf({ doc, liveDoc, faces, drag, looked, fresh, detail, view: viewOf(seen) }, live),
    [doc, liveDoc, faces, drag, looked, fresh, detail, seen, live, tick],
  )
  return (
    <ViewportPortal>
      {pills.map(({ wire, at, text, kind }) => (
        <OnePill
          key={wire.id}
          id={wire.id}
          x={Math.round(at.x)}
          y={Math.round(at.y)}
          text={text}
          kind={kind}
          marked={looked.has(wire.id)}
        />
      ))}
    </ViewportPortal>
  )
}

const cell = 240

/** What is seen, in cells: panning within one draws no pill again. */
function viewKey(state: { transform: [number, number, number]; width: number; height: number }): string {
  const [x, y, zoom] = state.transform
  const [left, top] = [-x / zoom, -y / zoom]
  const edges = [left - cell, top - cell, left + state.width / zoom + cell, top + state.height / zoom + cell]
  return edges.map((edge) => Math.round(edge / cell)).join()
}

function viewOf(key: string): View {
  const [left = 0, top = 0, right = 0, bottom = 0] = key.split(',').map((edge) => Number(edge) * cell)
  return { left, top, right, bottom }
}

interface OnePillProps {
  id: string
  x: number
  y: number
  text: string
  kind: Pill['kind']
  marked: boolean
}

const OnePill = memo(function OnePill({ id, x, y, text, kind, marked }: OnePillProps) {
  const { t } = useTranslation()
  const { editor } = useSession()
  const hover = (hovered: string | null) => () => editor.setState({ hovered })
  return (
    <button
      type="button"
      className={`${styles.pill} nopan nodrag`}
      data-kind={kind}
      data-marked={marked || undefined}
      style={{ transform: `translate(${x}px, ${y}px) translate(-50%, -50%)` }}
      aria-label={t('chain:wire.label', { rate: text })}
      tabIndex={-1}
      onPointerEnter={hover(id)}
      onPointerLeave={hover(null)}
      onFocus={hover(id)}
      onBlur={hover(null)}
      onClick={() => select(editor, [], [id])}
    >
      {kind === 'failing' && (
        <svg width="9" height="9" viewBox="0 0 12 12" aria-hidden="true">
          <path d="M6 1 11.4 10.6H.6z" fill="currentColor" />
        </svg>
      )}
      {text}
    </button>
  )
})
