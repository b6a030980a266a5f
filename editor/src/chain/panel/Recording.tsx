import { Button, Switch } from '@mantine/core'
import { IconPlayerRecord, IconPlayerStop } from '@tabler/icons-react'
import { useTranslation } from 'react-i18next'
import type { DebugSettings } from '../../../../engine/rules/chain.ts'
import { useNow } from '../../parts/clock.ts'
import { debugOf, recordFor, timeLeft } from '../document/common.ts'
import type { DocNode } from '../document/document.ts'
import { record } from '../server.ts'
import { refuse } from '../state/editor.ts'
import { useRecordedUntil, useRecordsFailures, useRuns } from '../state/recording.ts'
import { useEditor, useSession } from '../state/use-editor.ts'
import styles from './Panel.module.css'

interface Shown {
  readonly failures: boolean
  /** epoch ms; 0 when not everything is written down */
  readonly until: number
}

/**
 * What the server writes down of the node, to be read later: its failures, or for a quarter of an hour everything. Of a
 * node that runs this is changed at once, without a deploy; one that is only drawn brings it along.
 */
export function Recording({ node, onDraft }: { node: DocNode; onDraft: (settings: DebugSettings) => void }) {
  const { t } = useTranslation()
  const { editor, live } = useSession()
  const chainId = useEditor((state) => state.chain.id)
  const runs = useRuns(node.id)
  const now = { failures: useRecordsFailures(node.id), until: useRecordedUntil(node.id) }
  const drawn = debugOf(node)
  const set = async (wanted: { failures?: boolean; everything?: boolean }) => {
    if (!runs) return onDraft(draftOf(drawn, wanted))
    try {
      live.takeRecording((await record(chainId, { nodeIds: [node.id], ...wanted })).nodes)
    } catch (error) {
      refuse(editor, (error as Error).message)
    }
  }
  const shown = runs ? now : { failures: drawn.failuresEnabled, until: drawn.allEnabledUntil }
  return (
    <>
      <Controls shown={shown} set={(wanted) => void set(wanted)} />
      <p className={styles.muted}>{runs ? t('chain:common.recordingHint') : t('chain:common.waits')}</p>
    </>
  )
}

function Controls({
  shown,
  set,
}: {
  shown: Shown
  set: (wanted: { failures?: boolean; everything?: boolean }) => void
}) {
  const { t } = useTranslation()
  const left = timeLeft(shown.until, useNow())
  return (
    <>
      <Switch
        size="sm"
        label={t('chain:common.failures')}
        checked={shown.failures}
        onChange={(event) => set({ failures: event.currentTarget.checked })}
      />
      {left === null ? (
        <Button
          size="xs"
          mr="auto"
          leftSection={<IconPlayerRecord size={14} />}
          onClick={() => set({ everything: true })}
        >
          {t('chain:common.everything')}
        </Button>
      ) : (
        <div className={styles.recording}>
          <span role="timer">{t('chain:common.left', { time: left })}</span>
          <Button
            size="xs"
            leftSection={<IconPlayerStop size={14} />}
            onClick={() => set({ everything: false })}
          >
            {t('chain:common.stop')}
          </Button>
        </div>
      )}
    </>
  )
}

function draftOf(
  drawn: Required<DebugSettings>,
  { failures = drawn.failuresEnabled, everything }: { failures?: boolean; everything?: boolean },
): DebugSettings {
  const until = everything === undefined ? drawn.allEnabledUntil : everything ? Date.now() + recordFor : 0
  return { ...drawn, failuresEnabled: failures, allEnabledUntil: until }
}
