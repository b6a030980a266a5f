import { Button } from '@mantine/core'
import { IconCheck } from '@tabler/icons-react'
import { useTranslation } from 'react-i18next'
import type { AlarmRowJson } from '../../../engine/api/contract-alarms.ts'
import { refreshAlarms, removeShelf } from '../api/alarms.ts'
import { tell } from '../parts/toasts.ts'
import { useAct } from '../parts/use-act.ts'
import styles from './AlarmPanel.module.css'
import { AssignMenu } from './AssignMenu.tsx'
import { acknowledge, clearLater, useClearing } from './acts.ts'
import { ShelveButton } from './ShelveButton.tsx'

/** What can be done with the alarm. Acknowledging comes first, and is the one filled button while it is due. */
export function PanelActs({ row, onError }: { row: AlarmRowJson; onError: (error: unknown) => void }) {
  const { t } = useTranslation()
  const clearing = useClearing().has(row.id)
  const { busy, run } = useAct(onError)
  const open = row.clearTs === 0
  const { shelf } = row
  return (
    <footer className={styles.acts}>
      {row.ackTs === 0 && (
        <Button
          variant="filled"
          loading={busy}
          leftSection={<IconCheck size={16} stroke={1.75} />}
          onClick={() => void run(() => acknowledge([row]))}
        >
          {t('alarms:act.acknowledge')}
        </Button>
      )}
      <AssignMenu row={row} onError={onError} />
      {open &&
        (clearing ? (
          <span role="status">{t('alarms:clearing')}</span>
        ) : (
          <Button onClick={() => clearLater([row], onError)}>{t('alarms:act.clear')}</Button>
        ))}
      {shelf ? (
        <Button
          variant="subtle"
          onClick={() =>
            void run(async () => {
              await removeShelf(shelf.id)
              await refreshAlarms()
              tell(t('alarms:did.unshelved', { type: row.type }))
            })
          }
        >
          {t('alarms:act.unshelve')}
        </Button>
      ) : (
        <ShelveButton row={row} />
      )}
    </footer>
  )
}
