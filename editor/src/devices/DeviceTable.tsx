import { IconArrowDown, IconArrowUp } from '@tabler/icons-react'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { Device } from '../api/devices.ts'
import type { PageQuery } from '../api/pages.ts'
import { Card } from '../parts/Card.tsx'
import { Trouble } from '../parts/Trouble.tsx'
import table from '../parts/table.module.css'
import { DeviceRow } from './DeviceRow.tsx'
import styles from './DeviceTable.module.css'

type Order = Pick<PageQuery, 'sortProperty' | 'sortOrder'>

const columns = [
  { id: 'name', sortable: true },
  { id: 'state' },
  { id: 'seen', wide: true },
  { id: 'value', number: true },
  { id: 'hour', wide: true },
  { id: 'type', sortable: true, wide: true },
  { id: 'createdTime', sortable: true, wide: true },
] as const

export function DeviceTable({
  devices,
  order,
  onOrder,
}: {
  devices: readonly Device[]
  order: Order
  onOrder: (order: Order) => void
}) {
  const { t } = useTranslation()
  const [error, setError] = useState<unknown>(null)
  return (
    <>
      {error !== null && <Trouble error={error} />}
      <Card flush>
        <div className={table.scroll}>
          <table className={table.table}>
            <thead>
              <tr>
                {columns.map((column) => (
                  <th
                    key={column.id}
                    data-wide={'wide' in column || undefined}
                    className={'number' in column ? `${table.number} ${styles.main}` : undefined}
                    aria-sort={order.sortProperty === column.id ? sortWord(order) : undefined}
                  >
                    {'sortable' in column ? (
                      <SortButton id={column.id} order={order} onOrder={onOrder} />
                    ) : (
                      t(`devices:column.${column.id}`)
                    )}
                  </th>
                ))}
                <th aria-label={t('devices:column.acts')} />
              </tr>
            </thead>
            <tbody>
              {devices.map((device) => (
                <DeviceRow key={device.id.id} device={device} onError={setError} />
              ))}
            </tbody>
          </table>
        </div>
      </Card>
    </>
  )
}

const sortWord = (order: Order) => (order.sortOrder === 'ASC' ? 'ascending' : 'descending')

function SortButton({ id, order, onOrder }: { id: string; order: Order; onOrder: (order: Order) => void }) {
  const { t } = useTranslation()
  const mine = order.sortProperty === id
  const Icon = order.sortOrder === 'ASC' ? IconArrowUp : IconArrowDown
  const next = mine && order.sortOrder === 'ASC' ? 'DESC' : 'ASC'
  return (
    <button
      type="button"
      className={table.sort}
      onClick={() => onOrder({ sortProperty: id, sortOrder: next })}
    >
      {t(`devices:column.${id}`)}
      {mine && <Icon size={12} stroke={2} aria-hidden="true" />}
    </button>
  )
}
