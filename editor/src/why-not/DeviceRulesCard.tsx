import { IconAlertTriangle } from '@tabler/icons-react'
import { useTranslation } from 'react-i18next'
import { Link } from 'react-router'
import type { DeviceAlarmRules } from '../../../engine/api/contract-alarm-rules.ts'
import { chainPlace } from '../alarms/way.ts'
import { Ago } from '../parts/Ago.tsx'
import { Card } from '../parts/Card.tsx'
import { Trouble } from '../parts/Trouble.tsx'
import { RuleSet } from './RuleSet.tsx'
import { useDeviceRules } from './server.ts'
import styles from './WhyNot.module.css'

/** Why nothing fires: each alarm rule that holds for the device, and what it waits for. */
export function DeviceRulesCard({ deviceId }: { deviceId: string }) {
  const { t } = useTranslation()
  const { data, error, refetch } = useDeviceRules(deviceId)
  return (
    <Card
      title={t('whynot:title')}
      aside={
        data && (
          <Link to={`/entities/device-profiles/${data.profile.id}`}>
            {t('whynot:ofProfile', { name: data.profile.name })}
          </Link>
        )
      }
      flush
    >
      {error && <Trouble error={error} retry={refetch} />}
      {data && <Rules rules={data} />}
    </Card>
  )
}

function Rules({ rules }: { rules: DeviceAlarmRules }) {
  const { t } = useTranslation()
  const { alarmTypes, isRun, lastValueAt, node, problems, source } = rules
  if (alarmTypes.length === 0 && problems.length === 0)
    return <p className={styles.about}>{t('whynot:none')}</p>
  return (
    <>
      {!isRun && (
        <p className={styles.worry}>
          <IconAlertTriangle size={14} stroke={1.75} aria-hidden="true" />
          <span>
            {t('whynot:notRun')} <Link to="/chains">{t('whynot:toChains')}</Link>
          </span>
        </p>
      )}
      {problems.map((problem) => (
        <p key={problem} className={styles.worry}>
          <IconAlertTriangle size={14} stroke={1.75} aria-hidden="true" />
          <span>{problem}</span>
        </p>
      ))}
      <ul className={styles.list}>
        {alarmTypes.map((set) => (
          <li key={set.id}>
            <RuleSet set={set} />
          </li>
        ))}
      </ul>
      <p className={styles.about}>
        {node && (
          <>
            {t('whynot:runBy')} <Link to={chainPlace(node.chainId, node.nodeId)}>{node.nodeName}</Link>.{' '}
          </>
        )}
        {source === 'VALUES' && isRun && `${t('whynot:ofValues')} `}
        {lastValueAt !== null && (
          <>
            {t('whynot:lastValue')} <Ago at={lastValueAt} />.
          </>
        )}
      </p>
    </>
  )
}
