import { Button, Group, Modal, Stack, TextInput } from '@mantine/core'
import { useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { Link } from 'react-router'
import { type Credentials, createDevice, type Device, getCredentials } from '../api/devices.ts'
import { useStatus } from '../api/status.ts'
import { addressOf } from '../parts/commands.ts'
import { EntitySelect } from '../parts/EntitySelect.tsx'
import { SendCommands } from '../parts/SendCommands.tsx'
import { ShortForm } from '../parts/ShortForm.tsx'

/** Adds a device, then shows its token and the commands that use it. */
export function NewDevice({ opened, onClose }: { opened: boolean; onClose: () => void }) {
  const { t } = useTranslation()
  const [made, setMade] = useState<{ device: Device; credentials: Credentials } | null>(null)
  const close = () => {
    onClose()
    setMade(null)
  }
  return (
    <Modal
      opened={opened}
      onClose={close}
      title={made ? t('devices:new.made', { name: made.device.name }) : t('devices:new.title')}
      size={made ? 720 : 440}
    >
      {made ? <Made {...made} onClose={close} /> : <NewDeviceForm onMade={setMade} onClose={close} />}
    </Modal>
  )
}

function NewDeviceForm({
  onMade,
  onClose,
}: {
  onMade: (made: { device: Device; credentials: Credentials }) => void
  onClose: () => void
}) {
  const { t } = useTranslation()
  const queries = useQueryClient()
  const [name, setName] = useState('')
  const [label, setLabel] = useState('')
  const [profile, setProfile] = useState<string | null>(null)

  async function create() {
    const device = await createDevice({
      name: name.trim(),
      ...(label.trim() && { label: label.trim() }),
      ...(profile && { deviceProfileId: { entityType: 'DEVICE_PROFILE', id: profile } }),
    })
    await queries.invalidateQueries({ queryKey: ['devices'] })
    onMade({ device, credentials: await getCredentials(device.id.id) })
  }

  return (
    <ShortForm submit={t('devices:new.create')} onSubmit={create} onCancel={onClose}>
      <TextInput
        label={t('devices:new.name')}
        description={t('devices:new.nameHint')}
        data-autofocus
        required
        withAsterisk={false}
        maxLength={255}
        value={name}
        onChange={(event) => setName(event.currentTarget.value)}
      />
      <TextInput
        label={t('devices:new.label')}
        maxLength={255}
        value={label}
        onChange={(event) => setLabel(event.currentTarget.value)}
      />
      <EntitySelect
        label={t('entities:field.profile')}
        placeholder={t('entities:default')}
        clearable
        entityType="DEVICE_PROFILE"
        value={profile}
        onChange={setProfile}
      />
    </ShortForm>
  )
}

function Made({
  device,
  credentials,
  onClose,
}: {
  device: Device
  credentials: Credentials
  onClose: () => void
}) {
  const { t } = useTranslation()
  const { status } = useStatus()
  return (
    <Stack gap="md">
      <p>{t('devices:new.paste')}</p>
      <SendCommands address={addressOf(location, status?.ports ?? {})} token={credentials.credentialsId} />
      <Group justify="flex-end" gap="xs">
        <Button variant="subtle" onClick={onClose}>
          {t('shell:close')}
        </Button>
        <Button component={Link} to={`/devices/${device.id.id}`} variant="filled">
          {t('devices:new.see')}
        </Button>
      </Group>
    </Stack>
  )
}
