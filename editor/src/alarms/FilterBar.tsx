import { useDebouncedCallback } from '@mantine/hooks'
import { useEffect, useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { AlarmState, AlarmSummary } from '../../../engine/api/contract-alarms.ts'
import { severities } from '../../../engine/rules/alarms.ts'
import { useAlarmTypes } from '../api/alarms.ts'
import { count } from '../parts/numbers.ts'
import { SearchField } from '../parts/SearchField.tsx'
import { ChoiceChip } from './ChoiceChip.tsx'
import styles from './FilterBar.module.css'
import type { Filters } from './filters.ts'
import { SeverityWord } from './SeverityWord.tsx'

const shown = ['OPEN', 'NEEDS_PERSON', 'CLEARED', 'SHELVED', 'ALL'] as const

interface FilterBarProps {
  filters: Filters
  summary: AlarmSummary | undefined
  onChange: (filters: Filters) => void
}

/** Which alarms the list shows: state first, then what narrows it. */
export function FilterBar({ filters, summary, onChange }: FilterBarProps) {
  const { t } = useTranslation()
  const types = useAlarmTypes()
  const narrow = (part: Partial<Filters>) => onChange({ ...filters, ...part, page: 0 })
  const [text, setText] = useState(filters.text)
  const settle = useDebouncedCallback((next: string) => narrow({ text: next.trim() }), 200)
  useEffect(() => setText((now) => (now.trim() === filters.text ? now : filters.text)), [filters.text])
  const numbers: Partial<Record<AlarmState, number | undefined>> = {
    OPEN: summary?.open,
    NEEDS_PERSON: summary?.needsPerson,
    SHELVED: summary?.shelved,
  }
  // counted are open ones; beside others the numbers would mislead
  const ofOpen = filters.state === 'OPEN' ? summary?.bySeverity : undefined
  const known = [...new Set([...(types.data ?? []), ...filters.types])]
  return (
    <div className={styles.bar}>
      <fieldset className={styles.states} aria-label={t('alarms:state.label')}>
        {shown.map((state) => (
          <button
            key={state}
            type="button"
            aria-pressed={filters.state === state}
            onClick={() => narrow({ state })}
          >
            {t(`alarms:state.${state}`)}
            {numbers[state] ? <b data-state={state}>{count(numbers[state])}</b> : null}
          </button>
        ))}
      </fieldset>
      <ChoiceChip
        label={t('alarms:column.severity')}
        chosen={filters.severities}
        choices={severities.map((id) => ({
          id,
          words: (
            <>
              <SeverityWord severity={id} /> {ofOpen?.[id] ? count(ofOpen[id]) : null}
            </>
          ),
        }))}
        onChange={(chosen) => narrow({ severities: chosen })}
      />
      {known.length > 0 && (
        <ChoiceChip
          label={t('alarms:column.type')}
          chosen={filters.types}
          choices={known.map((id) => ({ id, words: id }))}
          onChange={(chosen) => narrow({ types: chosen })}
        />
      )}
      <button
        type="button"
        className={styles.chip}
        aria-pressed={filters.mine}
        onClick={() => narrow({ mine: !filters.mine })}
      >
        {t('alarms:mine')}
      </button>
      {filters.entity !== null && (
        <button type="button" className={styles.chip} aria-pressed onClick={() => narrow({ entity: null })}>
          {t('alarms:oneEntity')} ×
        </button>
      )}
      <div className={styles.search}>
        <SearchField
          label={t('alarms:search')}
          value={text}
          onChange={(next) => {
            setText(next)
            settle(next)
          }}
        />
      </div>
    </div>
  )
}
