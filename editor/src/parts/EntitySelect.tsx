import { Select, type SelectProps } from '@mantine/core'
import { useDebouncedValue } from '@mantine/hooks'
import { keepPreviousData, useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { entityName, findEntities, type ListedType } from '../api/entity-names.ts'
import { count } from './numbers.ts'

type Rest = Omit<SelectProps, 'data' | 'value' | 'onChange' | 'searchable' | 'searchValue'>

interface EntitySelectProps extends Rest {
  entityType: ListedType
  value: string | null
  onChange: (id: string | null) => void
}

/** stands for those that the list does not hold */
const MORE = 'more'

/** One entity of a kind, found by a part of its name. */
export function EntitySelect({ entityType, value, onChange, ...rest }: EntitySelectProps) {
  const { t } = useTranslation()
  const [typed, setTyped] = useState('')
  const [settled] = useDebouncedValue(typed.trim(), 200)
  const { data: name } = useQuery({
    queryKey: ['entity-name', entityType, value],
    queryFn: () => entityName(entityType, value ?? ''),
    enabled: value !== null,
    retry: false,
  })
  // the name of the chosen one stands in the field without anybody having searched for it: all others are offered
  const text = settled === name ? '' : settled
  const found = useQuery({
    queryKey: ['entity-names', entityType, text],
    queryFn: () => findEntities(entityType, text),
    placeholderData: keepPreviousData,
  })
  const { entities = [], more = 0 } = found.data ?? {}
  const options = entities.map((one) => ({ value: one.id, label: one.name, disabled: false }))
  // one that is far down the list, or not there any more, stays to be seen
  if (value !== null && !options.some((option) => option.value === value))
    options.push({ value, label: name ?? value, disabled: false })
  if (more > 0)
    options.push({ value: MORE, label: t('shell:choice.more', { number: count(more) }), disabled: true })
  return (
    <Select
      withAsterisk={false}
      clearButtonProps={{ 'aria-label': t('shell:clearChoice') }}
      {...rest}
      searchable
      // the first that fits is taken by Enter, once the list is that of what was typed
      selectFirstOptionOnChange={settled === typed.trim() && !found.isFetching}
      // choosing it again keeps it: the cross takes it away
      allowDeselect={false}
      data={options}
      filter={({ options: all }) => all}
      nothingFoundMessage={nothing()}
      value={value}
      onSearchChange={setTyped}
      onChange={onChange}
    />
  )

  function nothing(): string {
    if (found.isError) return found.error.message
    if (found.isPending) return t('shell:loading')
    return text === '' ? t('shell:choice.none') : t('shell:choice.noneFound', { text })
  }
}
