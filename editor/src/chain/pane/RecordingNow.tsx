import { Button } from '@mantine/core'
import { IconPlayerRecord } from '@tabler/icons-react'
import { useSyncExternalStore } from 'react'
import { useTranslation } from 'react-i18next'
import { useNow } from '../../parts/clock.ts'
import { stopRecordingCommand } from '../commands/record.ts'
import { useRun } from '../commands/use-run.ts'
import { timeLeft } from '../document/common.ts'
import { recordedIds } from '../state/recording.ts'
import { useEditor, useSession } from '../state/use-editor.ts'
import styles from './Pane.module.css'

/** Which nodes are recorded just now, for how much longer, and the one button that ends it for all. */
export function RecordingNow() {
  const { live } = useSession()
  const ids = useSyncExternalStore(live.onNumbers, () => recordedIds(live.nodes).join(' '))
  return ids === '' ? null : <Recorded ids={ids.split(' ')} />
}

function Recorded({ ids }: { ids: readonly string[] }) {
  const { t } = useTranslation()
  const { live } = useSession()
  const run = useRun()
  const number = useEditor((state) => state.doc.nodes.get(ids[0] ?? '')?.number)
  const last = Math.max(...ids.map((id) => live.nodes.get(id)?.recordedUntil ?? 0))
  const time = timeLeft(last, useNow())
  if (time === null) return null
  return (
    <span className={styles.recording} role="timer">
      <IconPlayerRecord size={14} stroke={2} aria-hidden="true" />
      {ids.length === 1 && number !== undefined
        ? t('chain:pane.recordingOne', { number, time })
        : t('chain:pane.recording', { count: ids.length, time })}
      <Button size="compact-xs" variant="subtle" onClick={() => run(stopRecordingCommand)}>
        {t('chain:pane.stopAll')}
      </Button>
    </span>
  )
}
