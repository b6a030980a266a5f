import { useTranslation } from 'react-i18next'
import { Link } from 'react-router'
import type { RuleSetState } from '../../../engine/api/contract-alarm-rules.ts'
import { SeverityTag } from '../alarms/SeverityWord.tsx'
import { Ago } from '../parts/Ago.tsx'
import { Rule } from './Rule.tsx'
import styles from './WhyNot.module.css'

/** All rules about one type of alarm. */
export function RuleSet({ set }: { set: RuleSetState }) {
  const { t } = useTranslation()
  const { alarm, alarmType, clear, create } = set
  return (
    <section className={styles.set} aria-label={alarmType}>
      <header className={styles.head}>
        <b>{alarmType}</b>
        {alarm ? (
          <>
            <SeverityTag severity={alarm.severity} />
            <Link to={`/alarms/${alarm.id}`}>
              {t('whynot:raised')} <Ago at={alarm.startTs} />
            </Link>
          </>
        ) : (
          <span className={styles.quiet}>{t('whynot:noAlarm')}</span>
        )}
      </header>
      <ul className={styles.rules}>
        {create.map((rule) => (
          <li key={rule.severity}>
            <Rule rule={rule} />
          </li>
        ))}
        {clear && (
          <li>
            <Rule rule={clear} />
          </li>
        )}
      </ul>
    </section>
  )
}
