import { TagsInput, Textarea, TextInput } from '@mantine/core'
import { useTranslation } from 'react-i18next'
import { EntityChoice } from './EntityChoice.tsx'
import { type EntityField, reference } from './kinds.ts'
import { localTime } from './local-time.ts'

interface Props {
  field: EntityField
  value: unknown
  onChange: (value: unknown) => void
  autoFocus?: boolean
}

const references = {
  customer: 'CUSTOMER',
  assetProfile: 'ASSET_PROFILE',
  deviceProfile: 'DEVICE_PROFILE',
  chain: 'RULE_CHAIN',
} as const
/** what an entity view can be of */
const viewed = ['DEVICE', 'ASSET'] as const

/** One field of an entity's form. */
export function FieldOfEntity({ field, value, onChange, autoFocus = false }: Props) {
  const { t } = useTranslation()
  const label = t(`entities:field.${field.label}`)
  const text = typeof value === 'string' ? value : ''
  const plain = {
    label,
    required: field.required === true,
    withAsterisk: false,
    'data-autofocus': autoFocus || undefined,
  }
  switch (field.kind) {
    case 'long':
      return (
        <Textarea
          {...plain}
          autosize
          minRows={2}
          value={text}
          onChange={(event) => onChange(event.currentTarget.value)}
        />
      )
    case 'keys':
      return (
        <TagsInput
          label={label}
          placeholder={t('entities:field.keysHint')}
          value={Array.isArray(value) ? value.map(String) : []}
          onChange={onChange}
        />
      )
    case 'time':
      return (
        <TextInput
          {...plain}
          type="datetime-local"
          description={t('entities:field.timeHint')}
          value={typeof value === 'number' && value > 0 ? localTime(value) : ''}
          onChange={(event) => onChange(new Date(event.currentTarget.value).getTime() || 0)}
        />
      )
    case 'customer':
    case 'assetProfile':
    case 'deviceProfile':
    case 'chain':
    case 'entity':
      return (
        <EntityChoice
          label={label}
          required={field.required === true}
          value={reference(value)}
          onChange={onChange}
          {...(field.kind === 'entity' ? { types: viewed } : { entityType: references[field.kind] })}
        />
      )
    default:
      return (
        <TextInput
          {...plain}
          maxLength={255}
          value={text}
          onChange={(event) => onChange(event.currentTarget.value || null)}
        />
      )
  }
}
