import { Button, SegmentedControl } from '@mantine/core'
import { IconList, IconPlayerSkipForward, IconSettings, IconX } from '@tabler/icons-react'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { healthOf } from './canvas/health.ts'
import { Tile } from './canvas/Tile.tsx'
import { bypassCommand } from './commands/bypass.ts'
import { useRun } from './commands/use-run.ts'
import { Outline } from './outline/Outline.tsx'
import styles from './Phone.module.css'
import { Pane } from './pane/Pane.tsx'
import { Panel } from './panel/Panel.tsx'
import { select } from './state/editor.ts'
import { useEditor, useSession } from './state/use-editor.ts'

/** On a phone the outline is the page; a node opens in a sheet from below. */
export function Phone() {
  const { t } = useTranslation()
  const { editor, live } = useSession()
  const run = useRun()
  const [page, setPage] = useState<'outline' | 'messages' | 'failures'>('outline')
  const [settings, setSettings] = useState(false)
  const node = useEditor((state) => (state.opened === null ? undefined : state.doc.nodes.get(state.opened)))
  const definition = useEditor((state) => state.catalog.byType.get(node?.type ?? ''))
  const health = healthOf(node && live.nodes.get(node.id))
  const show = (next: string) => {
    setPage(next as typeof page)
    if (next !== 'outline') editor.setState({ paneShown: true, paneTab: next as 'messages' })
  }
  return (
    <>
      <SegmentedControl
        className={styles.pages}
        fullWidth
        aria-label={t('chain:bar.view')}
        data={(['outline', 'messages', 'failures'] as const).map((value) => ({
          value,
          label: t(`chain:phone.${value}`),
        }))}
        value={page}
        onChange={show}
      />
      <div className={styles.body}>{page === 'outline' ? <Outline /> : <Pane />}</div>
      {node && page === 'outline' && settings && (
        <div className={styles.full}>
          <Panel />
          <Button variant="default" size="md" className={styles.back} onClick={() => setSettings(false)}>
            {t('chain:phone.back')}
          </Button>
        </div>
      )}
      {node && page === 'outline' && !settings && (
        <section className={styles.sheet} aria-label={node.name}>
          <header>
            <Tile definition={definition} />
            <div>
              <b>{node.name}</b> <small>#{node.number}</small>
              <p data-failing={health.failing > 0 || undefined}>
                {health.failing > 0
                  ? t('chain:phone.failing', { count: health.failing, problem: health.problem ?? '' })
                  : (definition?.title ?? node.type)}
              </p>
            </div>
            <Button
              variant="subtle"
              size="md"
              aria-label={t('chain:panel.close')}
              onClick={() => select(editor, [])}
            >
              <IconX size={16} />
            </Button>
          </header>
          <div className={styles.actions}>
            <Button
              size="md"
              leftSection={<IconPlayerSkipForward size={16} />}
              onClick={() => run(bypassCommand)}
            >
              {node.bypassed ? t('chain:phone.unbypass') : t('chain:phone.bypass')}
            </Button>
            <Button
              size="md"
              leftSection={<IconList size={16} />}
              onClick={() => {
                editor.setState({ paneNode: node.id })
                show(health.failing > 0 ? 'failures' : 'messages')
              }}
            >
              {health.failing > 0 ? t('chain:phone.failures') : t('chain:phone.messages')}
            </Button>
            <Button size="md" leftSection={<IconSettings size={16} />} onClick={() => setSettings(true)}>
              {t('chain:phone.settings')}
            </Button>
          </div>
        </section>
      )}
    </>
  )
}
