import { Modal, PasswordInput } from '@mantine/core'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { api } from '../api/http.ts'
import { logIn, type Tokens } from '../api/session.ts'
import { ShortForm } from '../parts/ShortForm.tsx'
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

  async function change() {
    const body = { currentPassword: current, newPassword: next }
    logIn(await api.post<Tokens>('/api/auth/changePassword', body))
    tell(t('shell:password.done'))
    onDone()
  }

  return (
    <ShortForm submit={t('shell:password.change')} onSubmit={change} onCancel={onDone}>
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
    </ShortForm>
  )
}
