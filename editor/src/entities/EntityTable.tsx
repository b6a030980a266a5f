import { useTranslation } from 'react-i18next'
import { Link } from 'react-router'
import { Ago } from '../parts/Ago.tsx'
import { Card } from '../parts/Card.tsx'
import { Tag } from '../parts/Tag.tsx'
import table from '../parts/table.module.css'
import { type Entity, type Kind, valueAt } from './kinds.ts'

export function EntityTable({ kind, entities }: { kind: Kind; entities: readonly Entity[] }) {
  const { t } = useTranslation()
  return (
    <Card flush>
      <div className={table.scroll}>
        <table className={table.table}>
          <thead>
            <tr>
              <th>{t(`entities:field.${kind.title}`)}</th>
              {kind.columns.map(({ path, label }) => (
                <th key={path} data-wide>
                  {t(`entities:field.${label}`)}
                </th>
              ))}
              <th>{t('entities:field.created')}</th>
            </tr>
          </thead>
          <tbody>
            {entities.map((entity) => (
              <tr key={entity.id.id}>
                <td>
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
