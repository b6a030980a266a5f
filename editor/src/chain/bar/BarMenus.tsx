import { ActionIcon, Menu } from '@mantine/core'
import { IconChevronDown, IconDots } from '@tabler/icons-react'
import { useQuery } from '@tanstack/react-query'
import { useTranslation } from 'react-i18next'
import { commandsById } from '../commands/all.ts'
import type { Command } from '../commands/command.ts'
import { useRun } from '../commands/use-run.ts'
import { loadChains } from '../server.ts'
import { useEditor, useSession } from '../state/use-editor.ts'

/** What is done seldom. */
export function More() {
  const { t } = useTranslation()
  const run = useRun()
  const session = useSession()
  const item = (id: string) => {
    const command = commandsById.get(id) as Command
    return (
      <Menu.Item
        key={id}
        disabled={!command.canRun(session)}
        leftSection={<command.icon size={16} stroke={1.75} />}
        onClick={() => run(command)}
      >
        {t(command.title)}
      </Menu.Item>
    )
  }
  return (
    <Menu position="bottom-end" withinPortal>
      <Menu.Target>
        <ActionIcon size={26} aria-label={t('chain:bar.more')}>
          <IconDots size={16} stroke={1.75} />
        </ActionIcon>
      </Menu.Target>
      <Menu.Dropdown>
        {['send', 'note', 'versions', 'import', 'export'].map(item)}
        <Menu.Divider />
        {['toggle-panel', 'toggle-pane', 'commands', 'keys'].map(item)}
        <Menu.Divider />
        {item('discard')}
      </Menu.Dropdown>
    </Menu>
  )
}

/** The other chains, to go there without the list. */
export function OtherChains() {
  const { t } = useTranslation()
  const { go } = useSession()
  const here = useEditor((state) => state.chain.id)
  const { data: chains = [] } = useQuery({ queryKey: ['chains'], queryFn: loadChains })
  return (
    <Menu position="bottom-start" withinPortal>
      <Menu.Target>
        <ActionIcon size={22} aria-label={t('chain:bar.other')}>
          <IconChevronDown size={14} stroke={1.75} />
        </ActionIcon>
      </Menu.Target>
      <Menu.Dropdown mah={360} style={{ overflowY: 'auto' }}>
        {chains.map((chain) => (
          <Menu.Item key={chain.id} disabled={chain.id === here} onClick={() => go(`/chains/${chain.id}`)}>
            {chain.name}
          </Menu.Item>
        ))}
      </Menu.Dropdown>
    </Menu>
  )
}
