import { useQuery } from '@tanstack/react-query'
import { useTranslation } from 'react-i18next'
import { Link } from 'react-router'
import { pageOf } from '../entities/kinds.ts'
import { Trouble } from '../parts/Trouble.tsx'
import { isMain, type Queue } from './model.ts'
import styles from './Queues.module.css'
import { usersOf } from './server.ts'

/** Whose messages take the queue by its name. */
export function QueueUse({ queue }: { queue: Queue }) {
  const { t } = useTranslation()
  const { data, error, refetch } = useQuery({
    queryKey: ['queue-users', queue.name],
    queryFn: () => usersOf(queue.name),
  })
  if (error) return <Trouble error={error} retry={refetch} />
  if (!data) return <p className={styles.use}>{t('shell:loading')}</p>
  return (
    <div className={styles.use}>
      {isMain(queue) && <p>{t('queues:mainTakes')}</p>}
      {data.length === 0 && !isMain(queue) && <p>{t('queues:unused')}</p>}
      <ul>
        {data.map(({ id, name, nodes }) => (
          <li key={id.id}>
            {t(`queues:user.${id.entityType}`)} <Link to={pageOf(id) ?? ''}>{name}</Link>
            {nodes.length > 0 && ` (${nodes.map((node) => node.name).join(', ')})`}
          </li>
        ))}
      </ul>
    </div>
  )
}
