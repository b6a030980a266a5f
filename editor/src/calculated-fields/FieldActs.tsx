import { ActionIcon, Menu } from '@mantine/core'
import { IconDots, IconPlayerRecord, IconPlayerStop, IconTrash } from '@tabler/icons-react'
import { useTranslation } from 'react-i18next'

interface FieldActsProps {
  name: string
  recording: boolean
  onRecord: () => void
  onRemove: () => void
}

export function FieldActs({ name, recording, onRecord, onRemove }: FieldActsProps) {
  const { t } = useTranslation()
  return (
    <Menu position="bottom-end">
      <Menu.Target>
        <ActionIcon aria-label={t('calculated:acts', { name })}>
          <IconDots size={16} stroke={1.75} />
        </ActionIcon>
      </Menu.Target>
      <Menu.Dropdown>
        <Menu.Item
          leftSection={
            recording ? (
              <IconPlayerStop size={16} stroke={1.75} />
            ) : (
              <IconPlayerRecord size={16} stroke={1.75} />
            )
          }
          onClick={onRecord}
        >
          {t(recording ? 'calculated:stopRecording' : 'calculated:record')}
        </Menu.Item>
        <Menu.Item color="crit" leftSection={<IconTrash size={16} stroke={1.75} />} onClick={onRemove}>
          {t('calculated:remove')}
        </Menu.Item>
      </Menu.Dropdown>
    </Menu>
  )
}
