import { TextInput } from '@mantine/core'
import { useHotkeys } from '@mantine/hooks'
import { IconSearch } from '@tabler/icons-react'
import { useRef } from 'react'
import { useTranslation } from 'react-i18next'
import { count } from './numbers.ts'
import styles from './SearchField.module.css'

interface SearchFieldProps {
  label: string
  value: string
  onChange: (value: string) => void
  /** how many there are, once that is known; said to screen readers while the list is narrowed */
  found?: number | undefined
}

/** Narrows the list below it as one types; the slash leads to it. */
export function SearchField({ label, value, onChange, found }: SearchFieldProps) {
  const { t } = useTranslation()
  const box = useRef<HTMLInputElement>(null)
  useHotkeys([['/', () => box.current?.focus()]])
  return (
    <>
      <TextInput
        ref={box}
        className={styles.search ?? ''}
        type="search"
        aria-label={label}
        aria-keyshortcuts="/"
        placeholder={label}
        leftSection={<IconSearch size={14} stroke={1.75} />}
        rightSection={<kbd>/</kbd>}
        value={value}
        onChange={(event) => onChange(event.currentTarget.value)}
      />
      <span className="visually-hidden" role="status">
        {value !== '' && found !== undefined && t('shell:found', { count: found, number: count(found) })}
      </span>
    </>
  )
}
