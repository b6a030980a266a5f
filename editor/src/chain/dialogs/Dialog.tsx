import { Modal } from '@mantine/core'
import type { ReactNode } from 'react'
import { useTranslation } from 'react-i18next'
import { useSession } from '../state/use-editor.ts'

/** A dialog of the editor; closing it is always the same. */
export function Dialog({
  title,
  size = 'lg',
  children,
}: {
  title: string
  size?: string
  children: ReactNode
}) {
  const { t } = useTranslation()
  const { editor } = useSession()
  return (
    <Modal
      opened
      title={title}
      size={size}
      closeButtonProps={{ 'aria-label': t('chain:dialog.close') }}
      transitionProps={{ duration: 0 }}
      onClose={() => editor.setState({ dialog: null })}
    >
      {children}
    </Modal>
  )
}
