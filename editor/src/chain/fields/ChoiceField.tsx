import { SegmentedControl, Select } from '@mantine/core'
import type { FieldProps } from './field.ts'

export function ChoiceField({
  id,
  field,
  value,
  onChange,
  describedBy,
  invalid,
}: FieldProps<string | undefined>) {
  const options = [...(field.options ?? [])]
  const short = options.length <= 3 && options.reduce((sum, option) => sum + option.label.length, 0) <= 30
  // a value that an import brought and nobody offers must stay visible
  if (value !== undefined && !options.some((option) => option.value === value))
    options.push({ value, label: value })
  if (short && options.length <= 3) {
    return (
      <SegmentedControl
        id={id}
        size="xs"
        aria-label={field.label}
        data={options}
        value={value ?? ''}
        onChange={onChange}
      />
    )
  }
  return (
    <Select
      id={id}
      data={options}
      value={value ?? null}
      searchable={options.length > 8}
      clearable={field.optional === true}
      comboboxProps={{ withinPortal: true }}
      aria-describedby={describedBy}
      aria-invalid={invalid}
      onChange={(next) => onChange(next ?? undefined)}
    />
  )
}
