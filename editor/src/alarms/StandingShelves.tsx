import { Button } from '@mantine/core'
import { useTranslation } from 'react-i18next'
import { refreshAlarms, removeShelf, useShelves } from '../api/alarms.ts'
import { Card } from '../parts/Card.tsx'
import { exact } from '../parts/numbers.ts'
import { tell } from '../parts/toasts.ts'
import styles from './StandingShelves.module.css'

/** Shelves for every alarm of a type, which hold whether or not there is one just now. */
export function StandingShelves({ onError }: { onError: (error: unknown) => void }) {
  const { t } = useTranslation()
  const shelves = useShelves().data?.filter(({ alarmId }) => alarmId === null) ?? []
  if (shelves.length === 0) return null
  return (
    <Card title={t('alarms:shelf.standing')} flush>
      <ul className={styles.list}>
        {shelves.map(({ id, alarmType, originator, until, reason, person }) => (
          <li key={id}>
            <div>
              <b>{alarmType}</b> · {originator.name ?? originator.id}
              <p>
                {t('alarms:shelf.until', { time: exact(until) })} {reason}
                {person && ` · ${person.name ?? t('alarms:person.gone')}`}
              </p>
            </div>
            <Button
              size="xs"
              aria-label={t('alarms:act.unshelveOf', { type: alarmType })}
              onClick={() =>
                removeShelf(id).then(() => {
                  tell(t('alarms:did.unshelved', { type: alarmType }))
                  return refreshAlarms()
                }, onError)
              }
            >
              {t('alarms:act.unshelve')}
            </Button>
          </li>
        ))}
      </ul>
    </Card>
  )
}
