import { useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { ShortForm } from '../parts/ShortForm.tsx'
import { FieldOfEntity } from './EntityField.tsx'
import { type Entity, type Kind, valueAt, withValue } from './kinds.ts'
import { saveEntity } from './server.ts'

interface Props {
  kind: Kind
  /** the entity to change; a new one when absent */
  entity?: Entity
  onSaved: (entity: Entity) => void
  onCancel: () => void
}

/** Makes or changes an entity of any kind. What the form does not show stays as it is. */
export function EntityForm({ kind, entity, onSaved, onCancel }: Props) {
  const { t } = useTranslation()
  const queries = useQueryClient()
  // only what was changed here: the rest of the entity may change beside the form
  const [edits, setEdits] = useState<ReadonlyMap<string, unknown>>(new Map())
  const draft = [...edits].reduce<object>(
    (before, [path, value]) => withValue(before, path, value),
    entity ?? kind.fresh,
  )

  async function save() {
    const saved = await saveEntity(kind, draft)
    await queries.invalidateQueries({ queryKey: ['entities', kind.id] })
    onSaved(saved)
  }

  return (
    <ShortForm submit={t(entity ? 'entities:save' : 'entities:create')} onSubmit={save} onCancel={onCancel}>
      {kind.fields.map((field, index) => (
        <FieldOfEntity
          key={field.path}
          field={field}
          autoFocus={index === 0}
          value={valueAt(draft, field.path)}
          onChange={(value) => setEdits((before) => new Map(before).set(field.path, value))}
        />
      ))}
    </ShortForm>
  )
}
