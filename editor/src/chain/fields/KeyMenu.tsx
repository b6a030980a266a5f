import { ActionIcon, Menu } from '@mantine/core'
import { IconBraces } from '@tabler/icons-react'
import { useTranslation } from 'react-i18next'
import type { SeenKey } from '../../../../engine/api/contract.ts'
import { SeenOption } from './SeenOption.tsx'

/** what the metadata of every message of a device holds */
const usualMetadata = ['deviceName', 'deviceType', 'ts']

/** Puts a value of the message into a template: `$[key]` for the data, `${key}` for the metadata. */
export function KeyMenu({
  seen,
  onPick,
}: {
  seen: readonly SeenKey[]
  onPick: (placeholder: string) => void
}) {
  const { t } = useTranslation()
  return (
    <Menu position="bottom-end" withinPortal>
      <Menu.Target>
        <ActionIcon size={24} variant="subtle" aria-label={t('chain:field.insertKey')}>
          <IconBraces size={15} stroke={1.75} />
        </ActionIcon>
      </Menu.Target>
      <Menu.Dropdown mah={320} style={{ overflowY: 'auto' }}>
        {seen.length > 0 && <Menu.Label>{t('chain:field.ofData')}</Menu.Label>}
        {seen.map(({ key }) => (
          <Menu.Item key={key} onClick={() => onPick(`$[${key}]`)}>
            <SeenOption name={key} seen={seen} />
          </Menu.Item>
        ))}
        <Menu.Label>{t('chain:field.ofMetadata')}</Menu.Label>
        {usualMetadata.map((key) => (
          <Menu.Item key={key} onClick={() => onPick(`\${${key}}`)}>
            {key}
          </Menu.Item>
        ))}
      </Menu.Dropdown>
    </Menu>
  )
}
