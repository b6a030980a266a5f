import { Group, Select } from '@mantine/core'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { EntityId } from '../api/devices.ts'
import { type ListedType, listedTypes } from '../api/entity-names.ts'
import { EntitySelect } from '../parts/EntitySelect.tsx'

interface Props {
  label: string
  value: EntityId | null
  onChange: (value: EntityId | null) => void
  /** only this kind; the person chooses among `types` where it is absent */
  entityType?: ListedType
  types?: readonly ListedType[]
  required?: boolean
}

/** An entity: its kind, where there is a choice, and which one by a part of its name. */
export function EntityChoice(props: Props) {
  const { label, value, onChange, entityType, types = listedTypes, required = false } = props
  const { t } = useTranslation()
  const [chosen, setChosen] = useState(types[0] ?? 'DEVICE')
  const kind = entityType ?? types.find((one) => one === value?.entityType) ?? chosen
  return (
    <Group gap={6} align="flex-end">
      {entityType === undefined && (
        <Select
          w={136}
          label={t('entities:field.kind')}
          allowDeselect={false}
          data={types.map((one) => ({ value: one, label: t(`entities:type.${one}`) }))}
          value={kind}
          onChange={(next) => {
            if (next === null || next === kind) return
            setChosen(next as ListedType)
            onChange(null)
          }}
        />
      )}
      <EntitySelect
        flex="1 1 180px"
        label={label}
        required={required}
        clearable={!required}
        entityType={kind}
        value={value?.entityType === kind ? value.id : null}
        onChange={(id) => onChange(id === null ? null : { entityType: kind, id })}
      />
    </Group>
  )
}
