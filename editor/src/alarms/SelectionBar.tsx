import { ActionIcon, Button } from '@mantine/core'
import { IconCheck, IconX } from '@tabler/icons-react'
import { useTranslation } from 'react-i18next'
import type { AlarmRowJson } from '../../../engine/api/contract-alarms.ts'
import { count } from '../parts/numbers.ts'
import { useAct } from '../parts/use-act.ts'
import { acknowledge, clearLater } from './acts.ts'
import styles from './SelectionBar.module.css'

interface SelectionBarProps {
  selected: ReadonlyMap<string, AlarmRowJson>
  onDone: () => void
  onError: (error: unknown) => void
}

/** What can be done with all that are chosen, at the bottom of the page. */
export function SelectionBar({ selected, onDone, onError }: SelectionBarProps) {
  const { t } = useTranslation()
  const { busy, run } = useAct(onError)
  if (selected.size === 0) return null
  const rows = [...selected.values()]
  const unseen = rows.some(({ ackTs }) => ackTs === 0)
  const open = rows.some(({ clearTs }) => clearTs === 0)
  const acknowledgeAll = () =>
    run(async () => {
      await acknowledge(rows)
      onDone()
    })
  return (
    <div className={styles.bar} role="toolbar" aria-label={t('alarms:selection.label')}>
      <b aria-live="polite">
        {t('alarms:selection.some', { count: rows.length, number: count(rows.length) })}
      </b>
      <Button
        size="xs"
        loading={busy}
        disabled={!unseen}
        leftSection={<IconCheck size={14} stroke={1.75} />}
        onClick={() => void acknowledgeAll()}
      >
        {t('alarms:act.acknowledge')}
      </Button>
      <Button
        size="xs"
        disabled={!open}
        onClick={() => {
          clearLater(rows, onError)
          onDone()
        }}
      >
        {t('alarms:act.clear')}
      </Button>
      <ActionIcon size={26} aria-label={t('alarms:selection.none')} onClick={onDone}>
        <IconX size={14} stroke={1.75} />
      </ActionIcon>
    </div>
  )
}
