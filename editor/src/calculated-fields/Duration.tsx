import { NumberInput, Select } from '@mantine/core'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import styles from './CalculatedFields.module.css'

const units = { SECONDS: 1000, MINUTES: 60_000, HOURS: 3_600_000, DAYS: 86_400_000 } as const
type Unit = keyof typeof units
const names = Object.keys(units) as Unit[]

interface DurationProps {
  label: string
  /** milliseconds that one of the value is: 1 or 1000 */
  unit: 1 | 1000
  value: number | null
  onChange: (value: number | null) => void
  required?: boolean
}

/** A length of time, in the largest unit in which it is a whole number. */
export function Duration({ label, unit, value, onChange, required = true }: DurationProps) {
  const { t } = useTranslation()
  const ms = (value ?? 0) * unit
  const [chosen, choose] = useState<Unit | null>(null)
  const fitting = names.findLast((name) => ms > 0 && ms % units[name] === 0) ?? 'SECONDS'
  const shown = chosen ?? fitting
  const set = (amount: number | string, by: Unit) =>
    onChange(typeof amount === 'number' ? Math.round((amount * units[by]) / unit) : null)
  return (
    <div className={styles.duration}>
      <NumberInput
        w={76}
        label={label}
        min={0}
        required={required}
        withAsterisk={false}
        hideControls
        value={value === null ? '' : ms / units[shown]}
        onChange={(amount) => {
          choose(shown)
          set(amount, shown)
        }}
      />
      <Select
        w={112}
        aria-label={t('rules:unit.label')}
        allowDeselect={false}
        data={names.map((name) => ({ value: name, label: t(`rules:unit.${name}`) }))}
        value={shown}
        onChange={(next) => {
          if (next === null) return
          choose(next as Unit)
          if (value !== null) set(ms / units[shown], next as Unit)
        }}
      />
    </div>
  )
}
