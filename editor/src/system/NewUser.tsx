import { Modal, TextInput } from '@mantine/core'
import { useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { createUser, newPassword, USERS_KEY } from '../api/users.ts'
import { ShortForm } from '../parts/ShortForm.tsx'
import type { TellPassword } from './PasswordOnce.tsx'

interface NewUserProps {
  opened: boolean
  onClose: () => void
  onPassword: (secret: TellPassword) => void
}

export function NewUser({ opened, onClose, onPassword }: NewUserProps) {
  const { t } = useTranslation()
  return (
    <Modal opened={opened} onClose={onClose} title={t('system:users.add')}>
      <NewUserForm onClose={onClose} onPassword={onPassword} />
    </Modal>
  )
}

function NewUserForm({ onClose, onPassword }: Omit<NewUserProps, 'opened'>) {
  const { t } = useTranslation()
  const queries = useQueryClient()
  const [user, setUser] = useState({ email: '', firstName: '', lastName: '' })

  async function create() {
    const made = await createUser({ ...user, email: user.email.trim() })
    await queries.invalidateQueries({ queryKey: USERS_KEY })
    const { password } = await newPassword(made.id.id)
    onClose()
    onPassword({ email: made.email, password })
  }

  const field = (key: keyof typeof user) => ({
    value: user[key],
    onChange: (event: { currentTarget: { value: string } }) => {
      const { value } = event.currentTarget
      setUser((before) => ({ ...before, [key]: value }))
    },
  })
  return (
    <ShortForm submit={t('system:users.create')} onSubmit={create} onCancel={onClose}>
      <TextInput
        label={t('system:users.email')}
        type="email"
        data-autofocus
        required
        withAsterisk={false}
        {...field('email')}
      />
      <TextInput label={t('system:users.firstName')} {...field('firstName')} />
      <TextInput label={t('system:users.lastName')} {...field('lastName')} />
      <p>{t('system:users.about')}</p>
    </ShortForm>
  )
}
