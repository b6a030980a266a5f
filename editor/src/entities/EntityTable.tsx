import { useTranslation } from 'react-i18next'
import { Link } from 'react-router'
import { Ago } from '../parts/Ago.tsx'
import { Card } from '../parts/Card.tsx'
import { type Order, SortHead } from '../parts/SortHead.tsx'
import { Tag } from '../parts/Tag.tsx'
import table from '../parts/table.module.css'
import { type Entity, type Kind, valueAt } from './kinds.ts'

interface EntityTableProps {
  kind: Kind
  entities: readonly Entity[]
  order: Order
  onOrder: (order: { sort: string; order: 'ASC' | 'DESC'; page: number }) => void
}

export function EntityTable({ kind, entities, order, onOrder }: EntityTableProps) {
  const { t } = useTranslation()
  return (
    <Card flush>
      <div className={table.scroll}>
        <table className={table.table}>
          <thead>
            <tr>
              <SortHead
                id={kind.title}
                label={t(`entities:field.${kind.title}`)}
                now={order}
                onOrder={(next) => onOrder({ ...next, page: 0 })}
              />
              {kind.columns.map(({ path, label }) => (
                <th key={path} data-wide>
                  {t(`entities:field.${label}`)}
                </th>
              ))}
              <SortHead
                id="createdTime"
                label={t('entities:field.created')}
                now={order}
                first="DESC"
                onOrder={(next) => onOrder({ ...next, page: 0 })}
              />
            </tr>
          </thead>
          <tbody>
            {entities.map((entity) => (
              <tr key={entity.id.id}>
                <td className={table.what} title={String(entity[kind.title] ?? '')}>
                  <Link className={table.name} to={`/entities/${kind.id}/${entity.id.id}`}>
                    {String(entity[kind.title] ?? '')}
                  </Link>
                  {kind.hasDefault && entity.default === true && (
                    <>
                      {' '}
                      <Tag tone="plain">{t('entities:default')}</Tag>
                    </>
                  )}
                </td>
                {kind.columns.map(({ path }) => (
                  <td key={path} className={`${table.soft} ${table.clip}`} data-wide>
                    {String(valueAt(entity, path) ?? '–')}
                  </td>
                ))}
                <td className={table.soft}>
                  <Ago at={entity.createdTime} />
                </td>
              </tr>
            ))}
          </tbody>
        </table>
      </div>
    </Card>
  )
}
