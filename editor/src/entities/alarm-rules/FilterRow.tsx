import { ActionIcon, Select, TextInput } from '@mantine/core'
import { IconX } from '@tabler/icons-react'
import { useTranslation } from 'react-i18next'
import type { ConditionFilter, ValueType } from '../../../../engine/api/contract-alarm-rules.ts'
import styles from './AlarmRules.module.css'
import { keyTypes, valueTypes, withValueType } from './model.ts'
import { PredicateField } from './PredicateField.tsx'
import { ValueInput } from './ValueInput.tsx'

interface FilterRowProps {
  filter: ConditionFilter
  /** another one stands before it */
  joint: boolean
  onChange: (filter: ConditionFilter) => void
  onRemove: () => void
}

/** One question: whose value, of what kind, compared how and with what. */
export function FilterRow({ filter, joint, onChange, onRemove }: FilterRowProps) {
  const { t } = useTranslation()
  const { key, valueType } = filter
  // older profiles name the scope of an attribute; it is kept, and shown as an attribute
  const keyType = keyTypes.find((one) => one === key.type) ?? 'ATTRIBUTE'
  return (
    <fieldset className={styles.filter} aria-label={t('rules:filter')}>
      {joint && <span className={styles.joint}>{t('rules:and')}</span>}
      <div className={styles.line}>
        <Select
          w={132}
          label={t('rules:key.kind')}
          allowDeselect={false}
          data={keyTypes.map((value) => ({ value, label: t(`rules:key.${value}`) }))}
          value={keyType}
          onChange={(type) =>
            type !== null && onChange({ ...filter, key: { ...key, type: type as typeof keyType } })
          }
        />
        {keyType === 'CONSTANT' ? (
          <ValueInput
            label={t('rules:key.constant')}
            valueType={valueType}
            value={filter.value}
            onChange={(value) => onChange({ ...filter, value })}
          />
        ) : (
          <TextInput
            className={styles.grow ?? ''}
            label={t('rules:key.name')}
            required
            withAsterisk={false}
            spellCheck={false}
            value={key.key ?? ''}
            onChange={(event) => onChange({ ...filter, key: { ...key, key: event.currentTarget.value } })}
          />
        )}
        <Select
          w={112}
          label={t('rules:value.kind')}
          allowDeselect={false}
          data={valueTypes.map((value) => ({ value, label: t(`rules:value.${value}`) }))}
          value={valueType ?? 'STRING'}
          onChange={(next) => next !== null && onChange(withValueType(filter, next as ValueType))}
        />
        <ActionIcon size={26} aria-label={t('rules:removeFilter')} onClick={onRemove}>
          <IconX size={14} stroke={1.75} />
        </ActionIcon>
      </div>
      <PredicateField
        predicate={filter.predicate}
        valueType={valueType ?? 'STRING'}
        onChange={(predicate) => onChange({ ...filter, predicate })}
      />
    </fieldset>
  )
}
