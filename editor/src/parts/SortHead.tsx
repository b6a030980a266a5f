import { IconArrowDown, IconArrowUp } from '@tabler/icons-react'
import table from './table.module.css'

export interface Order {
  readonly sort: string | null
  readonly order: 'ASC' | 'DESC'
}

interface SortHeadProps {
  id: string
  label: string
  now: Order
  onOrder: (order: { sort: string; order: 'ASC' | 'DESC' }) => void
  /** what the first press does: most severe, newest, or A */
  first?: 'ASC' | 'DESC'
  wide?: boolean
  className?: string | undefined
}

/** The head of a column by which a table can be sorted; pressing it again turns the order round. */
export function SortHead({ id, label, now, onOrder, first = 'ASC', wide, className }: SortHeadProps) {
  const mine = now.sort === id
  const rising = now.order === 'ASC'
  const Icon = rising ? IconArrowUp : IconArrowDown
  const next = mine ? (rising ? 'DESC' : 'ASC') : first
  return (
    <th
      className={className}
      data-wide={wide || undefined}
      aria-sort={mine ? (rising ? 'ascending' : 'descending') : undefined}
    >
      <button type="button" className={table.sort} onClick={() => onOrder({ sort: id, order: next })}>
        {label}
        {mine && <Icon size={12} stroke={2} aria-hidden="true" />}
      </button>
    </th>
  )
}
