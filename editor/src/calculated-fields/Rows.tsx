import { ActionIcon, Button } from '@mantine/core'
import { IconPlus, IconX } from '@tabler/icons-react'
import type { ReactNode } from 'react'
import { useTranslation } from 'react-i18next'
import styles from './CalculatedFields.module.css'
import type { Row } from './model.ts'
import type { Problem } from './problems.ts'

interface RowsProps {
  legend: string
  /** under the legend */
  hint?: string
  rows: readonly Row[]
  /** what the server found wrong in this part */
  problem: Problem | null
  add: string
  onAdd: () => void
  onChange: (rows: readonly Row[]) => void
  /** what is drawn of one row, without its end */
  children: (row: Row, set: (row: Row) => void) => ReactNode
}

/** The entries of a map: each may be named, changed and removed, and what is wrong with one stands below it. */
export function Rows({ legend, hint, rows, problem, add, onAdd, onChange, children }: RowsProps) {
  const { t } = useTranslation()
  const blamed = rows.find(({ name }) => name.trim() !== '' && name.trim() === problem?.row)
  return (
    <fieldset className={styles.part}>
      <legend>{legend}</legend>
      {hint && <p className={styles.hint}>{hint}</p>}
      {rows.map((row, index) => (
        <div key={row.id} className={styles.row} data-wrong={row === blamed || undefined}>
          <div className={styles.rowHead}>
            <div className={styles.line}>{children(row, (next) => onChange(rows.with(index, next)))}</div>
            <ActionIcon
              aria-label={t('calculated:removeRow', { name: row.name || String(index + 1) })}
              onClick={() => onChange(rows.toSpliced(index, 1))}
            >
              <IconX size={14} stroke={1.75} />
            </ActionIcon>
          </div>
          {row === blamed && <Wrong problem={problem} />}
        </div>
      ))}
      {problem && !blamed && <Wrong problem={problem} />}
      <div>
        <Button size="xs" variant="subtle" leftSection={<IconPlus size={14} stroke={1.75} />} onClick={onAdd}>
          {add}
        </Button>
      </div>
    </fieldset>
  )
}

/** A sentence at the place that it speaks of. */
export function Wrong({ problem }: { problem: Problem | null }) {
  return (
    problem && (
      <p className={styles.problem} role="alert">
        {problem.text}
      </p>
    )
  )
}
