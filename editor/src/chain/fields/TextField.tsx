import { Textarea, TextInput } from '@mantine/core'
import type { FieldProps } from './field.ts'

export function TextField({
  id,
  field,
  value,
  onChange,
  describedBy,
  invalid,
}: FieldProps<string | undefined>) {
  const shared = {
    id,
    value: value ?? '',
    'aria-describedby': describedBy,
    'aria-invalid': invalid,
    // an emptied optional field is absent, not an empty text
    onChange: (event: { currentTarget: { value: string } }) =>
      onChange(event.currentTarget.value === '' && field.optional ? undefined : event.currentTarget.value),
  }
  if (field.multiline) return <Textarea {...shared} autosize minRows={2} maxRows={12} />
  return (
    <TextInput
      {...shared}
      type={field.secret ? 'password' : 'text'}
      autoComplete="off"
      spellCheck={false}
      rightSection={field.unit}
    />
  )
}
