import { IconAlertOctagon } from '@tabler/icons-react'
import { useTranslation } from 'react-i18next'
import { Link } from 'react-router'
import type { EdgeStatus } from '../../../engine/api/contract.ts'
import { count } from '../parts/numbers.ts'
import styles from './WorryList.module.css'
import { worriesOf } from './worries.ts'

/** What needs somebody: what happened, what it means, what to do. */
export function WorryList({ status }: { status: EdgeStatus }) {
  const { t } = useTranslation()
  const worries = worriesOf(status)
  if (worries.length === 0) return null
  return (
    <ul className={styles.list}>
      {worries.map((worry) => (
        <li key={worry} className={styles.worry} data-mild={worry === 'letters' || undefined}>
          <IconAlertOctagon size={20} stroke={1.75} aria-hidden="true" />
          <div>
            <b>{t(`system:worry.${worry}.short`)}</b>
            <p className={styles.text}>
              {t(`system:worry.${worry}.text`, {
                reason: status.journal.failed ?? status.database.lastError ?? '',
                rows: count(status.database.waitingRows),
                letters: count(status.deadLetters),
              })}{' '}
              {worry === 'letters' && <Link to="/system/letters">{t('system:worry.letters.see')}</Link>}
            </p>
          </div>
        </li>
      ))}
    </ul>
  )
}
