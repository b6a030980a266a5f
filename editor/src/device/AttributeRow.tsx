import { ActionIcon } from '@mantine/core'
import { IconPencil, IconTrash } from '@tabler/icons-react'
import { useTranslation } from 'react-i18next'
import { deleteAttribute, type EntityId, type Scope } from '../api/devices.ts'
import type { LiveValue } from '../api/values.ts'
import { removeLater, useLeaving } from '../parts/leaving.ts'
import { exact, valueText } from '../parts/numbers.ts'
import styles from './Attributes.module.css'
import { readable } from './attribute-value.ts'

interface AttributeRowProps {
  entity: EntityId
  scope: Scope
  name: string
  value: LiveValue
  wasEdited: boolean
  onEdit: (() => void) | undefined
}

export function AttributeRow({ entity, scope, name, value, wasEdited, onEdit }: AttributeRowProps) {
  const { t } = useTranslation()
  const id = `${entity.id} ${scope} ${name}`
  if (useLeaving().has(id)) return null
  const remove = () =>
    removeLater(id, t('device:attributes.deleted', { name }), () => deleteAttribute(entity, scope, name))
  return (
    <li className={styles.row}>
      <span className={styles.key} title={name}>
        {name}
      </span>
      <span className={styles.value} title={`${valueText(value.value)}\n${exact(value.ts)}`}>
        {readable(name, value.value)}
      </span>
      {onEdit && (
        <ActionIcon
          size={26}
          autoFocus={wasEdited}
          aria-label={t('device:attributes.edit', { name })}
          onClick={onEdit}
        >
          <IconPencil size={14} stroke={1.75} />
        </ActionIcon>
      )}
      <ActionIcon size={26} aria-label={t('device:attributes.delete', { name })} onClick={remove}>
        <IconTrash size={14} stroke={1.75} />
      </ActionIcon>
    </li>
  )
}
