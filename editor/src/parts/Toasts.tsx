import { Button } from '@mantine/core'
import { IconCheck } from '@tabler/icons-react'
import { useTranslation } from 'react-i18next'
import { useNow } from './clock.ts'
import { span } from './numbers.ts'
import styles from './Toasts.module.css'
import { type Toast, useToasts } from './toasts.ts'

export function Toasts() {
  const toasts = useToasts()
  return (
    <div className={styles.corner} role="status" aria-live="polite">
      {toasts.map((toast) => (
        <One key={toast.id} toast={toast} />
      ))}
    </div>
  )
}

function One({ toast }: { toast: Toast }) {
  const { t } = useTranslation()
  const now = useNow()
  return (
    <div className={styles.toast}>
      <IconCheck size={16} stroke={1.75} color="var(--ok)" aria-hidden="true" />
      <span className={styles.text}>{toast.text}</span>
      {toast.undo && (
        <Button size="xs" onClick={toast.undo}>
          {t('shell:toast.undo')}
        </Button>
      )}
      <span className={styles.left} aria-hidden="true">
        {span(toast.until - now)}
      </span>
    </div>
  )
}
