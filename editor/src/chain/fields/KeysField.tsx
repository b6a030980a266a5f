import { TagsInput } from '@mantine/core'
import type { FieldProps } from './field.ts'
import { SeenOption } from './SeenOption.tsx'

export function KeysField({ id, value, onChange, describedBy, context }: FieldProps<string[] | undefined>) {
  return (
    <TagsInput
      id={id}
      value={[...(value ?? [])]}
      data={context.seen.map((seen) => seen.key)}
      renderOption={({ option }) => <SeenOption name={option.value} seen={context.seen} />}
      acceptValueOnBlur
      splitChars={[',', ';']}
      aria-describedby={describedBy}
      onChange={onChange}
    />
  )
}
