import { ActionIcon, Menu, useMantineColorScheme } from '@mantine/core'
import { IconCheck, IconDeviceDesktop, IconMoon, IconSun } from '@tabler/icons-react'
import { useTranslation } from 'react-i18next'

const schemes = [
  { id: 'auto', icon: IconDeviceDesktop },
  { id: 'light', icon: IconSun },
  { id: 'dark', icon: IconMoon },
] as const

export function SchemeButton() {
  const { t } = useTranslation()
  const { colorScheme, setColorScheme } = useMantineColorScheme()
  return (
    <Menu position="bottom-end">
      <Menu.Target>
        <ActionIcon aria-label={t('shell:scheme.label')}>
          <IconSun size={16} stroke={1.75} />
        </ActionIcon>
      </Menu.Target>
      <Menu.Dropdown>
        {schemes.map(({ id, icon: Icon }) => (
          <Menu.Item
            key={id}
            role="menuitemradio"
            aria-checked={colorScheme === id}
            leftSection={<Icon size={16} stroke={1.75} />}
            rightSection={colorScheme === id ? <IconCheck size={14} /> : null}
            onClick={() => setColorScheme(id)}
          >
            {t(`shell:scheme.${id}`)}
          </Menu.Item>
        ))}
      </Menu.Dropdown>
    </Menu>
  )
}
