import { Button } from '@mantine/core'
import { IconBell } from '@tabler/icons-react'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { Link, useNavigate, useParams, useSearchParams } from 'react-router'
import type { AlarmRowJson, AlarmSummary } from '../../../engine/api/contract-alarms.ts'
import { useAlarmSummary } from '../api/alarms.ts'
import { count } from '../parts/numbers.ts'
import { Page } from '../parts/Page.tsx'
import { PageHead } from '../parts/PageHead.tsx'
import { Trouble } from '../parts/Trouble.tsx'
import { AlarmList } from './AlarmList.tsx'
import { AlarmPanel } from './AlarmPanel.tsx'
import styles from './AlarmsPage.module.css'
import { FilterBar } from './FilterBar.tsx'
import { type Filters, filtersIn, paramsOf } from './filters.ts'
import { OpenAlarms } from './OpenAlarms.tsx'
import { SelectionBar } from './SelectionBar.tsx'
import { StandingShelves } from './StandingShelves.tsx'

/** All alarms, and beside them one of them. What is shown is in the address. */
export default function AlarmsPage() {
  const { t } = useTranslation()
  const { alarmId } = useParams()
  const navigate = useNavigate()
  const [params] = useSearchParams()
  const summary = useAlarmSummary()
  const [selected, setSelected] = useState<ReadonlyMap<string, AlarmRowJson>>(new Map())
  const [error, setError] = useState<unknown>(null)
  const filters = filtersIn(params)
  const search = params.toString()
  const List = filters.state === 'OPEN' ? OpenAlarms : AlarmList
  const place = (id: string | null, query: string) =>
    `/alarms${id === null ? '' : `/${id}`}${query === '' ? '' : `?${query}`}`
  const show = (next: Filters) => {
    if (next.state !== filters.state) setSelected(new Map())
    navigate(place(alarmId ?? null, paramsOf(next).toString()), { replace: true })
  }
  return (
    <Page>
      <PageHead
        title={t('shell:nav.alarms')}
        say={summary && <Say summary={summary} />}
        actions={
          <Button
            component={Link}
            to="/entities/device-profiles"
            leftSection={<IconBell size={16} stroke={1.75} />}
          >
            {t('alarms:rules')}
          </Button>
        }
      />
      <div className={styles.filters} data-open={alarmId !== undefined || undefined}>
        <FilterBar filters={filters} summary={summary} onChange={show} />
      </div>
      {error !== null && <Trouble what={t('alarms:failed')} error={error} />}
      <div className={styles.grid} data-open={alarmId !== undefined || undefined}>
        <div className={styles.list}>
          <List
            filters={filters}
            onFilters={show}
            linkTo={(id) => place(id, search)}
            openId={alarmId}
            selected={selected}
            onSelect={setSelected}
            onError={setError}
          />
          {filters.state === 'SHELVED' && <StandingShelves onError={setError} />}
        </div>
        {alarmId !== undefined && <AlarmPanel key={alarmId} id={alarmId} closeTo={place(null, search)} />}
      </div>
      <SelectionBar selected={selected} onDone={() => setSelected(new Map())} onError={setError} />
    </Page>
  )
}

/** One plain sentence, or two, from the same numbers as the rest. */
function Say({ summary: { needsPerson, acknowledged, clearedLately, shelved } }: { summary: AlarmSummary }) {
  const { t } = useTranslation()
  const said = (key: 'needsPerson' | 'acknowledged' | 'clearedLately' | 'shelved', number: number) =>
    t(`alarms:say.${key}`, { count: number, number: count(number) })
  return (
    <>
      {said('needsPerson', needsPerson)} {acknowledged > 0 && said('acknowledged', acknowledged)}{' '}
      {clearedLately > 0 && said('clearedLately', clearedLately)} {shelved > 0 && said('shelved', shelved)}
    </>
  )
}
