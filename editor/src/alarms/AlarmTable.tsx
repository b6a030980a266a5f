import { IconArrowDown, IconArrowUp } from '@tabler/icons-react'
import type { ReactNode } from 'react'
import { useTranslation } from 'react-i18next'
import { Card } from '../parts/Card.tsx'
import table from '../parts/table.module.css'
import styles from './AlarmTable.module.css'
import type { Filters, Sort } from './filters.ts'

interface AlarmTableProps {
  filters: Filters
  onFilters: (filters: Filters) => void
  children: ReactNode
}

/** The head of the list, which sorts; its bodies are AlarmRows. */
export function AlarmTable({ filters, onFilters, children }: AlarmTableProps) {
  const { t } = useTranslation()
  const head = (sort: Sort, label: string, className?: string) => {
    const mine = filters.sort === sort
    const Icon = filters.order === 'ASC' ? IconArrowUp : IconArrowDown
    // the first press shows what matters most: most severe, newest, or A
    const first = sort === 'createdTime' ? 'DESC' : 'ASC'
    const order = mine ? (filters.order === 'ASC' ? 'DESC' : 'ASC') : first
    return (
      <th
        className={className}
        aria-sort={mine ? (filters.order === 'ASC' ? 'ascending' : 'descending') : undefined}
      >
        <button
          type="button"
          className={table.sort}
          onClick={() => onFilters({ ...filters, sort, order, page: 0 })}
        >
          {label}
          {mine && <Icon size={12} stroke={2} aria-hidden="true" />}
        </button>
      </th>
    )
  }
  return (
    <Card flush>
      <div className={table.scroll}>
        <table className={`${table.table} ${styles.table}`}>
          <thead>
            <tr>
              <th className={styles.choice} aria-label={t('alarms:column.choice')} />
              {head('severity', t('alarms:column.severity'))}
              {head('type', t('alarms:column.alarm'))}
              {head('originatorName', t('alarms:column.originator'))}
              <th>{t('alarms:column.because')}</th>
              {head('createdTime', t('alarms:column.for'), table.number)}
              <th aria-label={t('alarms:column.acts')} />
            </tr>
          </thead>
          {children}
        </table>
      </div>
    </Card>
  )
}
