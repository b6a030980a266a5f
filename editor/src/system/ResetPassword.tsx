import { Modal } from '@mantine/core'
import { useTranslation } from 'react-i18next'
import { newPassword, type User } from '../api/users.ts'
import { ShortForm } from '../parts/ShortForm.tsx'
import type { TellPassword } from './PasswordOnce.tsx'

interface ResetPasswordProps {
  /** whose password is to be replaced; null = nobody's */
  user: User | null
  onClose: () => void
  onPassword: (secret: TellPassword) => void
}

/** Asks before a password is replaced: the old one can not be brought back. */
export function ResetPassword({ user, onClose, onPassword }: ResetPasswordProps) {
  const { t } = useTranslation()
  async function reset({ id, email }: User) {
    const { password } = await newPassword(id.id)
    onClose()
    onPassword({ email, password })
  }
  return (
    <Modal
      opened={user !== null}
      onClose={onClose}
      title={t('system:users.reset.sure', { email: user?.email ?? '' })}
    >
      {user && (
        <ShortForm submit={t('system:users.reset.now')} onSubmit={() => reset(user)} onCancel={onClose}>
          <p>{t('system:users.reset.lost', { email: user.email })}</p>
        </ShortForm>
      )}
    </Modal>
  )
}
