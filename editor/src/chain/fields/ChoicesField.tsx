import { Chip, Group, MultiSelect } from '@mantine/core'
import type { FieldProps } from './field.ts'

/** so many can lie open side by side; more are chosen from a list */
const mostChips = 12

export function ChoicesField({ id, field, value, onChange, describedBy }: FieldProps<string[] | undefined>) {
  const options = [...(field.options ?? [])]
  for (const one of value ?? [])
    if (!options.some((option) => option.value === one)) options.push({ value: one, label: one })
  if (options.length <= mostChips) {
    return (
      <Chip.Group
        multiple
        value={value ?? []}
        onChange={(next) =>
          onChange(options.map((option) => option.value).filter((one) => next.includes(one)))
        }
      >
        <Group gap={4} role="group" aria-label={field.label} aria-describedby={describedBy}>
          {options.map((option) => (
            <Chip key={option.value} value={option.value} size="xs" radius="sm">
              {option.label}
            </Chip>
          ))}
        </Group>
      </Chip.Group>
    )
  }
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
