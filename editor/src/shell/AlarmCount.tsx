import { useTranslation } from 'react-i18next'
import { useAlarmSummary } from '../api/alarms.ts'
import styles from './AlarmCount.module.css'

/** How many alarms need a person, beside the way to them; nothing when none does. */
export function AlarmCount() {
  const { t } = useTranslation()
  const needed = useAlarmSummary()?.needsPerson ?? 0
  if (needed === 0) return null
  return (
    <span className={styles.count}>
      <span aria-hidden="true">{needed > 99 ? '99+' : needed}</span>
      <span className="visually-hidden">{t('shell:nav.alarmCount', { count: needed })}</span>
    </span>
  )
}
