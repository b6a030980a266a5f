import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { ShadowReport } from '../../../../engine/api/contract-trial.ts'
import { clockTime } from '../../parts/numbers.ts'
import styles from './Shadow.module.css'
import { Trial } from './Trial.tsx'

/** Which of the recorded messages would end otherwise with the draft, and how. */
export function Shadow({ report }: { report: ShadowReport }) {
  const { t } = useTranslation()
  const [open, setOpen] = useState<number | null>(null)
  const { compared, differing, skipped } = report
  const line = (what: string, before: string | null, after: string | null) => (
    <>
      {before !== null && (
        <del>
          {t(`chain:shadow.${what}`)} {before}
        </del>
      )}
      {after !== null && (
        <ins>
          {t(`chain:shadow.${what}`)} {after}
        </ins>
      )}
    </>
  )
  return (
    <section className={styles.shadow} aria-label={t('chain:tests.compare')}>
      <p role="status">
        {compared === 0
          ? t('chain:shadow.nothing')
          : differing.length === 0
            ? t('chain:shadow.same', { count: compared })
            : t('chain:shadow.differ', { differing: differing.length, count: compared })}
      </p>
      {skipped.map(({ reason, count }) => (
        <p key={reason} className={styles.skipped}>
          {t('chain:shadow.skipped', { count })} {reason}
        </p>
      ))}
      <ul>
        {differing.map(({ draft, differences }, index) => (
          // biome-ignore lint/suspicious/noArrayIndexKey: the report never changes
          <li key={index}>
            <button
              type="button"
              aria-expanded={open === index}
              onClick={() => setOpen(open === index ? null : index)}
            >
              <span className={styles.time}>{clockTime(draft.message.at)}</span>
              <b>{draft.message.originator.name ?? draft.message.originator.entityType.toLowerCase()}</b>
              <code>{draft.message.data}</code>
            </button>
            <ul className={styles.changes}>
              {differences.map(({ what, before, after }) => (
                <li key={`${what} ${before} ${after}`}>{line(what, before, after)}</li>
              ))}
            </ul>
            {open === index && <Trial run={draft} />}
          </li>
        ))}
      </ul>
    </section>
  )
}
