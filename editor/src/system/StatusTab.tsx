import { useTranslation } from 'react-i18next'
import type { EdgeStatus } from '../../../engine/api/contract.ts'
import { Card } from '../parts/Card.tsx'
import { Facts } from '../parts/Facts.tsx'
import { Gauge } from '../parts/Gauge.tsx'
import { bytes, count, rate, took } from '../parts/numbers.ts'
import { Tag } from '../parts/Tag.tsx'
import styles from './StatusTab.module.css'
import { WorryList } from './WorryList.tsx'

/** names of listeners as their protocols are written */
const names: Readonly<Record<string, string>> = {
  coap: 'CoAP',
  coaps: 'CoAP over DTLS',
  mqtts: 'MQTT over TLS',
}

export function StatusTab({ status }: { status: EdgeStatus }) {
  const { t } = useTranslation()
  const { database, journal, inbox } = status
  const health = (good: boolean) => (
    <Tag tone={good ? 'ok' : 'crit'} shape={good ? 'dot' : 'octagon'}>
      {t(good ? 'system:good' : 'system:bad')}
    </Tag>
  )
  return (
    <div className={styles.all}>
      <WorryList status={status} />
      <div className={styles.grid}>
        <Card title={t('system:database.title')} actions={health(database.healthy)}>
          <Facts
            facts={[
              [t('system:database.kind'), database.kind],
              [t('system:database.waiting'), count(database.waitingRows)],
              [t('system:database.error'), database.lastError ?? '–'],
            ]}
          />
        </Card>
        <Card title={t('system:journal.title')} actions={health(journal.failed === null)}>
          <Facts
            facts={[
              [t('system:journal.bytes'), bytes(journal.bytes)],
              [t('system:journal.backlog'), count(journal.backlog)],
              [t('system:journal.flush'), took(journal.flushMs)],
            ]}
          />
        </Card>
        <Card title={t('system:traffic.title')}>
          <Facts
            facts={[
              [t('system:traffic.rate'), rate(status.rate)],
              [t('system:traffic.accepted'), count(status.accepted)],
              [t('system:traffic.refused'), count(status.refused)],
              [t('system:traffic.memory'), bytes(status.memory)],
            ]}
          />
        </Card>
        <Card title={t('system:ports.title')}>
          <Facts
            facts={Object.entries(status.ports).map(([name, port]) => [
              names[name] ?? name.toUpperCase(),
              String(port),
            ])}
          />
        </Card>
        <Card title={t('system:inbox.title')} actions={health(!inbox.full)}>
          <Gauge value={inbox.bytes} max={inbox.budget} label={t('system:inbox.label')} say={bytes} />
        </Card>
      </div>
    </div>
  )
}
