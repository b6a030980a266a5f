import { MultiSelect } from '@mantine/core'
import type { FieldProps } from './field.ts'

export function ChoicesField({ id, field, value, onChange, describedBy }: FieldProps<string[] | undefined>) {
  const options = [...(field.options ?? [])]
  for (const one of value ?? [])
    if (!options.some((option) => option.value === one)) options.push({ value: one, label: one })
  return (
    <MultiSelect
      id={id}
      data={options}
      value={value ?? []}
      searchable
      aria-describedby={describedBy}
      onChange={onChange}
    />
  )
}
