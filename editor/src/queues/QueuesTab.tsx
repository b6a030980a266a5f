import { Button } from '@mantine/core'
import { IconPlus } from '@tabler/icons-react'
import { useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { Card } from '../parts/Card.tsx'
import { removeLater, useLeaving } from '../parts/leaving.ts'
import { Trouble } from '../parts/Trouble.tsx'
import { tell } from '../parts/toasts.ts'
import { freshQueue, type Queue } from './model.ts'
import { QueueForm } from './QueueForm.tsx'
import { QueueRow } from './QueueRow.tsx'
import styles from './Queues.module.css'
import { queuesKey, removeQueue, useQueueLife, useQueues } from './server.ts'

/** The queues that messages wait in: what each does with them, and what it is doing now. */
export function QueuesTab() {
  const { t } = useTranslation()
  const queries = useQueryClient()
  const queues = useQueues()
  const life = useQueueLife()
  const leaving = useLeaving()
  const [editing, setEditing] = useState<Queue | null>(null)
  const [error, setError] = useState<unknown>(null)
  const reload = () => queries.invalidateQueries({ queryKey: queuesKey() })
  const remove = (queue: Queue) => {
    const id = queue.id?.id ?? ''
    removeLater(id, t('queues:removed', { name: queue.name }), () => removeQueue(id).then(reload), setError)
  }
  const form = (queue: Queue) => (
    <QueueForm
      queue={queue}
      onCancel={() => setEditing(null)}
      onSaved={(saved) => {
        setEditing(null)
        tell(t('queues:saved', { name: saved.name }))
        void reload()
      }}
    />
  )
  if (queues.isError) return <Trouble error={queues.error} retry={queues.refetch} />
  if (!queues.data) return null
  const shown = queues.data.filter(({ id }) => !leaving.has(id?.id ?? ''))
  return (
    <>
      <p className={styles.about}>{t('queues:about')}</p>
      {error !== null && <Trouble error={error} />}
      <Card
        title={t('queues:title')}
        actions={
          editing === null && (
            <Button
              size="xs"
              leftSection={<IconPlus size={14} stroke={1.75} />}
              onClick={() => setEditing(freshQueue)}
            >
              {t('queues:add')}
            </Button>
          )
        }
        flush
      >
        <ul className={styles.list}>
          {shown.map((queue) => (
            <li key={queue.id?.id}>
              {editing !== null && editing.id?.id === queue.id?.id ? (
                form(editing)
              ) : (
                <QueueRow
                  queue={queue}
                  life={life.get(queue.id?.id ?? '')}
                  onEdit={() => setEditing(queue)}
                  onRemove={() => remove(queue)}
                />
              )}
            </li>
          ))}
          {editing !== null && editing.id === undefined && <li>{form(editing)}</li>}
        </ul>
      </Card>
    </>
  )
}
