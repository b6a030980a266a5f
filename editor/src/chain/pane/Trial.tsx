import { useEffect, useMemo } from 'react'
import { useTranslation } from 'react-i18next'
import type { TrialRunJson } from '../../../../engine/api/contract-trial.ts'
import { took } from '../../parts/numbers.ts'
import { Tile } from '../canvas/Tile.tsx'
import { nothing, openNode } from '../state/editor.ts'
import { useEditor, useSession } from '../state/use-editor.ts'
import { trialPath } from './path.ts'
import styles from './Trial.module.css'

/** What would become of a message in the chain as it is drawn: its way, lit on the canvas, and what would be done. */
export function Trial({ run }: { run: TrialRunJson }) {
  const { t } = useTranslation()
  const { editor, canvas } = useSession()
  const chainId = useEditor((state) => state.chain.id)
  const doc = useEditor((state) => state.doc)
  const catalog = useEditor((state) => state.catalog)
  const lit = useMemo(() => trialPath(run.steps, chainId, doc), [run, chainId, doc])
  useEffect(() => {
    editor.setState({ litWires: lit.wires, litNodes: lit.nodes })
    return () => editor.setState({ litWires: nothing, litNodes: nothing })
  }, [editor, lit])
  return (
    <div className={styles.trial}>
      <p className={styles.muted}>{t('chain:trial.muted')}</p>
      <ol className={styles.steps}>
        {run.steps.map((step, index) => {
          const node = step.chainId === chainId ? doc.nodes.get(step.nodeId) : undefined
          return (
            // biome-ignore lint/suspicious/noArrayIndexKey: a message may come to a node twice
            <li key={index}>
              <button
                type="button"
                disabled={!node}
                data-failed={step.error !== null || undefined}
                onClick={() => {
                  openNode(editor, step.nodeId)
                  canvas.current?.focus(step.nodeId)
                }}
              >
                <Tile definition={catalog.byType.get(node?.type ?? '')} small />
                <b>{step.node}</b>
                <span>{step.output ?? (step.error === null ? t('chain:messages.ended') : '')}</span>
                <small>{step.took === null ? '' : took(step.took)}</small>
                {step.error !== null && <em>{step.error}</em>}
              </button>
            </li>
          )
        })}
      </ol>
      {run.failure !== null && <p className={styles.failure}>{run.failure}</p>}
      <h3>{t('chain:trial.would')}</h3>
      {run.deeds.length === 0 ? (
        <p className={styles.muted}>{t('chain:trial.nothing')}</p>
      ) : (
        <ul className={styles.deeds}>
          {run.deeds.map((deed, index) => (
            // biome-ignore lint/suspicious/noArrayIndexKey: the same may be done twice
            <li key={index}>{deed}</li>
          ))}
        </ul>
      )}
    </div>
  )
}
