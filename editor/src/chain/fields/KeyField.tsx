import { Autocomplete } from '@mantine/core'
import type { FieldProps } from './field.ts'
import { SeenOption } from './SeenOption.tsx'

/** The name of a key of the message; offers the keys that really came by, with their last value. */
export function KeyField({
  id,
  field,
  value,
  onChange,
  describedBy,
  invalid,
  context,
}: FieldProps<string | undefined>) {
  return (
    <Autocomplete
      id={id}
      value={value ?? ''}
      data={context.seen.map((seen) => seen.key)}
      renderOption={({ option }) => <SeenOption name={option.value} seen={context.seen} />}
      spellCheck={false}
      aria-describedby={describedBy}
      aria-invalid={invalid}
      onChange={(next) => onChange(next === '' && field.optional ? undefined : next)}
    />
  )
}
