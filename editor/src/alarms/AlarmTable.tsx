import type { HTMLAttributes, ReactNode } from 'react'
import { useTranslation } from 'react-i18next'
import { Card } from '../parts/Card.tsx'
import { SortHead } from '../parts/SortHead.tsx'
import table from '../parts/table.module.css'
import styles from './AlarmTable.module.css'
import type { Filters, Sort } from './filters.ts'

interface AlarmTableProps {
  filters: Filters
  onFilters: (filters: Filters) => void
  /** what the pointer does over the rows */
  over: Pick<HTMLAttributes<HTMLElement>, 'onPointerMove' | 'onPointerLeave'>
  children: ReactNode
}

/** The head of the list, which sorts; its bodies are AlarmRows. */
export function AlarmTable({ filters, onFilters, over, children }: AlarmTableProps) {
  const { t } = useTranslation()
  const head = (id: Sort, label: string, className?: string) => (
    <SortHead
      id={id}
      label={label}
      now={filters}
      first={id === 'createdTime' ? 'DESC' : 'ASC'}
      className={className}
      onOrder={({ order }) => onFilters({ ...filters, sort: id, order, page: 0 })}
    />
  )
  return (
    <Card flush>
      <div className={table.scroll} {...over}>
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
