import { Button } from '@mantine/core'
import { IconAlertOctagon } from '@tabler/icons-react'
import { useQuery } from '@tanstack/react-query'
import { useSyncExternalStore } from 'react'
import { useTranslation } from 'react-i18next'
import type { RememberedMessage } from '../../../../engine/api/contract.ts'
import { clockTime, took } from '../../parts/numbers.ts'
import type { DocNode } from '../document/document.ts'
import { JsonText } from '../pane/JsonText.tsx'
import { summary } from '../pane/json.ts'
import { loadMessages } from '../server.ts'
import { useEditor, useSession } from '../state/use-editor.ts'
import { NodeEvents } from './NodeEvents.tsx'
import styles from './Panel.module.css'

const most = 30

/** The last messages of this node, newest first; the server always remembers some, no switch is needed. */
export function NodeMessages({ node }: { node: DocNode }) {
  const { t } = useTranslation()
  const { editor, live } = useSession()
  const chainId = useEditor((state) => state.chain.id)
  useSyncExternalStore(live.onMessages, () => live.messageTick)
  const { data: older = [] } = useQuery({
    queryKey: ['chain-messages', chainId, node.id, 'panel'],
    queryFn: () => loadMessages(chainId, { node: node.id, limit: most }),
  })
  const bySeq = new Map<number, RememberedMessage>()
  for (const message of [...live.messages.filter((one) => one.nodeId === node.id), ...older])
    bySeq.set(message.seq, message)
  const messages = [...bySeq.values()].sort((a, b) => b.seq - a.seq).slice(0, most)
  if (messages.length === 0) {
    return (
      <>
        <p className={styles.muted}>{t('chain:messages.noneHere')}</p>
        <Button size="xs" mr="auto" onClick={() => editor.setState({ dialog: 'send' })}>
          {t('chain:messages.send')}
        </Button>
        <NodeEvents node={node} />
      </>
    )
  }
  return (
    <>
      {messages.map((message) => (
        <OneMessage key={message.seq} message={message} />
      ))}
      <NodeEvents node={node} />
    </>
  )
}

function OneMessage({ message }: { message: RememberedMessage }) {
  const { t } = useTranslation()
  const { data, dataOut, metadata, metadataOut, error, output } = message
  return (
    <details className={styles.message} data-failed={error !== null || undefined}>
      <summary>
        <b>
          {error !== null && <IconAlertOctagon size={12} aria-hidden="true" />}{' '}
          {output ?? t('chain:messages.ended')}
        </b>
        <span className={styles.clip}>{error ?? summary(dataOut ?? data, 2)}</span>
        <span>{clockTime(message.at)}</span>
      </summary>
      <div>
        <span className={styles.muted}>
          {message.originator.name ?? message.originator.entityType} · {message.messageType} ·{' '}
          {message.took === null ? '' : took(message.took)}
        </span>
        {error !== null && (
          <p className={styles.problem} data-severity="error">
            {error}
          </p>
        )}
        <h3>{dataOut === null ? t('chain:messages.data') : t('chain:messages.before')}</h3>
        <pre>
          <JsonText text={data} />
        </pre>
        {dataOut !== null && (
          <>
            <h3>{t('chain:messages.after')}</h3>
            <pre>
              <JsonText text={dataOut} />
            </pre>
          </>
        )}
        <h3>{t('chain:messages.metadata')}</h3>
        <pre>
          <JsonText text={JSON.stringify(metadataOut ?? metadata)} />
        </pre>
      </div>
    </details>
  )
}
