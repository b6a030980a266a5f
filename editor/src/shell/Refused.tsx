import { ActionIcon } from '@mantine/core'
import { IconX } from '@tabler/icons-react'
import { useTranslation } from 'react-i18next'
import { dismissRefused, useRefused } from '../parts/leaving.ts'
import { Trouble } from '../parts/Trouble.tsx'
import styles from './Refused.module.css'

/** What was deleted, could have been called back, and was then refused by the server: the person may be elsewhere by now. */
export function Refused() {
  const { t } = useTranslation()
  const refused = useRefused()
  if (!refused) return null
  return (
    <div className={styles.row}>
      <Trouble what={t('shell:refused', { text: refused.text })} error={refused.error} />
      <ActionIcon aria-label={t('shell:dismiss')} onClick={dismissRefused}>
        <IconX size={16} stroke={1.75} />
      </ActionIcon>
    </div>
  )
}
