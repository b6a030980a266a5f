import { ActionIcon } from '@mantine/core'
import { IconArrowLeft, IconArrowRight, IconTrash } from '@tabler/icons-react'
import { useQuery, useQueryClient } from '@tanstack/react-query'
import { useTranslation } from 'react-i18next'
import { Link } from 'react-router'
import type { EntityId } from '../api/devices.ts'
import { Card } from '../parts/Card.tsx'
import { removeLater, useLeaving } from '../parts/leaving.ts'
import { Trouble } from '../parts/Trouble.tsx'
import { Unfold } from '../parts/Unfold.tsx'
import { pageOf } from './kinds.ts'
import { RelationForm } from './RelationForm.tsx'
import styles from './Relations.module.css'
import { type RelationInfo, relationsOf, removeRelation } from './server.ts'

/** What an entity is related to, in both directions. */
export function Relations({ entity }: { entity: EntityId }) {
  const { t } = useTranslation()
  const queries = useQueryClient()
  const leaving = useLeaving()
  const key = ['relations', entity.entityType, entity.id]
  const { data, error, refetch } = useQuery({
    queryKey: key,
    queryFn: async () => {
      const [from, to] = await Promise.all([relationsOf(entity, 'from'), relationsOf(entity, 'to')])
      return [...from, ...to]
    },
  })
  const reload = () => void queries.invalidateQueries({ queryKey: ['relations'] })
  const remove = (relation: RelationInfo) =>
    removeLater(idOf(relation), t('entities:relation.removed', { type: relation.type }), () =>
      removeRelation(relation).then(reload),
    )
  const shown = data?.filter((relation) => !leaving.has(idOf(relation))) ?? []
  return (
    <Card title={t('entities:relation.title')} flush>
      {error && <Trouble error={error} retry={refetch} />}
      <ul className={styles.list}>
        {shown.map((relation) => (
          <Row
            key={idOf(relation)}
            relation={relation}
            outward={relation.from.id === entity.id}
            onRemove={() => remove(relation)}
          />
        ))}
      </ul>
      {data && shown.length === 0 && <p className={styles.none}>{t('entities:relation.none')}</p>}
      <div className={styles.add}>
        <Unfold label={t('entities:relation.add')}>
          {(close) => (
            <RelationForm
              entity={entity}
              onDone={() => {
                close()
                reload()
              }}
              onCancel={close}
            />
          )}
        </Unfold>
      </div>
    </Card>
  )
}

function Row({
  relation,
  outward,
  onRemove,
}: {
  relation: RelationInfo
  outward: boolean
  onRemove: () => void
}) {
  const { t } = useTranslation()
  const other = outward ? relation.to : relation.from
  const name = (outward ? relation.toName : relation.fromName) ?? other.id
  const page = pageOf(other)
  const Icon = outward ? IconArrowRight : IconArrowLeft
  return (
    <li className={styles.row}>
      <Icon
        size={14}
        stroke={1.75}
        aria-label={t(outward ? 'entities:relation.outward' : 'entities:relation.inward')}
      />
      <b>{relation.type}</b>
      {page === null ? (
        <span>{name}</span>
      ) : (
        <Link to={page} title={name}>
          {name}
        </Link>
      )}
      <span className={styles.kind}>
        {t(`entities:type.${other.entityType}`, { defaultValue: other.entityType })}
      </span>
      <ActionIcon size={26} aria-label={t('entities:relation.remove', { name })} onClick={onRemove}>
        <IconTrash size={14} stroke={1.75} />
      </ActionIcon>
    </li>
  )
}

function idOf({ from, to, type, typeGroup }: RelationInfo): string {
  return `${from.id} ${to.id} ${typeGroup} ${type}`
}
