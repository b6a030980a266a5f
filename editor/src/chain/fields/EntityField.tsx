import { Select } from '@mantine/core'
import { useDebouncedValue } from '@mantine/hooks'
import { useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { findDevices } from '../server.ts'
import type { FieldProps } from './field.ts'

interface Entity {
  readonly entityType: string
  readonly id: string
}

/** A device, found by its name. An entity of another kind that an import brought is kept and shown as it is. */
export function EntityField({ id, value, onChange, describedBy }: FieldProps<Entity | null | undefined>) {
  const { t } = useTranslation()
  const [typed, setTyped] = useState('')
  const [asked] = useDebouncedValue(typed, 250)
  const { data: devices = [] } = useQuery({
    queryKey: ['device-names', asked],
    queryFn: () => findDevices(asked),
  })
  const options = devices.map((device) => ({ value: device.id.id, label: device.name }))
  if (value && !options.some((option) => option.value === value.id)) {
    options.push({ value: value.id, label: `${value.entityType} ${value.id.slice(0, 8)}…` })
  }
  return (
    <Select
      id={id}
      searchable
      clearable
      data={options}
      value={value?.id ?? null}
      placeholder={t('chain:field.chooseDevice')}
      aria-describedby={describedBy}
      onSearchChange={setTyped}
      onChange={(next) => {
        if (next === null) onChange(null)
        else if (next !== value?.id) onChange({ entityType: 'DEVICE', id: next })
      }}
    />
  )
}
