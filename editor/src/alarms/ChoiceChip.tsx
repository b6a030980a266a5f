import { Checkbox, Popover } from '@mantine/core'
import { IconChevronDown } from '@tabler/icons-react'
import type { ReactNode } from 'react'
import styles from './FilterBar.module.css'

interface ChoiceChipProps<T extends string> {
  label: string
  chosen: readonly T[]
  choices: readonly { readonly id: T; readonly words: ReactNode }[]
  onChange: (chosen: readonly T[]) => void
}

/** A filter of several choices that opens below its chip; none chosen is no filter. */
export function ChoiceChip<T extends string>({ label, chosen, choices, onChange }: ChoiceChipProps<T>) {
  return (
    <Popover position="bottom-start" shadow="md" trapFocus returnFocus>
      <Popover.Target>
        <button type="button" className={styles.chip} data-chosen={chosen.length > 0 || undefined}>
          {label}
          {chosen.length > 0 && <b>{chosen.length}</b>}
          <IconChevronDown size={12} stroke={2} aria-hidden="true" />
        </button>
      </Popover.Target>
      <Popover.Dropdown aria-label={label} className={styles.choices ?? ''}>
        {choices.map(({ id, words }) => (
          <Checkbox
            key={id}
            size="sm"
            label={words}
            checked={chosen.includes(id)}
            onChange={() =>
              onChange(
                choices
                  .map((choice) => choice.id)
                  .filter((one) => (one === id ? !chosen.includes(id) : chosen.includes(one))),
              )
            }
          />
        ))}
      </Popover.Dropdown>
    </Popover>
  )
}
