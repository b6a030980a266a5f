import { Button, Select } from '@mantine/core'
import { useTranslation } from 'react-i18next'
import type { ValueType } from '../../../engine/api/contract-alarm-rules.ts'
import { ValueInput } from '../entities/alarm-rules/ValueInput.tsx'
import { fixed } from './conditions.ts'
import { type Json, textIn } from './model.ts'

interface ThresholdProps {
  value: Json
  valueType: ValueType
  /** arguments that may have the value */
  names: readonly string[]
  onChange: (value: Json) => void
}

type Static = string | number | boolean | null

/** What a value is compared with: a value of its own, or that of another argument. */
export function Threshold({ value, valueType, names, onChange }: ThresholdProps) {
  const { t } = useTranslation()
  const { staticValue } = value
  const isFixed = staticValue !== null && staticValue !== undefined
  const argument = textIn(value, 'dynamicValueArgument')
  const isArgument = !isFixed && argument !== ''
  if (isArgument)
    return (
      <>
        <Select
          w={150}
          aria-label={t('calculated:alarm.argument')}
          allowDeselect={false}
          data={[...new Set([...names, argument])]}
          value={argument}
          onChange={(next) =>
            next !== null && onChange({ ...value, staticValue: null, dynamicValueArgument: next })
          }
        />
        <Button
          size="xs"
          variant="subtle"
          onClick={() => onChange({ ...value, ...fixed(valueType === 'STRING' ? '' : 0) })}
        >
          {t('calculated:alarm.fixed')}
        </Button>
      </>
    )
  return (
    <>
      <ValueInput
        label={t('rules:value.label')}
        valueType={valueType}
        value={(staticValue ?? null) as Static}
        onChange={(next) => onChange({ ...value, ...fixed(next) })}
      />
      {names.length > 0 && (
        <Button
          size="xs"
          variant="subtle"
          onClick={() => onChange({ ...value, staticValue: null, dynamicValueArgument: names.at(-1) })}
        >
          {t('calculated:alarm.useArgument')}
        </Button>
      )}
    </>
  )
}
