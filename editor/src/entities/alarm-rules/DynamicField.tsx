import { ActionIcon, Checkbox, Select, TextInput } from '@mantine/core'
import { IconX } from '@tabler/icons-react'
import { useTranslation } from 'react-i18next'
import type { DynamicValue } from '../../../../engine/api/contract-alarm-rules.ts'
import styles from './AlarmRules.module.css'

const sources = ['CURRENT_DEVICE', 'CURRENT_CUSTOMER', 'CURRENT_TENANT'] as const

interface DynamicFieldProps {
  source: DynamicValue
  /** null = the fixed value only */
  onChange: (source: DynamicValue | null) => void
}

/** The attribute that a value is taken from while it has one that fits. */
export function DynamicField({ source, onChange }: DynamicFieldProps) {
  const { t } = useTranslation()
  const { sourceType, sourceAttribute, inherit } = source
  // another program may have written a source that has no meaning here: it stays until another one is chosen
  const known = sources.find((one) => one === sourceType)
  return (
    <span className={styles.dynamic}>
      <Select
        w={150}
        aria-label={t('rules:dynamic.source')}
        allowDeselect={false}
        data={sources.map((value) => ({ value, label: t(`rules:dynamic.${value}`) }))}
        value={known ?? null}
        placeholder={sourceType}
        onChange={(next) =>
          next !== null && onChange({ ...source, sourceType: next as DynamicValue['sourceType'] })
        }
      />
      <TextInput
        w={130}
        aria-label={t('rules:dynamic.attribute')}
        placeholder={t('rules:dynamic.attribute')}
        required
        spellCheck={false}
        value={sourceAttribute ?? ''}
        onChange={(event) => onChange({ ...source, sourceAttribute: event.currentTarget.value })}
      />
      {sourceType !== 'CURRENT_TENANT' && (
        <Checkbox
          size="sm"
          label={t('rules:dynamic.inherit')}
          checked={inherit === true}
          onChange={(event) => onChange({ ...source, inherit: event.currentTarget.checked })}
        />
      )}
      <ActionIcon size={26} aria-label={t('rules:dynamic.drop')} onClick={() => onChange(null)}>
        <IconX size={14} stroke={1.75} />
      </ActionIcon>
      <span className={styles.soft}>{t('rules:dynamic.else')}</span>
    </span>
  )
}
