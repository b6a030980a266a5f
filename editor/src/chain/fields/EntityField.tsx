import { Group, Select } from '@mantine/core'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { EntityPicker } from './EntityPicker.tsx'
import type { FieldProps } from './field.ts'

interface Entity {
  readonly entityType: string
  readonly id: string
}

const kinds = ['DEVICE', 'ASSET', 'ENTITY_VIEW', 'CUSTOMER']

/** An entity: its kind, and which one by its name. A kind that an import brought is kept and shown as it is. */
export function EntityField(props: FieldProps<Entity | null | undefined>) {
  const { id, field, value, onChange, describedBy, invalid } = props
  const { t } = useTranslation()
  const [chosen, setChosen] = useState(value?.entityType ?? 'DEVICE')
  const kind = value?.entityType ?? chosen
  const offered = kinds.includes(kind) ? kinds : [...kinds, kind]
  return (
    <Group gap={6} wrap="nowrap">
      <Select
        w={112}
        aria-label={`${field.label}: ${t('entities:field.kind')}`}
        data={offered.map((one) => ({ value: one, label: t(`entities:type.${one}`, { defaultValue: one }) }))}
        value={kind}
        allowDeselect={false}
        onChange={(next) => {
          if (next === null || next === kind) return
          setChosen(next)
          if (value) onChange(null)
        }}
      />
      <EntityPicker
        id={id}
        entityType={kind}
        value={value?.id ?? null}
        describedBy={describedBy}
        invalid={invalid}
        onChange={(next) => onChange(next === null ? null : { entityType: kind, id: next })}
      />
    </Group>
  )
}
