import { ActionIcon, TextInput, Tooltip } from '@mantine/core'
import {
  IconChevronDown,
  IconChevronUp,
  IconPlayerPause,
  IconPlayerPlay,
  IconSearch,
  IconSend,
  IconTrash,
  IconX,
} from '@tabler/icons-react'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { RememberedMessage } from '../../../../engine/api/contract.ts'
import type { PaneTab } from '../state/editor.ts'
import { useEditor, useSession } from '../state/use-editor.ts'
import { MessageList } from './MessageList.tsx'
import styles from './Pane.module.css'
import { PaneHandle } from './PaneHandle.tsx'
import { Path } from './Path.tsx'
import { Problems } from './Problems.tsx'
import { usePaneHeight } from './pane-height.ts'
import { RecordingNow } from './RecordingNow.tsx'
import { Tests } from './Tests.tsx'
import { useMessages } from './use-messages.ts'

const tabs: readonly PaneTab[] = ['messages', 'failures', 'problems', 'tests']

/** What goes on: the live messages, those that failed, and what is wrong with the draft. */
export function Pane() {
  const { t } = useTranslation()
  const { editor, live } = useSession()
  const shown = useEditor((state) => state.paneShown)
  const height = usePaneHeight()
  const tab = useEditor((state) => state.paneTab)
  const problems = useEditor((state) => state.problems)
  const invalid = problems.some((problem) => problem.severity === 'error')
  const node = useEditor((state) => state.doc.nodes.get(state.paneNode ?? ''))
  const [text, setText] = useState('')
  const [paused, setPaused] = useState(false)
  const [message, setMessage] = useState<RememberedMessage | null>(null)
  const messages = useMessages({ paused, failures: tab === 'failures', text })
  const lists = tab === 'messages' || tab === 'failures'
  const counts = { messages: 0, failures: messages.failures, problems: problems.length, tests: 0 }
  const open = (next: PaneTab) => editor.setState({ paneTab: next, paneShown: true })
  return (
    <section
      className={styles.pane}
      data-shown={shown || undefined}
      style={{ '--pane-height': `${height}px` } as React.CSSProperties}
      aria-label={t('chain:pane.label')}
    >
      {shown && <PaneHandle />}
      <div className={styles.bar}>
        <div className={styles.tabs} role="tablist">
          {tabs.map((one) => (
            <button
              key={one}
              type="button"
              role="tab"
              aria-selected={shown && tab === one}
              onClick={() => open(one)}
            >
              {t(`chain:pane.${one}`)}{' '}
              {counts[one] > 0 && (
                <b data-tone={one === 'problems' && !invalid ? 'warn' : undefined}>{counts[one]}</b>
              )}
            </button>
          ))}
        </div>
        {shown && lists && (
          <>
            <TextInput
              size="xs"
              className={styles.search}
              leftSection={<IconSearch size={14} />}
              placeholder={t('chain:pane.filter')}
              aria-label={t('chain:pane.filter')}
              value={text}
              onChange={(event) => setText(event.currentTarget.value)}
            />
            {node && (
              <button
                type="button"
                className={styles.chip}
                onClick={() => editor.setState({ paneNode: null })}
              >
                #{node.number} {node.name} <IconX size={12} aria-label={t('chain:pane.allNodes')} />
              </button>
            )}
          </>
        )}
        <span className={styles.grow} />
        <RecordingNow />
        {paused && <span className={styles.paused}>{t('chain:pane.paused')}</span>}
        <Tool label={t('chain:command.send')} onClick={() => editor.setState({ dialog: 'send' })}>
          <IconSend size={16} stroke={1.75} />
        </Tool>
        <Tool
          label={paused ? t('chain:pane.resume') : t('chain:pane.pause')}
          onClick={() => setPaused(!paused)}
        >
          {paused ? <IconPlayerPlay size={16} stroke={1.75} /> : <IconPlayerPause size={16} stroke={1.75} />}
        </Tool>
        <Tool label={t('chain:pane.clear')} onClick={() => live.clearMessages()}>
          <IconTrash size={16} stroke={1.75} />
        </Tool>
        <Tool
          label={shown ? t('chain:pane.hide') : t('chain:pane.show')}
          onClick={() => editor.setState({ paneShown: !shown })}
        >
          {shown ? <IconChevronDown size={16} stroke={1.75} /> : <IconChevronUp size={16} stroke={1.75} />}
        </Tool>
      </div>
      {shown && (
        <div className={styles.body} data-path={(lists && message !== null) || undefined}>
          {tab === 'problems' && <Problems />}
          {tab === 'tests' && <Tests />}
          {lists && (
            <>
              <MessageList
                messages={messages.list}
                chosen={message?.seq ?? null}
                onChoose={setMessage}
                failures={tab === 'failures'}
              />
              {message && <Path key={message.flight} message={message} onClose={() => setMessage(null)} />}
            </>
          )}
        </div>
      )}
    </section>
  )
}

function Tool({
  label,
  onClick,
  children,
}: {
  label: string
  onClick: () => void
  children: React.ReactNode
}) {
  return (
    <Tooltip label={label}>
      <ActionIcon size={26} aria-label={label} onClick={onClick}>
        {children}
      </ActionIcon>
    </Tooltip>
  )
}
