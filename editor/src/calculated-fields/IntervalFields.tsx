import { Checkbox, Select } from '@mantine/core'
import { useTranslation } from 'react-i18next'
import styles from './CalculatedFields.module.css'
import { Duration } from './Duration.tsx'
import { localZone } from './fresh.ts'
import { inside, type Json, numberIn, textIn } from './model.ts'
import type { Problem } from './problems.ts'
import { Wrong } from './Rows.tsx'

const types = ['HOUR', 'DAY', 'WEEK', 'WEEK_SUN_SAT', 'MONTH', 'QUARTER', 'YEAR', 'CUSTOM'] as const

interface IntervalFieldsProps {
  rest: Json
  problem: Problem | null
  onChange: (part: Json) => void
}

/** Over which spans of time values are summed up. */
export function IntervalFields({ rest, problem, onChange }: IntervalFieldsProps) {
  const { t } = useTranslation()
  const interval = inside(rest, 'interval')
  const set = (part: Json) => onChange({ interval: { ...interval, ...part } })
  const zone = textIn(interval, 'tz')
  const zones = [...new Set([zone || 'UTC', 'UTC', localZone(), ...Intl.supportedValuesOf('timeZone')])]
  return (
    <fieldset className={styles.part}>
      <legend>{t('calculated:interval.title')}</legend>
      <div className={styles.line}>
        <Select
          w={210}
          label={t('calculated:interval.type')}
          allowDeselect={false}
          data={types.map((one) => ({ value: one, label: t(`calculated:interval.${one}`) }))}
          value={textIn(interval, 'type')}
          onChange={(type) =>
            type !== null &&
            set({ type, ...(type === 'CUSTOM' ? { durationSec: interval.durationSec ?? 900 } : {}) })
          }
        />
        {interval.type === 'CUSTOM' && (
          <Duration
            label={t('calculated:interval.duration')}
            unit={1000}
            value={numberIn(interval, 'durationSec')}
            onChange={(durationSec) => set({ durationSec })}
          />
        )}
        <Select
          w={200}
          label={t('rules:schedule.zone')}
          allowDeselect={false}
          searchable
          limit={50}
          data={zones}
          value={zone}
          onChange={(tz) => tz !== null && set({ tz })}
        />
        <Duration
          label={t('calculated:interval.offset')}
          unit={1000}
          required={false}
          value={numberIn(interval, 'offsetSec') || null}
          onChange={(offsetSec) => set({ offsetSec: offsetSec ?? 0 })}
        />
        <Duration
          label={t('calculated:interval.late')}
          unit={1000}
          required={false}
          value={numberIn(inside(rest, 'watermark'), 'duration')}
          onChange={(duration) =>
            onChange({ watermark: duration === null ? null : { ...inside(rest, 'watermark'), duration } })
          }
        />
      </div>
      <Checkbox
        size="sm"
        label={t('calculated:interval.intermediate')}
        checked={rest.produceIntermediateResult === true}
        onChange={(event) => onChange({ produceIntermediateResult: event.currentTarget.checked })}
      />
      <Wrong problem={problem} />
    </fieldset>
  )
}
