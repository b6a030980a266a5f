import { useTranslation } from 'react-i18next'
import { useAlarmList } from '../api/alarms.ts'
import { useSession } from '../api/session.ts'
import { useHeld } from '../parts/held.ts'
import { Pager } from '../parts/Pager.tsx'
import { Trouble } from '../parts/Trouble.tsx'
import { AlarmRows, type RowsProps } from './AlarmRows.tsx'
import { AlarmTable } from './AlarmTable.tsx'
import { type Filters, listQuery, PAGE_SIZE, paramsOf } from './filters.ts'
import { NoAlarms } from './NoAlarms.tsx'

export interface AlarmListProps extends Omit<RowsProps, 'rows'> {
  filters: Filters
  onFilters: (filters: Filters) => void
}

/** The alarms of one state that the filters leave, page by page. */
export function AlarmList({ filters, onFilters, ...rows }: AlarmListProps) {
  const { t } = useTranslation()
  const me = useSession((session) => session.claims?.userId)
  const { state, page } = filters
  const list = useAlarmList(listQuery(filters, { state, page, pageSize: PAGE_SIZE }, me))
  const held = useHeld(list.data, String(paramsOf(filters)))
  if (list.isError) return <Trouble what={t('alarms:unread')} error={list.error} retry={list.refetch} />
  if (!list.data || !held.value) return null
  // where a row stands may be held; what it says is always the newest
  const now = new Map(list.data.data.map((row) => [row.id, row]))
  const shown = held.value.data.map((row) => now.get(row.id) ?? row)
  if (shown.length === 0) return <NoAlarms filters={filters} onFilters={onFilters} />
  return (
    <>
      <AlarmTable filters={filters} onFilters={onFilters} over={held.over}>
        <AlarmRows
          {...rows}
          rows={shown}
          title={t(`alarms:state.${state}`)}
          total={list.data.totalElements}
        />
      </AlarmTable>
      <Pager
        page={page}
        pages={list.data.totalPages}
        total={list.data.totalElements}
        onPage={(next) => onFilters({ ...filters, page: next })}
      />
    </>
  )
}
