import { Button } from '@mantine/core'
import { IconCheck } from '@tabler/icons-react'
import { useTranslation } from 'react-i18next'
import type { AlarmRowJson } from '../../../engine/api/contract-alarms.ts'
import { refreshAlarms, removeShelf } from '../api/alarms.ts'
import { tell } from '../parts/toasts.ts'
import { useAct } from '../parts/use-act.ts'
import styles from './AlarmTable.module.css'
import { acknowledge, clearLater, useClearing } from './acts.ts'

/** The next sensible thing to do with an alarm, and what is being done. */
export function RowActs({ row, onError }: { row: AlarmRowJson; onError: (error: unknown) => void }) {
  const { t } = useTranslation()
  const clearing = useClearing()
  const { busy, run } = useAct(onError)
  const { type, originator, shelf } = row
  const name = originator.name ?? originator.id
  if (row.clearTs > 0)
    return (
      <span className={styles.done}>
        <IconCheck size={12} stroke={2} aria-hidden="true" /> {t('alarms:cleared')}
      </span>
    )
  if (clearing.has(row.id)) return <span className={styles.done}>{t('alarms:clearing')}</span>
  if (shelf)
    return (
      <Button
        size="xs"
        loading={busy}
        onClick={() =>
          run(async () => {
            await removeShelf(shelf.id)
            await refreshAlarms()
            tell(t('alarms:did.unshelved', { type }))
          })
        }
      >
        {t('alarms:act.unshelve')}
      </Button>
    )
  if (row.ackTs === 0)
    return (
      <Button
        size="xs"
        loading={busy}
        leftSection={<IconCheck size={14} stroke={1.75} />}
        aria-label={t('alarms:act.acknowledgeOf', { type, name })}
        onClick={() => run(() => acknowledge([row]))}
      >
        {t('alarms:act.acknowledge')}
      </Button>
    )
  return (
    <>
      {row.assignee && (
        <span className={styles.assignee} title={row.assignee.name ?? undefined}>
          {row.assignee.name ?? t('alarms:person.gone')}
        </span>
      )}
      <Button
        size="xs"
        variant="subtle"
        aria-label={t('alarms:act.clearOf', { type, name })}
        onClick={() => clearLater([row], onError)}
      >
        {t('alarms:act.clear')}
      </Button>
    </>
  )
}
