import { Button, Switch } from '@mantine/core'
import { IconPlayerRecord, IconPlayerStop } from '@tabler/icons-react'
import { useTranslation } from 'react-i18next'
import type { DebugSettings } from '../../../../engine/rules/chain.ts'
import { useNow } from '../../parts/clock.ts'
import { debugOf, recordFor, timeLeft } from '../document/common.ts'
import { sameValue } from '../document/compare.ts'
import type { DocNode } from '../document/document.ts'
import { useEditor } from '../state/use-editor.ts'
import styles from './Panel.module.css'

/** What the server writes down of the node, to be read later: its failures, or for a quarter of an hour everything. */
export function Recording({
  node,
  onChange,
}: {
  node: DocNode
  onChange: (settings: DebugSettings) => void
}) {
  const { t } = useTranslation()
  const live = useEditor((state) => state.liveDoc?.nodes.get(node.id))
  const now = useNow()
  const settings = debugOf(node)
  const left = timeLeft(settings.allEnabledUntil, now)
  const waits = (left !== null || settings.failuresEnabled) && !sameValue(debugOf(live), settings)
  return (
    <>
      <Switch
        size="sm"
        label={t('chain:common.failures')}
        checked={settings.failuresEnabled}
        onChange={(event) => onChange({ ...settings, failuresEnabled: event.currentTarget.checked })}
      />
      {left === null ? (
        <Button
          size="xs"
          mr="auto"
          leftSection={<IconPlayerRecord size={14} />}
          onClick={() => onChange({ ...settings, allEnabledUntil: Date.now() + recordFor })}
        >
          {t('chain:common.everything')}
        </Button>
      ) : (
        <div className={styles.recording}>
          <span role="timer">{t('chain:common.left', { time: left })}</span>
          <Button
            size="xs"
            leftSection={<IconPlayerStop size={14} />}
            onClick={() => onChange({ ...settings, allEnabledUntil: 0 })}
          >
            {t('chain:common.stop')}
          </Button>
        </div>
      )}
      <p className={styles.muted}>{waits ? t('chain:common.waits') : t('chain:common.recordingHint')}</p>
    </>
  )
}
