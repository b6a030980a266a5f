import { Button } from '@mantine/core'
import { useTranslation } from 'react-i18next'
import { live, useLink } from '../api/live.ts'
import { Ago } from '../parts/Ago.tsx'
import { Mark } from '../parts/Mark.tsx'
import styles from './Reconnecting.module.css'

/** Says that what is on the page is not current, since when, and lets the person try at once. */
export function Reconnecting() {
  const { t } = useTranslation()
  const { state, heard } = useLink((link) => link)
  return (
    <div role="status" aria-live="polite">
      {state === 'lost' && (
        <div className={styles.banner}>
          <Mark shape="ring" />
          <span>
            <b>{t('shell:lost.title')}</b> {t('shell:lost.text')}{' '}
            {heard !== null && (
              <>
                {t('shell:lost.heard')} <Ago at={heard} />.
              </>
            )}
          </span>
          <Button size="xs" onClick={live.retryNow}>
            {t('shell:lost.retry')}
          </Button>
        </div>
      )}
    </div>
  )
}
