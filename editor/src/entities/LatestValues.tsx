import { useTranslation } from 'react-i18next'
import type { EntityId } from '../api/devices.ts'
import { useTelemetry } from '../api/values.ts'
import { Card } from '../parts/Card.tsx'
import { Fresh } from '../parts/Fresh.tsx'
import { valueText } from '../parts/numbers.ts'
import table from '../parts/table.module.css'
import styles from './Relations.module.css'

/** The latest value of each time series, as it changes. */
export function LatestValues({ entity }: { entity: EntityId }) {
  const { t } = useTranslation()
  const values = useTelemetry(entity.id, entity.entityType)
  const rows = [...(values ?? [])].sort(([a], [b]) => a.localeCompare(b, 'en'))
  return (
    <Card title={t('entities:values.title')} flush>
      {rows.length === 0 ? (
        <p className={styles.none}>{t('entities:values.none')}</p>
      ) : (
        <table className={`${table.table} ${table.dense}`}>
          <tbody>
            {rows.map(([key, { ts, value }]) => (
              <tr key={key}>
                <td className={table.soft}>{key}</td>
                <td className={table.clip} title={valueText(value)}>
                  {valueText(value)}
                </td>
                <td className={table.faint}>
                  <Fresh at={ts} />
                </td>
              </tr>
            ))}
          </tbody>
        </table>
      )}
    </Card>
  )
}
