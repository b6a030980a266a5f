import { NumberInput } from '@mantine/core'
import type { FieldProps } from './field.ts'

export function NumberField({
  id,
  field,
  value,
  onChange,
  describedBy,
  invalid,
}: FieldProps<number | undefined>) {
  const { unit } = field
  return (
    <NumberInput
      id={id}
      value={value ?? ''}
      allowDecimal={!field.whole}
      hideControls={unit !== undefined}
      {...(unit === undefined
        ? {}
        : {
            rightSection: <span style={{ color: 'var(--text-3)' }}>{unit}</span>,
            rightSectionWidth: 12 + unit.length * 9,
          })}
      aria-describedby={describedBy}
      aria-invalid={invalid}
      onChange={(next) => onChange(typeof next === 'number' ? next : undefined)}
    />
  )
}
