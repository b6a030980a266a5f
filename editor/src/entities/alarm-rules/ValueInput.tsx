import { NumberInput, Select, TextInput } from '@mantine/core'
import { useTranslation } from 'react-i18next'
import type { ValueType } from '../../../../engine/api/contract-alarm-rules.ts'
import { localTime } from '../local-time.ts'
import styles from './AlarmRules.module.css'

type Value = string | number | boolean | null

interface ValueInputProps {
  label: string
  valueType: ValueType
  value: Value | undefined
  onChange: (value: Value) => void
}

/** A value of one of the four kinds. */
export function ValueInput({ label, valueType, value, onChange }: ValueInputProps) {
  const { t } = useTranslation()
  if (valueType === 'BOOLEAN')
    return (
      <Select
        w={100}
        aria-label={label}
        allowDeselect={false}
        data={['true', 'false'].map((one) => ({ value: one, label: t(`rules:${one}`) }))}
        value={String(value ?? 'true')}
        onChange={(next) => onChange(next === 'true')}
      />
    )
  if (valueType === 'NUMERIC')
    return (
      <NumberInput
        w={112}
        aria-label={label}
        value={typeof value === 'boolean' || value === null || value === undefined ? '' : value}
        onChange={(next) => onChange(next === '' ? null : next)}
      />
    )
  if (valueType === 'DATE_TIME')
    return (
      <TextInput
        type="datetime-local"
        aria-label={label}
        value={Number(value) > 0 ? localTime(Number(value)) : ''}
        onChange={(event) => onChange(new Date(event.currentTarget.value).getTime() || null)}
      />
    )
  return (
    <TextInput
      className={styles.grow ?? ''}
      aria-label={label}
      spellCheck={false}
      value={String(value ?? '')}
      onChange={(event) => onChange(event.currentTarget.value)}
    />
  )
}
