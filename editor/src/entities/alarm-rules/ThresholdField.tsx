import { Button } from '@mantine/core'
import { useTranslation } from 'react-i18next'
import type { ProfileThreshold, ValueType } from '../../../../engine/api/contract-alarm-rules.ts'
import { DynamicField } from './DynamicField.tsx'
import { ValueInput } from './ValueInput.tsx'

interface ThresholdFieldProps {
  threshold: ProfileThreshold
  valueType: ValueType
  onChange: (threshold: ProfileThreshold) => void
}

/** What a value is compared with: a value of its own, or an attribute with that as its stand-in. */
export function ThresholdField({ threshold, valueType, onChange }: ThresholdFieldProps) {
  const { t } = useTranslation()
  const source = threshold?.dynamicValue ?? null
  return (
    <>
      {source && (
        <DynamicField source={source} onChange={(dynamicValue) => onChange({ ...threshold, dynamicValue })} />
      )}
      <ValueInput
        label={t(source ? 'rules:dynamic.otherwise' : 'rules:value.label')}
        valueType={valueType}
        value={threshold?.defaultValue}
        onChange={(defaultValue) => onChange({ ...threshold, defaultValue })}
      />
      {!source && (
        <Button
          size="xs"
          variant="subtle"
          onClick={() =>
            onChange({
              ...threshold,
              dynamicValue: { sourceType: 'CURRENT_DEVICE', sourceAttribute: '', inherit: false },
            })
          }
        >
          {t('rules:dynamic.use')}
        </Button>
      )}
    </>
  )
}
