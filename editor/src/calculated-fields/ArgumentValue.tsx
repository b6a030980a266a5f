import { NumberInput, Select, TextInput } from '@mantine/core'
import { useTranslation } from 'react-i18next'
import { Duration } from './Duration.tsx'
import { KeyChoice, scopes } from './KeyChoice.tsx'
import { useKnownKeys } from './keys.ts'
import { inside, type Json, type KeyType, numberIn, textIn, withKeyType } from './model.ts'

interface ArgumentValueProps {
  value: Json
  types: readonly KeyType[]
  hasDefault: boolean
  /** whose keys are offered */
  filter: Json | null
  /** `key` is told when it is whole */
  onChange: (value: Json, key?: string) => void
}

/** Which value: the latest of a time series, an attribute, or the points of a time series in a window. */
export function ArgumentValue({ value, types, hasDefault, filter, onChange }: ArgumentValueProps) {
  const { t } = useTranslation()
  const key = inside(value, 'refEntityKey')
  const known = useKnownKeys(filter, key)
  const type = types.find((one) => one === key.type) ?? 'TS_LATEST'
  const set = (part: Json) => onChange({ ...value, refEntityKey: { ...key, ...part } })
  return (
    <>
      {types.length > 1 && (
        <Select
          w={150}
          label={t('calculated:key.type')}
          allowDeselect={false}
          data={types.map((one) => ({ value: one, label: t(`calculated:key.${one}`) }))}
          value={type}
          onChange={(next) => next !== null && onChange(withKeyType(value, next as KeyType))}
        />
      )}
      {type === 'ATTRIBUTE' && (
        <Select
          w={116}
          label={t('calculated:key.scope')}
          allowDeselect={false}
          data={scopes.map((one) => ({ value: one, label: t(`calculated:scope.${one}`) }))}
          value={textIn(key, 'scope') || 'SERVER_SCOPE'}
          onChange={(scope) => scope !== null && set({ scope })}
        />
      )}
      <KeyChoice
        value={textIn(key, 'key')}
        known={known}
        onChange={(next, isWhole) =>
          onChange({ ...value, refEntityKey: { ...key, type, key: next } }, isWhole ? next : undefined)
        }
      />
      {type === 'TS_ROLLING' ? (
        <>
          <Duration
            label={t('calculated:key.window')}
            unit={1}
            value={numberIn(value, 'timeWindow')}
            onChange={(timeWindow) => onChange({ ...value, timeWindow })}
          />
          <NumberInput
            w={104}
            label={t('calculated:key.limit')}
            min={1}
            max={1000}
            allowDecimal={false}
            value={numberIn(value, 'limit') ?? ''}
            onChange={(limit) => onChange({ ...value, limit: limit === '' ? null : limit })}
          />
        </>
      ) : (
        hasDefault && (
          <TextInput
            w={104}
            label={t('calculated:key.default')}
            placeholder={t('calculated:key.noDefault')}
            value={
              value.defaultValue === null || value.defaultValue === undefined
                ? ''
                : String(value.defaultValue)
            }
            onChange={(event) => onChange({ ...value, defaultValue: event.currentTarget.value || null })}
          />
        )
      )}
    </>
  )
}
