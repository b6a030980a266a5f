import { Group, Select } from '@mantine/core'
import { useDebouncedValue } from '@mantine/hooks'
import { keepPreviousData, useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { EntityId } from '../api/devices.ts'
import { chooseable, findEntities } from './server.ts'

interface Props {
  label: string
  value: EntityId | null
  onChange: (value: EntityId | null) => void
  /** only this kind; the person chooses the kind where it is absent */
  entityType?: string
  required?: boolean
}

/** An entity, found by a part of its name. */
export function EntityChoice({ label, value, onChange, entityType, required = false }: Props) {
  const { t } = useTranslation()
  const [kind, setKind] = useState(entityType ?? value?.entityType ?? 'DEVICE')
  const [text, setText] = useState('')
  const [settled] = useDebouncedValue(text, 200)
  const { data: found = [] } = useQuery({
    queryKey: ['entity-choice', kind, settled],
    queryFn: () => findEntities(kind, settled),
    placeholderData: keepPreviousData,
  })
  const options = found.map(({ id, name }) => ({ value: id.id, label: name }))
  const known = value && value.entityType === kind ? value.id : null
  if (known !== null && !options.some((option) => option.value === known))
    options.unshift({ value: known, label: known })
  return (
    <Group gap={6} wrap="nowrap" align="flex-end">
      {entityType === undefined && (
        <Select
          w={130}
          label={t('entities:field.kind')}
          allowDeselect={false}
          data={chooseable.map((one) => ({ value: one, label: t(`entities:type.${one}`) }))}
          value={kind}
          onChange={(next) => {
            if (next === null) return
            setKind(next)
            onChange(null)
          }}
        />
      )}
      <Select
        flex={1}
        label={label}
        searchable
        clearable={!required}
        required={required}
        withAsterisk={false}
        data={options}
        filter={({ options: all }) => all}
        nothingFoundMessage={t('entities:field.nothingFound')}
        value={known}
        onSearchChange={setText}
        onChange={(id) => onChange(id === null ? null : { entityType: kind, id })}
      />
    </Group>
  )
}
