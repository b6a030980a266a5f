import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { useNow } from '../parts/clock.ts'
import { Mark } from '../parts/Mark.tsx'
import { span } from '../parts/numbers.ts'
import styles from './Waiting.module.css'

const wave = `M0 20${'q25 -8 50 0t50 0'.repeat(12)}`

/** The server listens; how long already is said, so that nobody wonders whether the page still lives. */
export function Waiting({ ports }: { ports: Readonly<Record<string, number>> }) {
  const { t, i18n } = useTranslation()
  const now = useNow()
  const [since] = useState(now)
  const open = Object.values(ports).map(String)
  const list = new Intl.ListFormat(i18n.language).format(open)
  return (
    <div className={styles.wait}>
      <svg className={styles.water} viewBox="0 0 1200 34" preserveAspectRatio="none" aria-hidden="true">
        <path d={`${wave}V34H0z`} fill="var(--water)" opacity=".28" />
        <path d={wave} fill="none" stroke="var(--water)" strokeWidth="1.5" />
      </svg>
      <div className={styles.words}>
        <Mark shape="listening" />
        <b>{t('home:waiting.on', { ports: list })}</b>
        <span className={styles.time}>{span(now - since)}</span>
      </div>
    </div>
  )
}
