import { useTranslation } from 'react-i18next'
import { Link } from 'react-router'
import { useActivity } from '../api/activity.ts'
import type { Device } from '../api/devices.ts'
import { useTelemetry } from '../api/values.ts'
import { DeviceActs } from '../device/DeviceActs.tsx'
import { Ago } from '../parts/Ago.tsx'
import { useNow } from '../parts/clock.ts'
import { freshness, rhythmOf } from '../parts/freshness.ts'
import { valueText } from '../parts/numbers.ts'
import { Sparkline } from '../parts/Sparkline.tsx'
import table from '../parts/table.module.css'
import styles from './DeviceRow.module.css'
import { DeviceState } from './DeviceState.tsx'
import { useLastHour } from './last-hour.ts'
import { mainValue } from './main-value.ts'

export function DeviceRow({ device }: { device: Device }) {
  const { t } = useTranslation()
  const id = device.id.id
  const activity = useActivity(device)
  const values = useTelemetry(id)
  const main = values && mainValue(values)
  const samples = useLastHour(id, main?.key)
  const now = useNow()
  const old = main ? freshness(now - main.ts, rhythmOf(samples.map(({ ts }) => ts))).old : false
  return (
    <tr>
      <td className={table.what} title={device.name}>
        <Link className={table.name} to={`/devices/${id}`}>
          {device.name}
        </Link>{' '}
        {device.label && <span className={styles.label}>{device.label}</span>}
      </td>
      <td>
        <DeviceState activity={activity} />
      </td>
      <td className={table.soft} data-wide>
        <Ago at={activity.lastSeen} bare />
      </td>
      <td className={table.number}>
        {main ? (
          <span
            className={styles.value}
            data-old={old || undefined}
            title={`${main.key} ${valueText(main.value)}`}
          >
            <b>{valueText(main.value)}</b> <span className={styles.key}>{main.key}</span>
          </span>
        ) : (
          <span className={table.faint}>–</span>
        )}
      </td>
      <td data-wide>
        {samples.length > 1 ? (
          <Sparkline samples={samples} old={old} />
        ) : (
          <span className={`${table.faint} ${styles.small}`}>{values && t('devices:noHour')}</span>
        )}
      </td>
      <td className={table.soft} data-wide>
        {device.deviceProfileName ?? device.type}
      </td>
      <td className={table.soft} data-wide>
        <Ago at={device.createdTime} />
      </td>
      <td className={table.number}>
        <DeviceActs device={device} />
      </td>
    </tr>
  )
}
