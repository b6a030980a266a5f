import { Autocomplete, Button, Group, SegmentedControl, Stack } from '@mantine/core'
import { type FormEvent, useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { EntityId } from '../api/devices.ts'
import { Trouble } from '../parts/Trouble.tsx'
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
  const [error, setError] = useState<unknown>(null)

  async function save(event: FormEvent) {
    event.preventDefault()
    if (other === null) return
    const [from, to] = direction === 'outward' ? [entity, other] : [other, entity]
    try {
      await saveRelation({ from, to, type: type.trim(), typeGroup: 'COMMON' })
      onDone()
    } catch (reason) {
      setError(reason)
    }
  }

  return (
    <form onSubmit={save} onKeyDown={(event) => event.key === 'Escape' && onCancel()}>
      <Stack gap="xs">
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
        {error !== null && <Trouble error={error} />}
        <Group gap="xs">
          <Button size="xs" type="submit" variant="filled" disabled={other === null}>
            {t('entities:relation.save')}
          </Button>
          <Button size="xs" variant="subtle" onClick={onCancel}>
            {t('shell:cancel')}
          </Button>
        </Group>
      </Stack>
    </form>
  )
}
