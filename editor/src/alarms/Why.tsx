import { useQuery } from '@tanstack/react-query'
import { useTranslation } from 'react-i18next'
import { Link } from 'react-router'
import type { WhyJson } from '../../../engine/api/contract-alarms.ts'
import { useWhy } from '../api/alarms.ts'
import { loadChain } from '../chain/server.ts'
import { Facts } from '../parts/Facts.tsx'
import { clockTime, exact, valueText } from '../parts/numbers.ts'
import { Trouble } from '../parts/Trouble.tsx'
import { detailsText, valuesOf } from './because.ts'
import { CauseChart } from './CauseChart.tsx'
import { WayList } from './WayList.tsx'
import styles from './Why.module.css'
import { chainPlace, wayOf } from './way.ts'

/** Why the alarm is: the rule and the values that it saw, and the way of the message that brought them. */
export function Why({ id }: { id: string }) {
  const { t } = useTranslation()
  const { data: why, error, refetch } = useWhy(id)
  if (error) return <Trouble error={error} retry={refetch} />
  if (!why) return <p className={styles.soft}>{t('shell:loading')}</p>
  const cause = why.last
  const text = detailsText(why.alarm.details)
  if (!cause) {
    return (
      <>
        <p className={styles.soft}>{t('alarms:why.byHand')}</p>
        <Details details={why.alarm.details} />
      </>
    )
  }
  const values = valuesOf(cause)
  const raised = why.raised !== null && why.raised.ts !== cause.ts ? why.raised : null
  return (
    <div className={styles.why}>
      <p>
        {cause.rule ? (
          <>
            {t('alarms:why.rule')} <b>{cause.rule}</b>
          </>
        ) : (
          t('alarms:why.noRule')
        )}
      </p>
      {text !== '' && <p className={styles.note}>{text}</p>}
      <CauseChart originator={why.alarm.originator} cause={cause} />
      <h3>{t('alarms:why.values', { time: clockTime(cause.ts) })}</h3>
      {values.length > 0 ? (
        <Facts facts={values.map(([name, value]) => [name, valueText(value)] as const)} />
      ) : (
        <p className={styles.soft}>{t('alarms:why.noValues')}</p>
      )}
      {raised && <p className={styles.soft}>{t('alarms:why.raised', { time: exact(raised.ts) })}</p>}
      <h3>{t('alarms:why.way')}</h3>
      <Way why={why} />
    </div>
  )
}

function Way({ why: { chain, node, path, last } }: { why: WhyJson }) {
  const { t } = useTranslation()
  const view = useQuery({
    queryKey: ['chain-of-alarm', chain?.id],
    queryFn: () => loadChain(chain?.id ?? ''),
    enabled: chain !== null && path.length > 0,
    staleTime: 60_000,
  })
  if (!chain) return <p className={styles.soft}>{t('alarms:why.noChain')}</p>
  return (
    <>
      <p className={styles.soft}>
        <Link to={chainPlace(chain.id)}>{chain.name}</Link>
        {node && (
          <>
            {' → '}
            <Link to={chainPlace(chain.id, node.id)}>{node.name}</Link>
          </>
        )}
      </p>
      {path.length > 0 ? (
        <WayList steps={wayOf(path, view.data?.live?.nodes ?? [])} raisedBy={last?.nodeId ?? null} />
      ) : (
        <p className={styles.soft}>{t('alarms:why.forgotten')}</p>
      )}
    </>
  )
}

function Details({ details }: { details: unknown }) {
  if (typeof details !== 'object' || details === null || Object.keys(details).length === 0) return null
  return <Facts facts={Object.entries(details).map(([name, value]) => [name, valueText(value)] as const)} />
}
