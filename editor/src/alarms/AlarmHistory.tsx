import { useTranslation } from 'react-i18next'
import type { HistoryJson } from '../../../engine/api/contract-alarms.ts'
import { useAlarmHistory } from '../api/alarms.ts'
import { Ago } from '../parts/Ago.tsx'
import { count, exact, span } from '../parts/numbers.ts'
import { Trouble } from '../parts/Trouble.tsx'
import styles from './AlarmHistory.module.css'
import { valuesLine } from './because.ts'
import { SeverityWord } from './SeverityWord.tsx'

/** What happened to the alarm, newest first. */
export function AlarmHistory({ id }: { id: string }) {
  const { t } = useTranslation()
  const { data, error, refetch } = useAlarmHistory(id)
  if (error) return <Trouble error={error} retry={refetch} />
  return (
    <ol className={styles.list}>
      {data?.map((entry) => (
        <Entry key={entry.seq} entry={entry} />
      ))}
      {data?.length === 0 && <li>{t('alarms:history.none')}</li>}
    </ol>
  )
}

const told = new Set(['RAISED', 'SEVERITY_CHANGED'])

function Entry({ entry }: { entry: HistoryJson }) {
  const { t } = useTranslation()
  const { kind, ts, since, severity, person, cause, about } = entry
  const values = valuesLine(cause)
  const aside = aboutText(about)
  return (
    <li data-kind={kind}>
      <div className={styles.head}>
        <b>{t(`alarms:history.${kind}`)}</b>
        {told.has(kind) && <SeverityWord severity={severity} />}
        <span className={styles.when}>
          <Ago at={ts} />
        </span>
      </div>
      {entry.count > 1 && (
        <p>
          {t('alarms:history.times', { count: entry.count, number: count(entry.count) })}
          {ts - since >= 1000 && ` ${t('alarms:history.within', { span: span(ts - since) })}`}
        </p>
      )}
      {person && <p>{t('alarms:history.by', { name: person.name ?? t('alarms:person.gone') })}</p>}
      {cause?.rule && <p>{cause.rule}</p>}
      {values !== '' && <p>{values}</p>}
      {aside && <p>{aside}</p>}
    </li>
  )

  /** Whom it was given to, or until when and why it is on a shelf. */
  function aboutText(value: unknown): string | null {
    if (typeof value !== 'object' || value === null) return null
    const { assigneeName, until, reason } = value as Readonly<Record<string, unknown>>
    if (typeof assigneeName === 'string') return t('alarms:history.to', { name: assigneeName })
    if (typeof until !== 'number' || kind === 'UNSHELVED') return null
    return `${t('alarms:shelf.until', { time: exact(until) })} ${typeof reason === 'string' ? reason : ''}`
  }
}
