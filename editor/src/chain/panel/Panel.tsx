import { ActionIcon, Tooltip } from '@mantine/core'
import {
  IconPlayerRecord,
  IconPlayerSkipForward,
  IconPlayerStop,
  IconTrash,
  IconX,
} from '@tabler/icons-react'
import { useEffect, useRef } from 'react'
import { useTranslation } from 'react-i18next'
import { Tile } from '../canvas/Tile.tsx'
import { commandsById } from '../commands/all.ts'
import type { Command } from '../commands/command.ts'
import { keyText } from '../commands/keys.ts'
import { useRun } from '../commands/use-run.ts'
import { type PanelTab, select } from '../state/editor.ts'
import { useRecordedUntil } from '../state/recording.ts'
import { useEditor, useSession } from '../state/use-editor.ts'
import { ChainAbout } from './ChainAbout.tsx'
import { NodeHelp } from './NodeHelp.tsx'
import { NodeMessages } from './NodeMessages.tsx'
import { NodeSettings } from './NodeSettings.tsx'
import styles from './Panel.module.css'

const tabs: readonly PanelTab[] = ['settings', 'messages', 'help']

/** What is open: the chosen node, or the chain itself. The page beside it stays alive. */
export function Panel() {
  const { t } = useTranslation()
  const { editor, canvas } = useSession()
  const node = useEditor((state) => (state.opened === null ? undefined : state.doc.nodes.get(state.opened)))
  const definition = useEditor((state) => state.catalog.byType.get(node?.type ?? ''))
  const tab = useEditor((state) => state.panelTab)
  const several = useEditor((state) => state.nodes.size)
  const calls = useEditor((state) => state.panelCalls)
  const recorded = useRecordedUntil(node?.id ?? '') > 0
  const body = useRef<HTMLDivElement>(null)
  const seenCalls = useRef(calls)
  useEffect(() => {
    if (calls === seenCalls.current) return
    seenCalls.current = calls
    body.current?.querySelector<HTMLElement>('input, textarea, button, [contenteditable=true]')?.focus()
  }, [calls])
  const onEscape = (event: React.KeyboardEvent) => {
    if (event.key !== 'Escape' || event.defaultPrevented || !node) return
    event.stopPropagation()
    canvas.current?.focus(node.id)
  }
  if (!node) return <ChainAbout several={several} />
  return (
    <aside
      className={styles.panel}
      aria-label={t('chain:panel.label', { name: node.name })}
      onKeyDown={onEscape}
    >
      <header className={styles.head}>
        <Tile definition={definition} />
        <div className={styles.title}>
          <h2>
            {node.name} <span>#{node.number}</span>
          </h2>
          <p>
            {definition
              ? `${t(`chain:category.${definition.category}`, { defaultValue: definition.category })} · ${definition.title}`
              : node.type}
          </p>
        </div>
        <Tool id="record" pressed={recorded} icon={recorded ? IconPlayerStop : IconPlayerRecord} />
        <Tool id="bypass" pressed={node.bypassed} icon={IconPlayerSkipForward} />
        <Tool id="delete" icon={IconTrash} />
        <ActionIcon
          size={28}
          aria-label={t('chain:panel.close')}
          onClick={() => {
            select(editor, [])
            editor.setState({ panelShown: false })
          }}
        >
          <IconX size={16} stroke={1.75} />
        </ActionIcon>
      </header>
      <div className={styles.tabs} role="tablist" aria-label={t('chain:panel.tabs')}>
        {tabs.map((one) => (
          <button
            key={one}
            type="button"
            role="tab"
            aria-selected={tab === one}
            onClick={() => editor.setState({ panelTab: one })}
          >
            {t(`chain:panel.${one}`)}
          </button>
        ))}
      </div>
      <div ref={body} className={styles.body} role="tabpanel" key={`${node.id}:${tab}`}>
        {tab === 'settings' && <NodeSettings node={node} definition={definition} />}
        {tab === 'messages' && <NodeMessages node={node} />}
        {tab === 'help' && <NodeHelp node={node} definition={definition} />}
      </div>
    </aside>
  )
}

function Tool({ id, icon: Icon, pressed }: { id: string; icon: Command['icon']; pressed?: boolean }) {
  const { t } = useTranslation()
  const run = useRun()
  const command = commandsById.get(id) as Command
  const [key] = command.keys
  return (
    <Tooltip label={key === undefined ? t(command.title) : `${t(command.title)}  ${keyText(key)}`}>
      <ActionIcon
        size={28}
        aria-label={t(command.title)}
        aria-pressed={pressed}
        data-pressed={pressed || undefined}
        className={styles.tool}
        onClick={() => run(command)}
      >
        <Icon size={16} stroke={1.75} />
      </ActionIcon>
    </Tooltip>
  )
}
