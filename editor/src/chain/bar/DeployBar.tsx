import { ActionIcon, Button, SegmentedControl, Tooltip } from '@mantine/core'
import { IconArrowNarrowRight, IconChevronLeft, IconPencil } from '@tabler/icons-react'
import { useTranslation } from 'react-i18next'
import { Mark } from '../../parts/Mark.tsx'
import { commandsById } from '../commands/all.ts'
import type { Command } from '../commands/command.ts'
import { keyText } from '../commands/keys.ts'
import { useRun } from '../commands/use-run.ts'
import type { View } from '../state/editor.ts'
import { useComparison, useEditor, useSession } from '../state/use-editor.ts'
import { More, OtherChains } from './BarMenus.tsx'
import { Crumbs } from './Crumbs.tsx'
import styles from './DeployBar.module.css'
import { DeployButton } from './DeployButton.tsx'
import { SavedState } from './SavedState.tsx'

/** What runs, what is planned, and the one button that makes the one into the other. Never covered by anything. */
export function DeployBar() {
  const { t } = useTranslation()
  const { editor, go } = useSession()
  const chain = useEditor((state) => state.chain)
  const view = useEditor((state) => state.view)
  const { added, changed, removed, wiresAdded, wiresRemoved, moved, firstChanged, notesChanged, count } =
    useComparison()
  const drafted = count > 0 || moved.length > 0 || notesChanged
  const wires = wiresAdded.length + wiresRemoved.length
  const parts = [
    changed.length > 0 && t('chain:bar.changed', { count: changed.length }),
    added.length > 0 && t('chain:bar.added', { count: added.length }),
    removed.length > 0 && t('chain:bar.removed', { count: removed.length }),
    wires > 0 && t('chain:bar.wires', { count: wires }),
    firstChanged && t('chain:bar.first'),
    notesChanged && t('chain:bar.notes'),
    count === 0 && moved.length > 0 && t('chain:bar.moved', { count: moved.length }),
  ].filter(Boolean)
  return (
    <div className={styles.bar} data-draft={drafted || undefined}>
      <Tooltip label={t('chain:bar.back')}>
        <ActionIcon size={26} aria-label={t('chain:bar.back')} onClick={() => go('/chains')}>
          <IconChevronLeft size={16} stroke={1.75} />
        </ActionIcon>
      </Tooltip>
      <Crumbs />
      <h1 className={styles.name}>{chain.name}</h1>
      <OtherChains />
      <span className={styles.line} />
      <span className={styles.live}>
        {chain.liveVersion > 0 ? (
          <>
            <span className={styles.ok}>
              <Mark shape="dot" />
            </span>
            {t('chain:bar.live')} <b>v{chain.liveVersion}</b>
            {chain.deployedTime !== null && (
              <span className={styles.muted}>
                {t('chain:bar.since', { time: sinceText(chain.deployedTime) })}
              </span>
            )}
          </>
        ) : (
          t('chain:bar.neverDeployed')
        )}
      </span>
      {drafted && (
        <span className={styles.draft}>
          <IconArrowNarrowRight size={16} stroke={1.75} aria-hidden="true" />
          <span className={styles.tag}>
            <IconPencil size={12} stroke={2} aria-hidden="true" />
            {t('chain:bar.draft')}
          </span>
          <span>{parts.join(', ')}</span>
        </span>
      )}
      <SavedState drafted={drafted} />
      <span className={styles.grow} />
      <SegmentedControl
        size="xs"
        aria-label={t('chain:bar.view')}
        className={styles.views}
        data={(['canvas', 'outline', 'text'] as const).map((value) => ({
          value,
          label: t(`chain:bar.${value}`),
        }))}
        value={view}
        onChange={(next) => editor.setState({ view: next as View })}
      />
      <span className={styles.tools}>
        <Tool id="undo" />
        <Tool id="redo" />
        <Tool id="history" />
      </span>
      <More />
      <span className={styles.line} />
      {drafted && chain.live !== null && (
        <Button
          size="xs"
          className={styles.compare}
          leftSection={<CompareIcon size={14} stroke={1.75} />}
          onClick={() => editor.setState({ dialog: 'compare' })}
        >
          {t('chain:command.compare')}
        </Button>
      )}
      <DeployButton />
    </div>
  )
}

const CompareIcon = (commandsById.get('compare') as Command).icon

function sinceText(at: number): string {
  const time = new Date(at)
  const today = new Date().toDateString() === time.toDateString()
  return today
    ? time.toLocaleTimeString([], { hour: '2-digit', minute: '2-digit', hourCycle: 'h23' })
    : time.toLocaleDateString([], { day: 'numeric', month: 'short' })
}

function Tool({ id }: { id: string }) {
  const { t } = useTranslation()
  const session = useSession()
  const run = useRun()
  const command = commandsById.get(id) as Command
  useEditor((state) => state.history)
  const [key] = command.keys
  const title = t(command.title)
  return (
    <Tooltip label={key === undefined ? title : `${title}  ${keyText(key)}`}>
      <ActionIcon
        size={26}
        aria-label={title}
        data-off={!command.canRun(session)}
        onClick={() => run(command)}
      >
        <command.icon size={16} stroke={1.75} />
      </ActionIcon>
    </Tooltip>
  )
}
