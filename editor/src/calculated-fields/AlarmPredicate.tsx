import { Checkbox, Select } from '@mantine/core'
import { useTranslation } from 'react-i18next'
import type { ValueType } from '../../../engine/api/contract-alarm-rules.ts'
import { UnitChoice } from './AlarmSpec.tsx'
import styles from './CalculatedFields.module.css'
import { noData, operationOf, operationsOf, withOperation } from './conditions.ts'
import { inside, type Json, textIn } from './model.ts'
import { Threshold } from './Threshold.tsx'

interface AlarmPredicateProps {
  predicate: Json
  valueType: ValueType
  names: readonly string[]
  onChange: (predicate: Json) => void
}

/** One comparison, or that a value stays away for so long. */
export function AlarmPredicate({ predicate, valueType, names, onChange }: AlarmPredicateProps) {
  const { t } = useTranslation()
  // a comparison within a comparison is kept as it is
  if (predicate.type === 'COMPLEX')
    return <span className={styles.word}>{t('calculated:alarm.complex')}</span>
  return (
    <>
      <Select
        w={150}
        aria-label={t('rules:operation.label')}
        allowDeselect={false}
        data={operationsOf(valueType).map((value) => ({
          value,
          label: value === noData ? t('calculated:alarm.noData') : t(`rules:operation.${value}`),
        }))}
        value={operationOf(predicate)}
        onChange={(next) => next !== null && onChange(withOperation(predicate, next, valueType))}
      />
      {predicate.type === noData ? (
        <>
          <Threshold
            value={inside(predicate, 'duration')}
            valueType="NUMERIC"
            names={names}
            onChange={(duration) => onChange({ ...predicate, duration })}
          />
          <UnitChoice
            value={textIn(predicate, 'unit')}
            onChange={(unit) => onChange({ ...predicate, unit })}
          />
        </>
      ) : (
        <Threshold
          value={inside(predicate, 'value')}
          valueType={valueType}
          names={names}
          onChange={(value) => onChange({ ...predicate, value })}
        />
      )}
      {predicate.type === 'STRING' && (
        <Checkbox
          size="sm"
          label={t('rules:ignoreCase')}
          checked={predicate.ignoreCase === true}
          onChange={(event) => onChange({ ...predicate, ignoreCase: event.currentTarget.checked })}
        />
      )}
    </>
  )
}
