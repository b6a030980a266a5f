import { ActionIcon, Button } from '@mantine/core'
import { IconX } from '@tabler/icons-react'
import { useQuery } from '@tanstack/react-query'
import { Fragment, useEffect, useMemo } from 'react'
import { useTranslation } from 'react-i18next'
import type { RememberedMessage } from '../../../../engine/api/contract.ts'
import { clockTime, took } from '../../parts/numbers.ts'
import { Tile } from '../canvas/Tile.tsx'
import { loadMessages } from '../server.ts'
import { nothing, openNode } from '../state/editor.ts'
import { useEditor, useSession } from '../state/use-editor.ts'
import { JsonText } from './JsonText.tsx'
import styles from './Path.module.css'
import { pathOf } from './path.ts'
import { Replay } from './Replay.tsx'

/** One message's way as a strip with the time of each step; the same wires light up on the canvas. */
export function Path({ message, onClose }: { message: RememberedMessage; onClose: () => void }) {
  const { t } = useTranslation()
  const { editor, live, canvas } = useSession()
  const doc = useEditor((state) => state.doc)
  const catalog = useEditor((state) => state.catalog)
  const { data: remembered } = useQuery({
    queryKey: ['chain-messages', message.chainId, 'path', message.flight],
    queryFn: () => loadMessages(message.chainId, { limit: 500 }),
  })
  const path = useMemo(() => {
    const known = new Map([...live.messages, ...(remembered ?? [])].map((one) => [one.seq, one]))
    return pathOf(message.flight, [...known.values()], doc)
  }, [live, remembered, message.flight, doc])
  useEffect(() => {
    editor.setState({ litWires: path.wires, litNodes: path.nodes })
    return () => editor.setState({ litWires: nothing, litNodes: nothing })
  }, [editor, path])
  const go = (nodeId: string) => {
    openNode(editor, nodeId, 'messages')
    canvas.current?.focus(nodeId)
  }
  return (
    <div className={styles.path}>
      <header>
        <b>{message.originator.name ?? message.originator.entityType}</b>
        <span>{clockTime(message.at)}</span>
        <Button size="compact-xs" variant="subtle" onClick={() => go(message.nodeId)}>
          {t('chain:messages.showNode')}
        </Button>
        <ActionIcon size={24} aria-label={t('chain:pane.closePath')} onClick={onClose}>
          <IconX size={14} />
        </ActionIcon>
      </header>
      <ol className={styles.steps}>
        {path.steps.map((step, index) => {
          const node = doc.nodes.get(step.nodeId)
          return (
            <Fragment key={step.seq}>
              {index > 0 && (
                <li
                  className={styles.arrow}
                  data-failed={step.error !== null || undefined}
                  aria-hidden="true"
                />
              )}
              <li className={styles.step} data-current={step.seq === message.seq || undefined}>
                <button type="button" onClick={() => go(step.nodeId)}>
                  <Tile definition={catalog.byType.get(node?.type ?? '')} />
                  <b>#{node?.number}</b>
                  <span data-failed={step.error !== null || undefined}>{step.output ?? node?.name}</span>
                  <small>{step.took === null ? '' : took(step.took)}</small>
                </button>
              </li>
            </Fragment>
          )
        })}
      </ol>
      {message.error !== null && <p className={styles.error}>{message.error}</p>}
      <Replay message={message} />
      <pre>
        <JsonText text={message.dataOut ?? message.data} />
      </pre>
    </div>
  )
}
