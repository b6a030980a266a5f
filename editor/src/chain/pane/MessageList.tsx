import { Button } from '@mantine/core'
import { IconAlertOctagon } from '@tabler/icons-react'
import { memo } from 'react'
import { useTranslation } from 'react-i18next'
import type { RememberedMessage } from '../../../../engine/api/contract.ts'
import { Mark } from '../../parts/Mark.tsx'
import { clockTime, took } from '../../parts/numbers.ts'
import { Tile } from '../canvas/Tile.tsx'
import { chainNameOf } from '../state/catalog.ts'
import { useEditor, useSession } from '../state/use-editor.ts'
import { summary } from './json.ts'
import styles from './MessageList.module.css'

interface Props {
  messages: readonly RememberedMessage[]
  chosen: number | null
  failures: boolean
  onChoose: (message: RememberedMessage) => void
}

export function MessageList({ messages, chosen, failures, onChoose }: Props) {
  const { t } = useTranslation()
  const { editor } = useSession()
  if (messages.length === 0) {
    return (
      <div className={styles.empty}>
        <Mark shape="listening" />
        <b>{failures ? t('chain:messages.noFailures') : t('chain:messages.none')}</b>
        <span>{failures ? t('chain:messages.noFailuresHint') : t('chain:messages.noneHint')}</span>
        {!failures && (
          <Button size="xs" variant="filled" onClick={() => editor.setState({ dialog: 'send' })}>
            {t('chain:messages.send')}
          </Button>
        )}
      </div>
    )
  }
  return (
    <div className={styles.list} role="listbox" aria-label={t('chain:pane.messages')}>
      {messages.map((message) => (
        <Row key={message.seq} message={message} chosen={message.seq === chosen} onChoose={onChoose} />
      ))}
    </div>
  )
}

const Row = memo(function Row({
  message,
  chosen,
  onChoose,
}: {
  message: RememberedMessage
  chosen: boolean
  onChoose: (message: RememberedMessage) => void
}) {
  const { t } = useTranslation()
  const node = useEditor((state) => state.doc.nodes.get(message.nodeId))
  const definition = useEditor((state) => state.catalog.byType.get(node?.type ?? ''))
  const failed = message.error !== null
  const into = useEditor((state) => chainNameOf(node, state.catalog))
  const ended = into === null ? t('chain:messages.ended') : t('chain:messages.into', { chain: into })
  return (
    <button
      type="button"
      role="option"
      aria-selected={chosen}
      className={styles.row}
      data-failed={failed || undefined}
      onClick={() => onChoose(message)}
    >
      <span className={styles.time}>{clockTime(message.at)}</span>
      <span className={styles.node}>
        <Tile definition={definition} small />
        <b title={node?.name}>#{node?.number ?? '–'}</b>
      </span>
      <span className={styles.clip}>
        {message.originator.name ?? message.originator.entityType.toLowerCase()}
      </span>
      <span className={styles.output}>
        {failed && <IconAlertOctagon size={12} stroke={2} aria-hidden="true" />}
        {message.output ?? (failed ? t('chain:messages.failed') : ended)}
      </span>
      <span className={styles.summary}>{message.error ?? summary(message.dataOut ?? message.data)}</span>
      <span className={styles.took}>{message.took === null ? '' : took(message.took)}</span>
    </button>
  )
})
