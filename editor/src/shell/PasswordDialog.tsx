import { Button, Group, Modal, PasswordInput, Stack } from '@mantine/core'
import { type FormEvent, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { api } from '../api/http.ts'
import { logIn, type Tokens } from '../api/session.ts'
import { Trouble } from '../parts/Trouble.tsx'
import { tell } from '../parts/toasts.ts'

export default function PasswordDialog({ onClose }: { onClose: () => void }) {
  const { t } = useTranslation()
  return (
    <Modal opened onClose={onClose} title={t('shell:password.title')}>
      <PasswordForm onDone={onClose} />
    </Modal>
  )
}

function PasswordForm({ onDone }: { onDone: () => void }) {
  const { t } = useTranslation()
  const [current, setCurrent] = useState('')
  const [next, setNext] = useState('')
  const [error, setError] = useState<unknown>(null)
  const [busy, setBusy] = useState(false)

  async function change(event: FormEvent) {
    event.preventDefault()
    setBusy(true)
    setError(null)
    try {
      const body = { currentPassword: current, newPassword: next }
      logIn(await api.post<Tokens>('/api/auth/changePassword', body))
      tell(t('shell:password.done'))
      onDone()
    } catch (reason) {
      setError(reason)
    } finally {
      setBusy(false)
    }
  }

  return (
    <form onSubmit={change}>
      <Stack gap="md">
        <PasswordInput
          label={t('shell:password.current')}
          autoComplete="current-password"
          data-autofocus
          required
          value={current}
          onChange={(event) => setCurrent(event.currentTarget.value)}
        />
        <PasswordInput
          label={t('shell:password.next')}
          description={t('shell:password.hint')}
          autoComplete="new-password"
          required
          value={next}
          onChange={(event) => setNext(event.currentTarget.value)}
        />
        {error !== null && <Trouble error={error} />}
        <Group justify="flex-end" gap="xs">
          <Button variant="subtle" onClick={onDone}>
            {t('shell:cancel')}
          </Button>
          <Button type="submit" variant="filled" loading={busy}>
            {t('shell:password.change')}
          </Button>
        </Group>
      </Stack>
    </form>
  )
}
