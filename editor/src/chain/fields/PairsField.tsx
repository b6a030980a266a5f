import { ActionIcon, Button } from '@mantine/core'
import { IconArrowNarrowRight, IconPlus, IconX } from '@tabler/icons-react'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { FieldProps } from './field.ts'
import { useOffers } from './offers.ts'
import { PairCell } from './PairCell.tsx'
import styles from './rows.module.css'

const nothingSuggested: readonly string[] = []

type Row = readonly [from: string, to: string]

const toPairs = (rows: readonly Row[]) => Object.fromEntries(rows.filter(([from]) => from !== ''))

/** Old name → new name, a row each. Rows that are not finished live here until they have a name. */
export function PairsField({
  field,
  value,
  onChange,
  context,
}: FieldProps<Readonly<Record<string, string>> | undefined>) {
  const { t } = useTranslation()
  const [rows, setRows] = useState<readonly Row[]>(() => Object.entries(value ?? {}))
  const offers = useOffers(field)
  const [left, right] = field.columns ?? [t('chain:field.from'), t('chain:field.to')]
  const known = toPairs(rows)
  // somebody else changed it: undo, reset
  const shown = JSON.stringify(known) === JSON.stringify(value ?? {}) ? rows : Object.entries(value ?? {})
  const hasOffers = offers.length > 0
  const suggested = hasOffers ? offers : context.seen.map((seen) => seen.key)
  const template = field.template ? context.seen : null
  const change = (next: readonly Row[]) => {
    setRows(next)
    onChange(toPairs(next))
  }
  return (
    <fieldset className={styles.rows} aria-label={field.label}>
      {shown.length > 0 && (
        <div className={styles.columns} aria-hidden="true">
          <span>{left}</span>
          <span>{right}</span>
        </div>
      )}
      {shown.map(([from, to], index) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: a row has no identity but its place
        <div key={index} className={styles.row}>
          <PairCell
            label={left}
            value={from}
            suggested={suggested.filter((one) => from !== '' || !shown.some(([taken]) => taken === one))}
            template={hasOffers ? null : template}
            onChange={(next) => change(shown.with(index, [next, to]))}
          />
          <IconArrowNarrowRight size={16} aria-hidden="true" className={styles.arrow} />
          <PairCell
            label={right}
            value={to}
            suggested={nothingSuggested}
            template={template}
            onChange={(next) => change(shown.with(index, [from, next]))}
          />
          <ActionIcon
            size={26}
            aria-label={t('chain:field.removeRow')}
            onClick={() => change(shown.toSpliced(index, 1))}
          >
            <IconX size={14} />
          </ActionIcon>
        </div>
      ))}
      <Button
        size="xs"
        variant="subtle"
        leftSection={<IconPlus size={14} />}
        onClick={() => setRows([...shown, ['', '']])}
      >
        {t('chain:field.addRow')}
      </Button>
    </fieldset>
  )
}
