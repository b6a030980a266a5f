import { useMemo } from 'react'
import { useTranslation } from 'react-i18next'
import type { AlarmRowJson, AlarmState } from '../../../engine/api/contract-alarms.ts'
import { useAlarmList } from '../api/alarms.ts'
import { useSession } from '../api/session.ts'
import { useHeld } from '../parts/held.ts'
import { Trouble } from '../parts/Trouble.tsx'
import type { AlarmListProps } from './AlarmList.tsx'
import { AlarmRows } from './AlarmRows.tsx'
import { AlarmTable } from './AlarmTable.tsx'
import { listQuery, PAGE_SIZE, paramsOf } from './filters.ts'
import { NoAlarms } from './NoAlarms.tsx'

/** of those that were cleared lately, at a glance */
const GLANCE = 8
const DAY = 86_400_000

interface Group {
  readonly state: AlarmState
  readonly rows: readonly AlarmRowJson[]
  /** in all; null = not counted */
  readonly total: number | null
}

/** Open alarms in groups, with those that need a person first, and below them what was cleared lately. */
export function OpenAlarms({ filters, onFilters, ...rows }: AlarmListProps) {
  const { t } = useTranslation()
  const me = useSession((session) => session.claims?.userId)
  const part = (state: AlarmState, pageSize: number) => listQuery(filters, { state, page: 0, pageSize }, me)
  const needed = useAlarmList(part('NEEDS_PERSON', PAGE_SIZE))
  const seen = useAlarmList(part('ACKNOWLEDGED', PAGE_SIZE))
  const cleared = useAlarmList(part('CLEARED', GLANCE))
  const newest = useMemo(
    () => [needed.data, seen.data, cleared.data] as const,
    [needed.data, seen.data, cleared.data],
  )
  const held = useHeld(newest, String(paramsOf(filters)))
  const failed = [needed, seen, cleared].find(({ isError }) => isError)
  if (failed) return <Trouble what={t('alarms:unread')} error={failed.error} retry={failed.refetch} />
  const [waiting, known, done] = held.value
  if (!waiting || !known || !done) return null
  // where a row stands may be held; what it says is always the newest
  const now = new Map(newest.flatMap((page) => page?.data ?? []).map((row) => [row.id, row]))
  const current = (some: readonly AlarmRowJson[]) => some.map((row) => now.get(row.id) ?? row)
  const lately = done.data.filter(({ clearTs }) => clearTs > Date.now() - DAY)
  const all: Group[] = [
    { state: 'NEEDS_PERSON', rows: current(waiting.data), total: waiting.totalElements },
    { state: 'ACKNOWLEDGED', rows: current(known.data), total: known.totalElements },
    { state: 'CLEARED', rows: current(lately), total: null },
  ]
  const groups = all.filter((group) => group.rows.length > 0)
  if (groups.length === 0) return <NoAlarms filters={filters} onFilters={onFilters} />
  return (
    <AlarmTable filters={filters} onFilters={onFilters} over={held.over}>
      {groups.map(({ state, rows: some, total }) => (
        <AlarmRows
          key={state}
          {...rows}
          rows={some}
          title={t(`alarms:group.${state}`)}
          {...(total !== null && { total })}
          {...((total ?? Number.POSITIVE_INFINITY) > some.length && {
            onMore: () => onFilters({ ...filters, state, page: 0 }),
          })}
        />
      ))}
    </AlarmTable>
  )
}
