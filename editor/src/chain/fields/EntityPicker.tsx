import { Select, TextInput } from '@mantine/core'
import { useDebouncedValue } from '@mantine/hooks'
import { keepPreviousData, useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { findEntities, isListed, loadEntityName } from '../server.ts'

interface Props {
  id?: string
  label?: string
  entityType: string
  value: string | null
  onChange: (id: string | null) => void
  describedBy: string
  invalid: boolean
}

/** An entity of one kind, found by a part of its name; of a kind that has no list here, by its id. */
export function EntityPicker({ id, label, entityType, value, onChange, describedBy, invalid }: Props) {
  const { t } = useTranslation()
  const [typed, setTyped] = useState('')
  const [asked] = useDebouncedValue(typed, 250)
  const listed = isListed(entityType)
  const { data: found = [] } = useQuery({
    queryKey: ['entity-names', entityType, asked],
    queryFn: () => findEntities(entityType, asked),
    enabled: listed,
    placeholderData: keepPreviousData,
  })
  const options = found.map((one) => ({ value: one.id.id, label: one.name }))
  const isKnown = options.some((option) => option.value === value)
  const { data: name } = useQuery({
    queryKey: ['entity-name', entityType, value],
    queryFn: () => loadEntityName(entityType, value ?? ''),
    enabled: listed && value !== null && !isKnown,
    retry: false,
  })
  const shared = {
    'aria-describedby': describedBy,
    'aria-invalid': invalid,
    ...(id !== undefined && { id }),
    ...(label !== undefined && { 'aria-label': label }),
  }
  if (!listed) {
    return (
      <TextInput
        {...shared}
        flex={1}
        value={value ?? ''}
        placeholder={t('chain:field.entityId')}
        spellCheck={false}
        onChange={(event) => onChange(event.currentTarget.value || null)}
      />
    )
  }
  // one that is not here any more must stay visible
  if (value !== null && !isKnown) options.unshift({ value, label: name ?? value })
  return (
    <Select
      {...shared}
      flex={1}
      searchable
      clearable
      data={options}
      filter={({ options: all }) => all}
      value={value}
      placeholder={t('chain:field.chooseEntity')}
      nothingFoundMessage={t('chain:field.noEntity')}
      onSearchChange={setTyped}
      onChange={onChange}
    />
  )
}
