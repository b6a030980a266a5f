import { ActionIcon, Menu } from '@mantine/core'
import { IconDots, IconTrash } from '@tabler/icons-react'
import { useQueryClient } from '@tanstack/react-query'
import { useTranslation } from 'react-i18next'
import { useNavigate } from 'react-router'
import { type Device, deleteDevice } from '../api/devices.ts'
import { removeLater } from '../parts/leaving.ts'

export function DeviceActs({ device }: { device: Device }) {
  const { t } = useTranslation()
  const navigate = useNavigate()
  const queries = useQueryClient()
  const id = device.id.id

  function remove() {
    const forGood = async () => {
      await deleteDevice(id)
      await queries.invalidateQueries({ queryKey: ['devices'] })
    }
    // a refusal brings the device back into its list, which is where the person is by then
    removeLater(id, t('devices:deleted', { name: device.name }), forGood, () => undefined)
    navigate('/devices')
  }

  return (
    <Menu position="bottom-end">
      <Menu.Target>
        <ActionIcon variant="default" aria-label={t('devices:acts', { name: device.name })}>
          <IconDots size={16} stroke={1.75} />
        </ActionIcon>
      </Menu.Target>
      <Menu.Dropdown>
        <Menu.Item color="crit" leftSection={<IconTrash size={16} stroke={1.75} />} onClick={remove}>
          {t('devices:delete')}
        </Menu.Item>
      </Menu.Dropdown>
    </Menu>
  )
}
