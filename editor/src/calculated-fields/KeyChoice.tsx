import { Autocomplete } from '@mantine/core'
import { useRef } from 'react'
import { useTranslation } from 'react-i18next'
import styles from './CalculatedFields.module.css'
import { sampleText } from './keys.ts'
import type { KnownKey } from './server.ts'

export const scopes = ['SERVER_SCOPE', 'SHARED_SCOPE', 'CLIENT_SCOPE'] as const

interface KeyChoiceProps {
  label?: string
  value: string
  /** those that are offered, with their newest value; any other may be typed */
  known: readonly KnownKey[]
  /** `isWhole`: it was taken from the list, or the person went on */
  onChange: (key: string, isWhole: boolean) => void
}

export function KeyChoice({ label, value, known, onChange }: KeyChoiceProps) {
  const { t } = useTranslation()
  // Autocomplete tells of the chosen option first, then of the change of its text
  const isChosen = useRef(false)
  return (
    <Autocomplete
      w={160}
      label={label ?? t('calculated:key.key')}
      required
      withAsterisk={false}
      spellCheck={false}
      data={known.map(({ key }) => key)}
      limit={50}
      comboboxProps={{ width: 260, position: 'bottom-start' }}
      renderOption={({ option }) => {
        const found = known.find(({ key }) => key === option.value)
        return (
          <span className={styles.known}>
            {option.value}
            {found && <span>{sampleText(found)}</span>}
          </span>
        )
      }}
      value={value}
      onChange={(next) => {
        onChange(next, isChosen.current)
        isChosen.current = false
      }}
      onOptionSubmit={() => {
        isChosen.current = true
      }}
      onBlur={() => value !== '' && onChange(value, true)}
    />
  )
}
