import { Button, Group, Modal, Stack } from '@mantine/core'
import { useTranslation } from 'react-i18next'
import { CopyButton } from '../parts/CopyButton.tsx'
import styles from './Letters.module.css'

export interface TellPassword {
  readonly email: string
  readonly password: string
}

/** A password that is told this once; it can be copied and is gone with the dialog. */
export function PasswordOnce({ tell, onClose }: { tell: TellPassword | null; onClose: () => void }) {
  const { t } = useTranslation()
  return (
    <Modal
      opened={tell !== null}
      onClose={onClose}
      title={t('system:users.once.title')}
      closeOnClickOutside={false}
      closeOnEscape={false}
      withCloseButton={false}
    >
      {tell && (
        <Stack gap="md">
          <p>{t('system:users.once.text', { email: tell.email })}</p>
          <pre className={styles.data}>{tell.password}</pre>
          <Group justify="flex-end" gap="xs">
            <CopyButton text={tell.password} what={t('system:users.once.what')} size="sm" />
            <Button variant="filled" onClick={onClose}>
              {t('system:users.once.done')}
            </Button>
          </Group>
        </Stack>
      )}
    </Modal>
  )
}
