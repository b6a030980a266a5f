import { Button, Group, Stack } from '@mantine/core'
import { type FormEvent, type KeyboardEvent, type ReactNode, useEffect, useRef, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { Trouble } from './Trouble.tsx'

interface ShortFormProps {
  /** what the main button says */
  submit: string
  /** rejects with what went wrong: it is shown above the buttons, and the form stays as it is */
  onSubmit: () => Promise<unknown>
  onCancel: () => void
  /** inside of a card: smaller, with the buttons at the left, and Escape leaves */
  compact?: boolean
  /** nothing could be sent yet */
  blocked?: boolean
  children: ReactNode
}

/** A few fields, what went wrong, and the two ways out. */
export function ShortForm(props: ShortFormProps) {
  const { submit, onSubmit, onCancel, compact = false, blocked = false, children } = props
  const { t } = useTranslation()
  const [error, setError] = useState<unknown>(null)
  const [busy, setBusy] = useState(false)

  // a dialog leads the keyboard in by itself
  const form = useRef<HTMLFormElement>(null)
  useEffect(() => {
    if (compact) form.current?.querySelector<HTMLElement>('input:checked, input:not([type=radio])')?.focus()
  }, [compact])

  async function send(event: FormEvent) {
    event.preventDefault()
    // Enter twice is meant once
    if (busy) return
    setBusy(true)
    setError(null)
    try {
      await onSubmit()
    } catch (reason) {
      setError(reason)
    } finally {
      setBusy(false)
    }
  }
  const leave = (event: KeyboardEvent) => {
    // a list that is open takes the key first
    if (event.key === 'Escape' && !event.defaultPrevented) onCancel()
  }
  const enter = (
    <Button
      key="enter"
      type="submit"
      variant="filled"
      size={compact ? 'xs' : 'sm'}
      loading={busy}
      disabled={blocked}
    >
      {submit}
    </Button>
  )
  const cancel = (
    <Button key="cancel" variant="subtle" size={compact ? 'xs' : 'sm'} onClick={onCancel}>
      {t('shell:cancel')}
    </Button>
  )
  return (
    <form ref={form} onSubmit={send} onKeyDown={compact ? leave : undefined}>
      <Stack gap={compact ? 'xs' : 'md'}>
        {children}
        {error !== null && <Trouble error={error} />}
        <Group justify={compact ? 'flex-start' : 'flex-end'} gap="xs">
          {compact ? [enter, cancel] : [cancel, enter]}
        </Group>
      </Stack>
    </form>
  )
}
