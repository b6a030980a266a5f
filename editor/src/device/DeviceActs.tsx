import { ActionIcon, Menu } from '@mantine/core'
import { IconDots, IconPencil, IconTrash } from '@tabler/icons-react'
import { useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { useNavigate } from 'react-router'
import { type Device, deleteDevice } from '../api/devices.ts'
import { removeLater } from '../parts/leaving.ts'
import { EditDevice } from './EditDevice.tsx'

interface DeviceActsProps {
  device: Device
  /** on its own page, which is left when the device is deleted */
  onPage?: boolean
}

export function DeviceActs({ device, onPage = false }: DeviceActsProps) {
  const { t } = useTranslation()
  const navigate = useNavigate()
  const queries = useQueryClient()
  const [editing, setEditing] = useState(false)
  const id = device.id.id

  function remove() {
    const forGood = async () => {
      await deleteDevice(id)
      await queries.invalidateQueries({ queryKey: ['devices'] })
    }
    removeLater(id, t('devices:deleted', { name: device.name }), forGood)
    if (onPage) navigate('/devices')
  }

  return (
    <>
      <Menu position="bottom-end">
        <Menu.Target>
          <ActionIcon
            variant={onPage ? 'default' : 'subtle'}
            aria-label={t('devices:acts', { name: device.name })}
          >
            <IconDots size={16} stroke={1.75} />
          </ActionIcon>
        </Menu.Target>
        <Menu.Dropdown>
          <Menu.Item leftSection={<IconPencil size={16} stroke={1.75} />} onClick={() => setEditing(true)}>
            {t('devices:edit')}
          </Menu.Item>
          <Menu.Item color="crit" leftSection={<IconTrash size={16} stroke={1.75} />} onClick={remove}>
            {t('devices:delete')}
          </Menu.Item>
        </Menu.Dropdown>
      </Menu>
      <EditDevice id={id} opened={editing} onClose={() => setEditing(false)} />
    </>
  )
}
