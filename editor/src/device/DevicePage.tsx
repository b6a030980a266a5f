import { useQuery } from '@tanstack/react-query'
import { useTranslation } from 'react-i18next'
import { useParams, useSearchParams } from 'react-router'
import { AlarmsCard } from '../alarms/AlarmsCard.tsx'
import { useActivity } from '../api/activity.ts'
import { type Device, getDevice } from '../api/devices.ts'
import { useLink } from '../api/live.ts'
import { useTelemetry } from '../api/values.ts'
import { FieldsCard } from '../calculated-fields/FieldsCard.tsx'
import { stateOf } from '../devices/DeviceState.tsx'
import { mainValue } from '../devices/main-value.ts'
import { Relations } from '../entities/Relations.tsx'
import { Ago } from '../parts/Ago.tsx'
import { Back } from '../parts/Back.tsx'
import { Page } from '../parts/Page.tsx'
import { PageHead } from '../parts/PageHead.tsx'
import { Tag } from '../parts/Tag.tsx'
import { Trouble } from '../parts/Trouble.tsx'
import { TwoColumns } from '../parts/TwoColumns.tsx'
import { DeviceRulesCard } from '../why-not/DeviceRulesCard.tsx'
import { Attributes } from './Attributes.tsx'
import { CredentialsCard } from './CredentialsCard.tsx'
import { DeviceActs } from './DeviceActs.tsx'
import styles from './DevicePage.module.css'
import { History } from './History.tsx'
import { NoValuesYet } from './NoValuesYet.tsx'
import { Tap } from './Tap.tsx'
import { Values } from './Values.tsx'

export default function DevicePage() {
  const { t } = useTranslation()
  const { deviceId = '' } = useParams()
  const device = useQuery({ queryKey: ['devices', 'one', deviceId], queryFn: () => getDevice(deviceId) })
  if (device.isError) {
    return (
      <Page>
        <PageHead title={t('device:gone.title')} before={<Back to="/devices" label={t('device:back')} />} />
        <Trouble what={t('device:gone.text')} error={device.error} retry={device.refetch} />
      </Page>
    )
  }
  return device.data ? <DeviceView key={deviceId} device={device.data} /> : null
}

const tones = { online: 'ok', offline: 'stale', never: 'plain', unknown: 'stale' } as const

function DeviceView({ device }: { device: Device }) {
  const { t } = useTranslation()
  const id = device.id.id
  const activity = useActivity(device)
  const values = useTelemetry(id)
  const [params, setParams] = useSearchParams()
  const current = useLink((link) => link.state === 'open')
  const state = stateOf(activity, current)
  const keys = [...(values?.keys() ?? [])].sort((a, b) => a.localeCompare(b, 'en'))
  const named = params.get('key')
  const shown = (named !== null && values?.has(named) ? named : values && mainValue(values)?.key) ?? null
  const choose = (key: string) =>
    setParams(
      (before) => {
        before.set('key', key)
        return before
      },
      { replace: true },
    )

  return (
    <Page>
      <PageHead
        title={device.name}
        before={<Back to="/devices" label={t('device:back')} />}
        beside={
          <>
            <Tag tone={tones[state]} shape={state === 'online' ? 'dot' : 'ring'}>
              {t(`devices:state.${state}`)}
            </Tag>
            <span className={styles.kind}>
              {[device.deviceProfileName ?? device.type, device.label].filter(Boolean).join(' · ')}
            </span>
          </>
        }
        say={
          activity.lastSeen === null ? (
            t('device:say.never')
          ) : (
            <>
              {t(`device:say.${state}`)} <Ago at={activity.lastSeen} />.
            </>
          )
        }
        actions={<DeviceActs device={device} onPage />}
      />
      <TwoColumns
        side={
          <>
            <AlarmsCard entity={device.id} />
            <Attributes entity={device.id} />
            <Relations entity={device.id} />
            <CredentialsCard deviceId={id} />
          </>
        }
      >
        {values?.size === 0 && <NoValuesYet deviceId={id} />}
        {values && values.size > 0 && (
          <Values deviceId={id} values={values} keys={keys} chosen={shown} onChoose={choose} />
        )}
        {shown && <History deviceId={id} name={shown} latest={values?.get(shown)} />}
        <DeviceRulesCard deviceId={id} />
        <FieldsCard of={device} name={device.name} />
        <Tap device={device} />
      </TwoColumns>
    </Page>
  )
}
