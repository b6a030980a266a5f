import { Textarea } from '@mantine/core'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { sameValue } from '../document/compare.ts'
import type { FieldProps } from './field.ts'

/** Any JSON. Text that is not JSON yet stays in the box and changes nothing. */
export function JsonField({ id, value, onChange, describedBy }: FieldProps) {
  const { t } = useTranslation()
  const [typed, setTyped] = useState<string | null>(null)
  const parsed = typed === null ? undefined : read(typed)
  const follows = typed === null || (parsed !== undefined && !sameValue(parsed.value, value))
  const text = follows ? JSON.stringify(value, null, 2) : typed
  return (
    <Textarea
      id={id}
      value={text ?? ''}
      autosize
      minRows={3}
      maxRows={16}
      spellCheck={false}
      styles={{ input: { font: 'var(--type-code)' } }}
      error={typed !== null && parsed === undefined ? t('chain:field.notJson') : undefined}
      aria-describedby={describedBy}
      onChange={(event) => {
        const next = event.currentTarget.value
        setTyped(next)
        const readable = read(next)
        if (readable) onChange(readable.value)
      }}
    />
  )
}

function read(text: string): { value: unknown } | undefined {
  if (text.trim() === '') return { value: undefined }
  try {
    return { value: JSON.parse(text) }
  } catch {
    return undefined
  }
}
