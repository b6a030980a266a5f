import { useEffect, useRef } from 'react'
import { useTranslation } from 'react-i18next'
import type { TrialRunJson } from '../../../../engine/api/contract-trial.ts'
import { took } from '../../parts/numbers.ts'
import { Tile } from '../canvas/Tile.tsx'
import { follow, goToStep } from '../state/followed.ts'
import { useEditor, useSession } from '../state/use-editor.ts'
import styles from './Trial.module.css'

/** What would become of a message in the chain as it is drawn: its way, lit on the canvas, and what would be done. */
export function Trial({ run }: { run: TrialRunJson }) {
  const { t } = useTranslation()
  const session = useSession()
  const chainId = useEditor((state) => state.chain.id)
  const doc = useEditor((state) => state.doc)
  const catalog = useEditor((state) => state.catalog)
  const result = useRef<HTMLDivElement>(null)
  useEffect(() => follow(run.steps), [run])
  // biome-ignore lint/correctness/useExhaustiveDependencies: each run brings its result into sight
  useEffect(() => {
    // in braces: newer browsers answer with a promise, which React would take for a clean-up
    result.current?.scrollIntoView({ block: 'start' })
  }, [run])
  return (
    <div ref={result} className={styles.trial}>
      <p className={styles.muted}>{t('chain:trial.muted')}</p>
      <ol className={styles.steps}>
        {run.steps.map((step, index) => {
          const node = step.chainId === chainId ? doc.nodes.get(step.nodeId) : undefined
          return (
            // biome-ignore lint/suspicious/noArrayIndexKey: a message may come to a node twice
            <li key={index}>
              <button
                type="button"
                data-failed={step.error !== null || undefined}
                onClick={() => goToStep(session, step)}
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
