import { Button } from '@mantine/core'
import { useInfiniteQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { clockTime } from '../../parts/numbers.ts'
import { Trouble } from '../../parts/Trouble.tsx'
import type { DocNode } from '../document/document.ts'
import { JsonText } from '../pane/JsonText.tsx'
import { type DebugEvent, loadDebugEvents } from '../server.ts'
import styles from './Panel.module.css'

/** What the server wrote down of this node, also of before its last start: newest first, page by page. */
export function NodeEvents({ node }: { node: DocNode }) {
  const { t } = useTranslation()
  const [asked, setAsked] = useState(false)
  const { data, error, hasNextPage, fetchNextPage, isFetching, refetch } = useInfiniteQuery({
    queryKey: ['debug-events', node.id],
    queryFn: ({ pageParam }) => loadDebugEvents(node.id, pageParam),
    initialPageParam: 0,
    getNextPageParam: (last, all) => (last.hasNext ? all.length : undefined),
    enabled: asked,
  })
  const events = data?.pages.flatMap((page) => page.data) ?? []
  return (
    <section className={styles.section} aria-label={t('chain:events.title')}>
      <h3>{t('chain:events.title')}</h3>
      {error && <Trouble error={error} retry={() => void refetch()} />}
      {data && events.length === 0 && <p className={styles.muted}>{t('chain:events.none')}</p>}
      {events.map((event) => (
        <OneEvent key={event.id.id} event={event} />
      ))}
      {(!asked || hasNextPage) && (
        <Button
          size="xs"
          mr="auto"
          loading={isFetching}
          onClick={() => {
            if (asked) void fetchNextPage()
            else setAsked(true)
          }}
        >
          {asked ? t('chain:events.more') : t('chain:events.show')}
        </Button>
      )}
    </section>
  )
}

function OneEvent({ event }: { event: DebugEvent }) {
  const { t, i18n } = useTranslation()
  const { type = '', relationType, msgType, data = '', metadata = '', error } = event.body
  const day = new Intl.DateTimeFormat(i18n.language, { dateStyle: 'short' }).format(event.createdTime)
  return (
    <details className={styles.message} data-failed={error ? true : undefined}>
      <summary>
        <b>{type === 'IN' ? t('chain:events.in') : (relationType ?? t('chain:events.out'))}</b>
        <span className={styles.clip}>{error || data}</span>
        <span>
          {day} {clockTime(event.createdTime)}
        </span>
      </summary>
      <div>
        <span className={styles.muted}>
          {msgType} {event.body.entityType} {event.body.entityId}
        </span>
        {error && (
          <p className={styles.problem} data-severity="error">
            {error}
          </p>
        )}
        <h3>{t('chain:messages.data')}</h3>
        <pre>
          <JsonText text={data} />
        </pre>
        <h3>{t('chain:messages.metadata')}</h3>
        <pre>
          <JsonText text={metadata} />
        </pre>
      </div>
    </details>
  )
}
