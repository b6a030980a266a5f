import { useMemo, useRef, useSyncExternalStore } from 'react'
import { useTranslation } from 'react-i18next'
import { useFaces } from '../canvas/use-projection.ts'
import { outline } from '../document/order.ts'
import { openByKey, openNode, select } from '../state/editor.ts'
import { useEditor, useSession } from '../state/use-editor.ts'
import styles from './Outline.module.css'
import { OutlineRow } from './OutlineRow.tsx'

/** The same chain as a tree, in the order messages take: for screen readers, phones, and reading. */
export function Outline() {
  const { t } = useTranslation()
  const { editor, live } = useSession()
  const doc = useEditor((state) => state.doc)
  const opened = useEditor((state) => state.opened)
  const faces = useFaces()
  const lines = useMemo(() => outline(doc), [doc])
  const tree = useRef<HTMLDivElement>(null)
  useSyncExternalStore(live.onNumbers, () => live.tick)
  const current = Math.max(
    0,
    lines.findIndex((line) => line.node.id === opened && !line.reference),
  )

  const focusLine = (index: number) => {
    const row = tree.current?.children[index]
    const line = lines[index]
    if (!row || !line) return
    select(editor, [line.node.id])
    ;(row as HTMLElement).focus()
  }
  const onKeyDown = (event: React.KeyboardEvent) => {
    const at = [...(tree.current?.children ?? [])].indexOf(event.target as Element)
    const line = lines[at]
    if (!line || event.ctrlKey || event.metaKey || event.altKey || event.shiftKey) return
    const parent = lines.slice(0, at).findLastIndex((one) => one.depth < line.depth)
    const moves: Record<string, number> = {
      ArrowDown: at + 1,
      ArrowUp: at - 1,
      ArrowLeft: parent,
      ArrowRight: line.children > 0 ? at + 1 : at,
      Home: 0,
      End: lines.length - 1,
    }
    if (event.key === 'Enter') openByKey(editor, line.node.id)
    else if (event.key in moves) focusLine(moves[event.key] ?? at)
    else return
    event.preventDefault()
    event.stopPropagation()
  }
  return (
    <section className={styles.outline} aria-label={t('chain:outline.label')}>
      <p>{t('chain:outline.summary', { count: doc.nodes.size })}</p>
      <div ref={tree} role="tree" aria-label={t('chain:outline.label')} onKeyDown={onKeyDown}>
        {lines.map((line, index) => {
          const face = faces.get(line.node.id)
          return (
            face && (
              <OutlineRow
                key={line.key}
                line={line}
                face={face}
                numbers={live.nodes.get(line.node.id)}
                tabbable={index === current}
                chosen={opened === line.node.id}
                onOpen={() => openNode(editor, line.node.id)}
              />
            )
          )
        })}
      </div>
    </section>
  )
}
