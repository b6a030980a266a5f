import { ActionIcon, Menu, Tooltip } from '@mantine/core'
import { IconChevronDown } from '@tabler/icons-react'
import { useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { RememberedMessage } from '../../../../engine/api/contract.ts'
import { clockTime } from '../../parts/numbers.ts'
import { summary } from '../pane/json.ts'
import { loadMessages } from '../server.ts'
import styles from './MessageChoice.module.css'

/** Which of the remembered messages a script is run with; the last one when nobody chooses. */
export function MessageChoice({
  chainId,
  nodeId,
  chosen,
  onChoose,
}: {
  chainId: string
  nodeId: string
  chosen: RememberedMessage | null
  onChoose: (message: RememberedMessage | null) => void
}) {
  const { t } = useTranslation()
  const [opened, setOpened] = useState(false)
  const { data: messages = [] } = useQuery({
    queryKey: ['chain-messages', chainId, 'script', nodeId],
    queryFn: () => loadMessages(chainId, { node: nodeId, limit: 30 }),
    enabled: opened,
    staleTime: 0,
  })
  return (
    <Menu position="bottom-start" withinPortal opened={opened} onChange={setOpened}>
      <Menu.Target>
        <Tooltip label={t('chain:script.choose')}>
          <ActionIcon size={28} aria-label={t('chain:script.choose')}>
            <IconChevronDown size={14} stroke={1.75} />
          </ActionIcon>
        </Tooltip>
      </Menu.Target>
      <Menu.Dropdown mah={320} maw={420} style={{ overflowY: 'auto' }}>
        <Menu.Item onClick={() => onChoose(null)} aria-current={chosen === null}>
          {t('chain:script.newest')}
        </Menu.Item>
        {messages.map((message) => (
          <Menu.Item
            key={message.seq}
            aria-current={chosen?.seq === message.seq}
            onClick={() => onChoose(message)}
          >
            <span className={styles.message}>
              <span>{clockTime(message.at)}</span>
              <b>{message.originator.name ?? message.originator.entityType.toLowerCase()}</b>
              <code>{summary(message.data)}</code>
            </span>
          </Menu.Item>
        ))}
      </Menu.Dropdown>
    </Menu>
  )
}
