import { Checkbox } from '@mantine/core'
import { useTranslation } from 'react-i18next'
import { Link } from 'react-router'
import type { AlarmRowJson } from '../../../engine/api/contract-alarms.ts'
import { pageOf } from '../entities/kinds.ts'
import { useNow } from '../parts/clock.ts'
import { exact, span } from '../parts/numbers.ts'
import table from '../parts/table.module.css'
import styles from './AlarmTable.module.css'
import { becauseLine } from './because.ts'
import { RowActs } from './RowActs.tsx'
import { SeverityWord } from './SeverityWord.tsx'

interface AlarmRowProps {
  row: AlarmRowJson
  linkTo: (id: string) => string
  openId: string | undefined
  chosen: boolean
  onChoose: (on: boolean) => void
  onError: (error: unknown) => void
}

/** One alarm; pressing anywhere on it opens it beside the list. */
export function AlarmRow({ row, linkTo, openId, chosen, onChoose, onError }: AlarmRowProps) {
  const { t } = useTranslation()
  const { id, type, severity, originator, clearTs } = row
  const open = clearTs === 0
  const name = originator.name ?? originator.id
  const page = originator.name === null ? null : pageOf(originator)
  const because = becauseLine(row)
  return (
    <tr className={styles.row} data-open={openId === id || undefined} data-cleared={!open || undefined}>
      <td className={styles.choice}>
        <Checkbox
          size="xs"
          aria-label={t('alarms:choose', { type, name })}
          checked={chosen}
          onChange={(event) => onChoose(event.currentTarget.checked)}
        />
      </td>
      <td className={styles.severity}>
        <SeverityWord severity={severity} open={open} />
      </td>
      <td className={styles.type} title={type}>
        <Link className={styles.link} to={linkTo(id)} aria-current={openId === id || undefined}>
          {type}
        </Link>
        {row.isFlooding && (
          <span className={styles.flood} title={t('alarms:flooding.text')}>
            {t('alarms:flooding.word')}
          </span>
        )}
      </td>
      <td className={styles.originator} title={name}>
        {page === null ? <span>{name}</span> : <Link to={page}>{name}</Link>}{' '}
        {originator.label && <span className={styles.label}>{originator.label}</span>}
      </td>
      <td className={`${table.soft} ${styles.because}`} title={because}>
        {row.shelf ? <Shelf row={row} /> : because}
      </td>
      <td className={`${table.number} ${table.soft} ${styles.for}`}>
        <For row={row} />
      </td>
      <td className={`${table.number} ${styles.acts}`}>
        <RowActs row={row} onError={onError} />
      </td>
    </tr>
  )
}

/** How long it has been open, or how long ago it was cleared. */
function For({ row: { startTs, createdTime, clearTs } }: { row: AlarmRowJson }) {
  const { t } = useTranslation()
  const now = useNow()
  const since = clearTs || startTs || createdTime
  const age = span(now - since)
  return (
    <time dateTime={new Date(since).toISOString()} title={exact(since)}>
      {clearTs === 0 ? age : t('alarms:clearedFor', { age })}
    </time>
  )
}

function Shelf({ row: { shelf } }: { row: AlarmRowJson }) {
  const { t } = useTranslation()
  if (!shelf) return null
  return (
    <>
      {t('alarms:shelf.until', { time: exact(shelf.until) })} {shelf.reason}
    </>
  )
}
