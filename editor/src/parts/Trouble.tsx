import { Button } from '@mantine/core'
import { IconAlertTriangle } from '@tabler/icons-react'
import { useTranslation } from 'react-i18next'
import { ApiError } from '../api/http.ts'
import styles from './Trouble.module.css'

/** An error where it happened: what, and what to do. */
export function Trouble({ error, what, retry }: { error: unknown; what?: string; retry?: () => void }) {
  const { t } = useTranslation()
  const reason = error instanceof Error ? error.message : String(error)
  const remedy = error instanceof ApiError ? remedyOf(error) : null
  return (
    <div className={styles.trouble} role="alert">
      <IconAlertTriangle size={16} stroke={1.75} aria-hidden="true" className={styles.icon} />
      <div className={styles.text}>
        {what && <b>{what} </b>}
        {reason} {remedy && <span className={styles.remedy}>{t(`shell:trouble.${remedy}`)}</span>}
      </div>
      {retry && (
        <Button size="xs" onClick={retry}>
          {t('shell:trouble.retry')}
        </Button>
      )}
    </div>
  )
}

function remedyOf(error: ApiError): 'unreachable' | 'forbidden' | 'broken' | null {
  if (error.unreachable) return 'unreachable'
  if (error.status === 403) return 'forbidden'
  return error.status >= 500 ? 'broken' : null
}
