import { useTranslation } from 'react-i18next'
import type { Severity } from '../../../engine/rules/alarms.ts'
import { Mark } from '../parts/Mark.tsx'
import { Tag } from '../parts/Tag.tsx'
import styles from './SeverityWord.module.css'
import { looks } from './severity.ts'

/** Shape and word; colour only while the alarm is open. */
export function SeverityWord({ severity, open = true }: { severity: Severity; open?: boolean }) {
  const { t } = useTranslation()
  const { tone, shape } = looks[severity]
  return (
    <span className={styles.word} data-tone={open ? tone : 'plain'}>
      <Mark shape={shape} />
      {t(`alarms:severity.${severity}`)}
    </span>
  )
}

export function SeverityTag({ severity, open = true }: { severity: Severity; open?: boolean }) {
  const { t } = useTranslation()
  const { tone, shape } = looks[severity]
  return (
    <Tag tone={open ? tone : 'plain'} shape={shape}>
      {t(`alarms:severity.${severity}`)}
    </Tag>
  )
}
