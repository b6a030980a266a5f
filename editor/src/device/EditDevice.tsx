import { Modal } from '@mantine/core'
import { useQuery, useQueryClient } from '@tanstack/react-query'
import { useTranslation } from 'react-i18next'
import { EntityForm } from '../entities/EntityForm.tsx'
import { deviceKind } from '../entities/kinds.ts'
import { getEntity } from '../entities/server.ts'
import { Trouble } from '../parts/Trouble.tsx'

interface EditDeviceProps {
  id: string
  opened: boolean
  onClose: () => void
}

/** Name, label, profile and customer of a device. */
export function EditDevice({ id, opened, onClose }: EditDeviceProps) {
  const { t } = useTranslation()
  const queries = useQueryClient()
  // as it is when the form opens, whole: what the form does not show is saved as it was
  const device = useQuery({
    queryKey: ['device-form', id],
    queryFn: () => getEntity(deviceKind, id),
    enabled: opened,
    gcTime: 0,
  })
  return (
    <Modal opened={opened && !device.isPending} onClose={onClose} title={t('devices:edit')}>
      {device.isError && <Trouble error={device.error} retry={device.refetch} />}
      {device.data && (
        <EntityForm
          kind={deviceKind}
          entity={device.data}
          onCancel={onClose}
          onSaved={() => {
            void queries.invalidateQueries({ queryKey: ['devices'] })
            onClose()
          }}
        />
      )}
    </Modal>
  )
}
