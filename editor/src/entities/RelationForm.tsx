import { Autocomplete, SegmentedControl } from '@mantine/core'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { EntityId } from '../api/devices.ts'
import { ShortForm } from '../parts/ShortForm.tsx'
import { EntityChoice } from './EntityChoice.tsx'
import { saveRelation } from './server.ts'

interface Props {
  entity: EntityId
  onDone: () => void
  onCancel: () => void
}

/** Relates the entity to another one. */
export function RelationForm({ entity, onDone, onCancel }: Props) {
  const { t } = useTranslation()
  const [direction, setDirection] = useState('outward')
  const [type, setType] = useState('Contains')
  const [other, setOther] = useState<EntityId | null>(null)

  async function save() {
    if (other === null) return
    const [from, to] = direction === 'outward' ? [entity, other] : [other, entity]
    await saveRelation({ from, to, type: type.trim(), typeGroup: 'COMMON' })
    onDone()
  }

  return (
    <ShortForm
      compact
      submit={t('entities:relation.save')}
      onSubmit={save}
      onCancel={onCancel}
      blocked={other === null || type.trim() === ''}
    >
      <SegmentedControl
        size="xs"
        aria-label={t('entities:relation.direction')}
        data={['outward', 'inward'].map((value) => ({ value, label: t(`entities:relation.${value}`) }))}
        value={direction}
        onChange={setDirection}
      />
      <Autocomplete
        label={t('entities:field.type')}
        data={['Contains', 'Manages']}
        required
        withAsterisk={false}
        maxLength={255}
        value={type}
        onChange={setType}
      />
      <EntityChoice label={t('entities:field.entity')} value={other} onChange={setOther} required />
    </ShortForm>
  )
}
