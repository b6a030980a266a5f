import { Select } from '@mantine/core'
import { useTranslation } from 'react-i18next'
import type { ConditionSpec, DurationUnit } from '../../../../engine/api/contract-alarm-rules.ts'
import { withSpec } from './model.ts'
import { ThresholdField } from './ThresholdField.tsx'

const kinds = ['SIMPLE', 'DURATION', 'REPEATING'] as const
const units = ['SECONDS', 'MINUTES', 'HOURS', 'DAYS'] as const
const smallUnits = ['NANOSECONDS', 'MICROSECONDS', 'MILLISECONDS'] as const

interface SpecFieldProps {
  spec: ConditionSpec | null
  onChange: (spec: ConditionSpec) => void
}

/** Whether it is enough that the condition holds once, or how long or how often it must. */
export function SpecField({ spec, onChange }: SpecFieldProps) {
  const { t } = useTranslation()
  const shown = spec?.type === 'DURATION' && smallUnits.some((one) => one === spec.unit)
  return (
    <>
      <Select
        w={190}
        label={t('rules:spec.label')}
        allowDeselect={false}
        data={kinds.map((value) => ({ value, label: t(`rules:spec.${value}`) }))}
        value={spec?.type ?? 'SIMPLE'}
        onChange={(type) => type !== null && onChange(withSpec(spec, type as ConditionSpec['type']))}
      />
      {spec && spec.type !== 'SIMPLE' && (
        <ThresholdField
          threshold={spec.predicate}
          valueType="NUMERIC"
          onChange={(predicate) => onChange({ ...spec, predicate })}
        />
      )}
      {spec?.type === 'DURATION' && (
        <Select
          w={130}
          aria-label={t('rules:unit.label')}
          allowDeselect={false}
          data={[...(shown ? smallUnits : []), ...units].map((value) => ({
            value,
            label: t(`rules:unit.${value}`),
          }))}
          value={spec.unit}
          onChange={(unit) => unit !== null && onChange({ ...spec, unit: unit as DurationUnit })}
        />
      )}
      {spec?.type === 'REPEATING' && <span>{t('rules:spec.inARow')}</span>}
    </>
  )
}
