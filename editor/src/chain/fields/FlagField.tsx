import { Switch } from '@mantine/core'
import type { FieldProps } from './field.ts'

export function FlagField({ id, field, value, onChange, describedBy }: FieldProps<boolean>) {
  return (
    <Switch
      id={id}
      size="sm"
      label={field.label}
      checked={value === true}
      aria-describedby={describedBy}
      onChange={(event) => onChange(event.currentTarget.checked)}
    />
  )
}
