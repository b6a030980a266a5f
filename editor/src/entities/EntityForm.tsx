import { Button, Group, Stack } from '@mantine/core'
import { useQueryClient } from '@tanstack/react-query'
import { type FormEvent, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { Trouble } from '../parts/Trouble.tsx'
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
  const [error, setError] = useState<unknown>(null)
  const [busy, setBusy] = useState(false)

  async function save(event: FormEvent) {
    event.preventDefault()
    setBusy(true)
    setError(null)
    try {
      const saved = await saveEntity(kind, draft)
      await queries.invalidateQueries({ queryKey: ['entities', kind.id] })
      onSaved(saved)
    } catch (reason) {
      setError(reason)
    } finally {
      setBusy(false)
    }
  }

  return (
    <form onSubmit={save}>
      <Stack gap="sm">
        {kind.fields.map((field, index) => (
          <FieldOfEntity
            key={field.path}
            field={field}
            autoFocus={index === 0}
            value={valueAt(draft, field.path)}
            onChange={(value) => setEdits((before) => new Map(before).set(field.path, value))}
          />
        ))}
        {error !== null && <Trouble error={error} />}
        <Group justify="flex-end" gap="xs">
          <Button variant="subtle" onClick={onCancel}>
            {t('shell:cancel')}
          </Button>
          <Button type="submit" variant="filled" loading={busy}>
            {t(entity ? 'entities:save' : 'entities:create')}
          </Button>
        </Group>
      </Stack>
    </form>
  )
}
