import { useTranslation } from 'react-i18next'
import { Link } from 'react-router'
import { severities } from '../../../engine/rules/alarms.ts'
import { SeverityWord } from '../alarms/SeverityWord.tsx'
import { useAlarmSummary } from '../api/alarms.ts'
import { Card } from '../parts/Card.tsx'
import { count } from '../parts/numbers.ts'
import styles from './StateOfThings.module.css'

/** How many alarms are open, and how bad they are. Nothing for people who may not see any. */
export function AlarmsAtHome() {
  const { t } = useTranslation()
  const summary = useAlarmSummary()
  if (!summary) return null
  const { open, needsPerson, bySeverity } = summary
  return (
    <Card title={t('shell:nav.alarms')} actions={<Link to="/alarms">{t('home:alarms.all')}</Link>}>
      <p className={styles.big}>
        {count(open)}{' '}
        <small>{t('home:alarms.open', { count: needsPerson, number: count(needsPerson) })}</small>
      </p>
      <ul className={styles.severities}>
        {severities
          .filter((severity) => bySeverity[severity] > 0)
          .map((severity) => (
            <li key={severity}>
              <Link to={`/alarms?severity=${severity}`}>
                <SeverityWord severity={severity} /> {count(bySeverity[severity])}
              </Link>
            </li>
          ))}
      </ul>
    </Card>
  )
}
