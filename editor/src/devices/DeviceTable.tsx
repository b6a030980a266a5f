import { useTranslation } from 'react-i18next'
import type { Device } from '../api/devices.ts'
import { Card } from '../parts/Card.tsx'
import { type Order, SortHead } from '../parts/SortHead.tsx'
import table from '../parts/table.module.css'
import { DeviceRow } from './DeviceRow.tsx'
import styles from './DeviceTable.module.css'

const columns = [
  { id: 'name', first: 'ASC' },
  { id: 'state' },
  { id: 'seen', wide: true },
  { id: 'value', number: true },
  { id: 'hour', wide: true },
  { id: 'type', first: 'ASC', wide: true },
  { id: 'createdTime', first: 'DESC', wide: true },
] as const

export function DeviceTable({
  devices,
  order,
  onOrder,
}: {
  devices: readonly Device[]
  order: Order
  onOrder: (order: { sort: string; order: 'ASC' | 'DESC'; page: number }) => void
}) {
  const { t } = useTranslation()
  return (
    <Card flush>
      <div className={table.scroll}>
        <table className={table.table}>
          <thead>
            <tr>
              {columns.map((column) => {
                const label = t(`devices:column.${column.id}`)
                const wide = 'wide' in column
                return 'first' in column ? (
                  <SortHead
                    key={column.id}
                    id={column.id}
                    label={label}
                    now={order}
                    first={column.first}
                    wide={wide}
                    onOrder={(next) => onOrder({ ...next, page: 0 })}
                  />
                ) : (
                  <th
                    key={column.id}
                    data-wide={wide || undefined}
                    className={'number' in column ? `${table.number} ${styles.main}` : undefined}
                  >
                    {label}
                  </th>
                )
              })}
              <th aria-label={t('devices:column.acts')} />
            </tr>
          </thead>
          <tbody>
            {devices.map((device) => (
              <DeviceRow key={device.id.id} device={device} />
            ))}
          </tbody>
        </table>
      </div>
    </Card>
  )
}
