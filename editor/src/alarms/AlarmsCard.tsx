import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { Link } from 'react-router'
import { useAlarmList } from '../api/alarms.ts'
import type { EntityId } from '../api/devices.ts'
import { Ago } from '../parts/Ago.tsx'
import { Card } from '../parts/Card.tsx'
import { Trouble } from '../parts/Trouble.tsx'
import styles from './AlarmsCard.module.css'
import { becauseLine } from './because.ts'
import { RowActs } from './RowActs.tsx'
import { SeverityWord } from './SeverityWord.tsx'

/** more than these are on the page of alarms */
const MOST = 10

/** The open alarms of one entity, on its own page. */
export function AlarmsCard({ entity }: { entity: EntityId }) {
  const { t } = useTranslation()
  const [failure, setFailure] = useState<unknown>(null)
  const { data, error, refetch } = useAlarmList({
    state: 'OPEN',
    originatorId: entity.id,
    page: 0,
    pageSize: MOST,
    sortProperty: 'severity',
    sortOrder: 'ASC',
  })
  return (
    <Card
      title={t('shell:nav.alarms')}
      aside={<Link to={`/alarms?state=ALL&entity=${entity.id}`}>{t('alarms:card.all')}</Link>}
      className={data && data.data.length > 0 ? styles.urgent : undefined}
      flush
    >
      {error && <Trouble error={error} retry={refetch} />}
      {failure !== null && <Trouble what={t('alarms:failed')} error={failure} />}
      <ul className={styles.list}>
        {data?.data.map((row) => (
          <li key={row.id}>
            <div className={styles.words}>
              <div className={styles.head}>
                <SeverityWord severity={row.severity} />
                <Link to={`/alarms/${row.id}`}>{row.type}</Link>
              </div>
              <p>
                <Ago at={row.startTs || row.createdTime} /> {becauseLine(row)}
              </p>
            </div>
            <RowActs row={row} onError={setFailure} />
          </li>
        ))}
      </ul>
      {data?.data.length === 0 && <p className={styles.none}>{t('alarms:card.none')}</p>}
    </Card>
  )
}
