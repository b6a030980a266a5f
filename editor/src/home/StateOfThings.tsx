import { useTranslation } from 'react-i18next'
import { Link } from 'react-router'
import type { EdgeStatus } from '../../../engine/api/contract.ts'
import { useStatus } from '../api/status.ts'
import { Card } from '../parts/Card.tsx'
import { Facts } from '../parts/Facts.tsx'
import { Gauge } from '../parts/Gauge.tsx'
import { bytes, count, rate, took } from '../parts/numbers.ts'
import { Page } from '../parts/Page.tsx'
import { PageHead } from '../parts/PageHead.tsx'
import { WorryList } from '../system/WorryList.tsx'
import { worriesOf } from '../system/worries.ts'
import { AlarmsAtHome } from './AlarmsAtHome.tsx'
import { ChainsAtHome } from './ChainsAtHome.tsx'
import { Flow } from './Flow.tsx'
import styles from './StateOfThings.module.css'

/** The state of everything, in one sentence and in numbers. */
export function StateOfThings() {
  const { t } = useTranslation()
  const { status, current } = useStatus()
  if (!status) return <p className={styles.wait}>{t('shell:loading')}</p>
  const calm = worriesOf(status).length === 0
  return (
    <Page>
      <PageHead
        title={status.name}
        say={
          current ? `${saying(status)} ${t(calm ? 'home:say.calm' : 'home:say.worried')}` : t('home:say.old')
        }
      />
      <WorryList status={status} />
      <div className={styles.grid}>
        <Flow status={status} />
        <DevicesCard status={status} />
        <AlarmsAtHome />
        <Card title={t('home:store.title')}>
          <Facts
            facts={[
              [t('home:store.database'), status.database.kind],
              [t('home:store.waiting'), count(status.database.waitingRows)],
              [t('home:store.flush'), took(status.journal.flushMs)],
              [t('home:store.journal'), bytes(status.journal.bytes)],
            ]}
          />
        </Card>
        <Card title={t('home:inbox.title')}>
          <Gauge
            value={status.inbox.bytes}
            max={status.inbox.budget}
            label={t('home:inbox.label')}
            say={bytes}
          />
        </Card>
      </div>
      <ChainsAtHome />
    </Page>
  )

  function saying({ rate: flow, devices }: EdgeStatus): string {
    const numbers = { rate: rate(flow), online: count(devices.connected), total: count(devices.total) }
    if (devices.total === 0) return t('home:say.noDevices')
    return flow === 0 ? t('home:say.quiet', numbers) : t('home:say.flowing', numbers)
  }
}

function DevicesCard({ status }: { status: EdgeStatus }) {
  const { t } = useTranslation()
  const { connected, total } = status.devices
  return (
    <Card title={t('home:devices.title')} actions={<Link to="/devices">{t('home:devices.all')}</Link>}>
      <p className={styles.big}>
        {count(connected)} <small>{t('home:devices.of', { total: count(total) })}</small>
      </p>
      <div className={styles.bar} aria-hidden="true">
        <i className={styles.on} style={{ flex: connected }} />
        <i className={styles.off} style={{ flex: Math.max(0, total - connected) }} />
      </div>
    </Card>
  )
}
