import { Select } from '@mantine/core'
import { useTranslation } from 'react-i18next'
import styles from './CalculatedFields.module.css'
import { type Spec, withSpec } from './conditions.ts'
import { inside, type Json, textIn } from './model.ts'
import { Threshold } from './Threshold.tsx'

const kinds = ['SIMPLE', 'DURATION', 'REPEATING'] as const
export const durationUnits = ['SECONDS', 'MINUTES', 'HOURS', 'DAYS'] as const

interface AlarmSpecProps {
  condition: Json
  names: readonly string[]
  onChange: (condition: Json) => void
}

/** Whether it is enough that the condition holds once, or how long or how often it must. */
export function AlarmSpec({ condition, names, onChange }: AlarmSpecProps) {
  const { t } = useTranslation()
  const { type } = condition
  const amount = type === 'DURATION' ? 'value' : 'count'
  return (
    <div className={styles.line}>
      <Select
        w={190}
        aria-label={t('rules:spec.label')}
        allowDeselect={false}
        data={kinds.map((value) => ({ value, label: t(`rules:spec.${value}`) }))}
        value={textIn(condition, 'type') || 'SIMPLE'}
        onChange={(next) => next !== null && onChange(withSpec(condition, next as Spec))}
      />
      {(type === 'DURATION' || type === 'REPEATING') && (
        <Threshold
          value={inside(condition, amount)}
          valueType="NUMERIC"
          names={names}
          onChange={(next) => onChange({ ...condition, [amount]: next })}
        />
      )}
      {type === 'DURATION' && (
        <UnitChoice value={textIn(condition, 'unit')} onChange={(unit) => onChange({ ...condition, unit })} />
      )}
      {type === 'REPEATING' && <span className={styles.word}>{t('rules:spec.inARow')}</span>}
    </div>
  )
}

/** Units of time; one that is not offered any more stays until another one is chosen. */
export function UnitChoice({ value, onChange }: { value: string; onChange: (unit: string) => void }) {
  const { t } = useTranslation()
  const units = [...new Set([...(value === '' ? [] : [value]), ...durationUnits])]
  return (
    <Select
      w={130}
      aria-label={t('rules:unit.label')}
      allowDeselect={false}
      data={units.map((unit) => ({ value: unit, label: t(`rules:unit.${unit}`) }))}
      value={value || null}
      onChange={(unit) => unit !== null && onChange(unit)}
    />
  )
}
