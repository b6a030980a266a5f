import { ActionIcon, Tabs } from '@mantine/core'
import { IconX } from '@tabler/icons-react'
import { type KeyboardEvent, useEffect, useRef, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { Link, useNavigate } from 'react-router'
import type { AlarmRowJson } from '../../../engine/api/contract-alarms.ts'
import { useAlarm } from '../api/alarms.ts'
import { pageOf } from '../entities/kinds.ts'
import { Ago } from '../parts/Ago.tsx'
import { count, exact } from '../parts/numbers.ts'
import { Tag } from '../parts/Tag.tsx'
import { Trouble } from '../parts/Trouble.tsx'
import { AlarmHistory } from './AlarmHistory.tsx'
import styles from './AlarmPanel.module.css'
import { Comments } from './Comments.tsx'
import { PanelActs } from './PanelActs.tsx'
import { PanelLinks } from './PanelLinks.tsx'
import { SeverityTag } from './SeverityWord.tsx'
import { Why } from './Why.tsx'

/** One alarm beside the list: why it is, what happened to it, what people say, and what can be done. */
export function AlarmPanel({ id, closeTo }: { id: string; closeTo: string }) {
  const { t } = useTranslation()
  const { data: row, error, refetch } = useAlarm(id)
  const navigate = useNavigate()
  const [failure, setFailure] = useState<unknown>(null)
  const title = useFocusOfPanel(id)
  const leave = (event: KeyboardEvent) => {
    // what is open inside of the panel, and fields that are written in, take the key first
    if (event.key !== 'Escape' || event.defaultPrevented || event.target instanceof HTMLTextAreaElement)
      return
    if (event.currentTarget.contains(event.target as Node)) navigate(closeTo)
  }
  return (
    <aside
      className={styles.panel}
      aria-label={row ? t('alarms:panel.label', { type: row.type }) : t('alarms:panel.loading')}
      onKeyDown={leave}
    >
      <header className={styles.head}>
        {row && <SeverityTag severity={row.severity} open={row.clearTs === 0} />}
        <h2 ref={title} tabIndex={-1}>
          {row?.type ?? (error ? t('alarms:panel.gone') : t('alarms:panel.loading'))}
        </h2>
        {row && <PanelLinks id={id} />}
        <ActionIcon component={Link} to={closeTo} size={26} aria-label={t('alarms:panel.close')}>
          <IconX size={16} stroke={1.75} />
        </ActionIcon>
      </header>
      {error && <Trouble error={error} retry={refetch} />}
      {row && (
        <>
          <About row={row} />
          <Tabs defaultValue="why" keepMounted={false} className={styles.tabs ?? ''}>
            <Tabs.List>
              <Tabs.Tab value="why">{t('alarms:why.title')}</Tabs.Tab>
              <Tabs.Tab value="history">{t('alarms:history.title')}</Tabs.Tab>
              <Tabs.Tab value="comments">
                {t('alarms:comments.title')} {row.comments > 0 && <b>{count(row.comments)}</b>}
              </Tabs.Tab>
            </Tabs.List>
            <Tabs.Panel value="why" className={styles.body}>
              <Why id={id} />
            </Tabs.Panel>
            <Tabs.Panel value="history" className={styles.body}>
              <AlarmHistory id={id} />
            </Tabs.Panel>
            <Tabs.Panel value="comments" className={styles.body}>
              <Comments id={id} />
            </Tabs.Panel>
          </Tabs>
          {failure !== null && <Trouble what={t('alarms:failed')} error={failure} />}
          <PanelActs row={row} onError={setFailure} />
        </>
      )}
    </aside>
  )
}

/**
 * Where there is no room for the list beside the panel, the keyboard comes along into the panel, and goes back to the
 * alarm in the list afterwards. Elsewhere it stays in the list, which is alive.
 */
function useFocusOfPanel(id: string) {
  const title = useRef<HTMLHeadingElement>(null)
  useEffect(() => {
    if (isNowhere()) title.current?.focus()
    return () => {
      requestAnimationFrame(() => {
        if (isNowhere()) document.querySelector<HTMLElement>(`a[href*="/alarms/${id}"]`)?.focus()
      })
    }
  }, [id])
  return title
}

const isNowhere = () =>
  document.activeElement === null ||
  document.activeElement === document.body ||
  !document.activeElement.checkVisibility()

/** Whose it is, since when, and how it stands. */
function About({ row }: { row: AlarmRowJson }) {
  const { t } = useTranslation()
  const { originator, clearTs, ackTs, assignee, shelf, occurrences, isFlooding } = row
  const page = originator.name === null ? null : pageOf(originator)
  const name = originator.name ?? originator.id
  return (
    <div className={styles.about}>
      <p>
        {page === null ? name : <Link to={page}>{name}</Link>}
        {originator.label && `, ${originator.label}`} · {t('alarms:panel.since')}{' '}
        <time dateTime={new Date(row.startTs || row.createdTime).toISOString()}>
          {exact(row.startTs || row.createdTime)}
        </time>
        {occurrences > 1 &&
          ` · ${t('alarms:panel.occurrences', { count: occurrences, number: count(occurrences) })}`}
      </p>
      <div className={styles.marks}>
        {clearTs > 0 && (
          <Tag tone="ok" shape="dot">
            {t('alarms:panel.cleared')} <Ago at={clearTs} />
          </Tag>
        )}
        {ackTs > 0 && (
          <Tag tone="plain">
            {t('alarms:panel.acknowledged')} <Ago at={ackTs} />
          </Tag>
        )}
        {assignee && (
          <Tag tone="accent">
            {t('alarms:panel.assigned', { name: assignee.name ?? t('alarms:person.gone') })}
          </Tag>
        )}
        {shelf && (
          <Tag tone="stale" shape="ring">
            {t('alarms:shelf.until', { time: exact(shelf.until) })}
          </Tag>
        )}
        {isFlooding && (
          <Tag tone="warn" shape="triangleOpen">
            {t('alarms:flooding.word')}
          </Tag>
        )}
      </div>
      {shelf && <p className={styles.reason}>{shelf.reason}</p>}
    </div>
  )
}
