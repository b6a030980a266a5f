import { ActionIcon, Button } from '@mantine/core'
import { IconChevronDown, IconChevronUp, IconPencil, IconTrash } from '@tabler/icons-react'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { Link } from 'react-router'
import { bytes, count, rate } from '../parts/numbers.ts'
import { Tag } from '../parts/Tag.tsx'
import { isMain, type Queue, retries } from './model.ts'
import styles from './Queues.module.css'
import { QueueUse } from './QueueUse.tsx'
import { rateOf } from './rate.ts'
import type { QueueLife } from './server.ts'

interface QueueRowProps {
  queue: Queue
  life: QueueLife | undefined
  onEdit: () => void
  onRemove: () => void
}

/** One queue: its strategies in words, and what it is doing. */
export function QueueRow({ queue, life, onEdit, onRemove }: QueueRowProps) {
  const { t } = useTranslation()
  const [open, setOpen] = useState(false)
  const { submitStrategy, processingStrategy, additionalInfo } = queue
  const description = additionalInfo?.description
  return (
    <div className={styles.queue}>
      <div className={styles.words}>
        <div className={styles.head}>
          <b>{queue.name}</b>
          {life?.status.isBlocked && (
            <Tag tone="warn" shape="half">
              {t('queues:blocked')}
            </Tag>
          )}
        </div>
        {description && <p className={styles.soft}>{description}</p>}
        <p className={styles.soft}>
          {t(`queues:submit.${submitStrategy.type}`, { size: count(submitStrategy.batchSize) })}.{' '}
          {t(`queues:processing.${processingStrategy.type}`)}
          {retries(processingStrategy.type) && processingStrategy.retries > 0
            ? `, ${t('queues:times', { count: processingStrategy.retries, number: count(processingStrategy.retries) })}`
            : ''}
          .
        </p>
      </div>
      {life && <Numbers {...life} />}
      <div className={styles.acts}>
        <Button
          size="xs"
          variant="subtle"
          aria-expanded={open}
          rightSection={open ? <IconChevronUp size={14} /> : <IconChevronDown size={14} />}
          onClick={() => setOpen(!open)}
        >
          {t('queues:usedBy')}
        </Button>
        <ActionIcon aria-label={t('queues:editOf', { name: queue.name })} onClick={onEdit}>
          <IconPencil size={16} stroke={1.75} />
        </ActionIcon>
        {!isMain(queue) && (
          <ActionIcon aria-label={t('queues:removeOf', { name: queue.name })} onClick={onRemove}>
            <IconTrash size={16} stroke={1.75} />
          </ActionIcon>
        )}
      </div>
      {open && <QueueUse queue={queue} />}
    </div>
  )
}

function Numbers({ status, samples }: QueueLife) {
  const { t } = useTranslation()
  const perSecond = rateOf(samples)
  const facts: readonly (readonly [name: string, value: string])[] = [
    [t('queues:rate'), perSecond === null ? '–' : rate(perSecond)],
    [t('queues:backlog'), count(status.backlog)],
    [t('queues:inWork'), count(status.inWork)],
    [t('queues:again'), count(status.retries)],
    [t('queues:bytes'), bytes(status.bytes)],
  ]
  return (
    <dl className={styles.numbers}>
      {facts.map(([name, value]) => (
        <div key={name}>
          <dt>{name}</dt>
          <dd>{value}</dd>
        </div>
      ))}
      <div data-wrong={status.lost > 0 || undefined}>
        <dt>{t('queues:lost')}</dt>
        <dd>{status.lost > 0 ? <Link to="/system/letters">{count(status.lost)}</Link> : '0'}</dd>
      </div>
    </dl>
  )
}
