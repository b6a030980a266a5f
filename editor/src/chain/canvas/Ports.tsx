import { Handle, Position } from '@xyflow/react'
import { useTranslation } from 'react-i18next'
import { useEditor, useSession } from '../state/use-editor.ts'
import type { Face } from './faces.ts'
import styles from './RuleNode.module.css'

/** One row per output. Failure is the last one, a diamond, and unwired it shows only when it matters. */
export function Ports({ face, selected, failing }: { face: Face; selected: boolean; failing: number }) {
  const { t } = useTranslation()
  const { editor } = useSession()
  const wiringFrom = useEditor((state) => (state.wiring?.from === face.node.id ? state.wiring.output : null))
  const rows = face.outputs.map((output) => {
    const failure = output === 'Failure'
    const hidden = failure && !face.wired.includes('failure') && failing === 0 && !selected
    const hot = failure && failing > 0
    return (
      <div
        key={output}
        className={styles.port}
        data-failure={failure || undefined}
        data-hidden={hidden || undefined}
        data-hot={hot || undefined}
      >
        {hot && <span className={styles.portCount}>{failing}</span>}
        <span className={styles.portName}>{output}</span>
        <Handle
          type="source"
          id={output}
          position={Position.Right}
          className={styles.dot}
          role="button"
          data-port={output}
          data-wiring={wiringFrom === output || undefined}
          tabIndex={selected ? 0 : -1}
          aria-label={t('chain:port.label', { output, node: face.node.name })}
          aria-description={t('chain:port.hint')}
        />
      </div>
    )
  })
  if (face.more === 0) return rows
  return (
    <>
      {rows}
      <button
        type="button"
        className={`${styles.more} nodrag`}
        tabIndex={selected ? 0 : -1}
        onClick={() => editor.setState((state) => ({ spread: new Set([...state.spread, face.node.id]) }))}
      >
        {t('chain:port.more', { count: face.more })}
      </button>
    </>
  )
}
