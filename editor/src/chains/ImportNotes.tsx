import { IconAlertTriangle, IconCheck, IconInfoCircle } from '@tabler/icons-react'
import { useTranslation } from 'react-i18next'
import type { ImportNote } from '../../../engine/api/contract.ts'
import styles from './ImportNotes.module.css'

export function ImportNotes({ report }: { report: readonly ImportNote[] }) {
  const { t } = useTranslation()
  if (report.length === 0) {
    return (
      <p className={styles.note} data-tone="ok">
        <IconCheck size={16} stroke={1.75} aria-hidden="true" />
        {t('chains:import.clean')}
      </p>
    )
  }
  return (
    <ul className={styles.list}>
      {report.map(({ severity, node, message }) => {
        const Icon = severity === 'warning' ? IconAlertTriangle : IconInfoCircle
        return (
          <li key={`${node ?? ''} ${message}`} className={styles.note} data-tone={severity}>
            <Icon size={16} stroke={1.75} aria-label={t(`chains:import.${severity}`)} />
            <span>{message}</span>
          </li>
        )
      })}
    </ul>
  )
}
