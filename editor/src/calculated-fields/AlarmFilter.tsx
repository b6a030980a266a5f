import { ActionIcon, Button, Select } from '@mantine/core'
import { IconX } from '@tabler/icons-react'
import { useTranslation } from 'react-i18next'
import type { ValueType } from '../../../engine/api/contract-alarm-rules.ts'
import { valueTypes } from '../entities/alarm-rules/model.ts'
import { AlarmPredicate } from './AlarmPredicate.tsx'
import styles from './CalculatedFields.module.css'
import { freshPredicate, listIn, withValueType } from './conditions.ts'
import { Joint } from './Joint.tsx'
import { type Json, textIn } from './model.ts'

interface AlarmFilterProps {
  filter: Json
  names: readonly string[]
  onChange: (filter: Json) => void
  onRemove: () => void
}

/** One question: about which argument, and how it is compared with what. */
export function AlarmFilter({ filter, names, onChange, onRemove }: AlarmFilterProps) {
  const { t } = useTranslation()
  const valueType = valueTypes.find((one) => one === filter.valueType) ?? 'STRING'
  const argument = textIn(filter, 'argument')
  const predicates = listIn(filter, 'predicates')
  const set = (next: readonly Json[]) => onChange({ ...filter, predicates: next })
  return (
    <fieldset className={styles.filter} aria-label={t('rules:filter')}>
      <div className={styles.line}>
        <Select
          w={150}
          label={t('calculated:alarm.argument')}
          required
          withAsterisk={false}
          allowDeselect={false}
          data={[...new Set([...names, ...(argument === '' ? [] : [argument])])]}
          value={argument || null}
          onChange={(next) => next !== null && onChange({ ...filter, argument: next })}
        />
        <Select
          w={112}
          label={t('rules:value.kind')}
          allowDeselect={false}
          data={valueTypes.map((value) => ({ value, label: t(`rules:value.${value}`) }))}
          value={valueType}
          onChange={(next) => next !== null && onChange(withValueType(filter, next as ValueType))}
        />
        {predicates.length > 1 && (
          <Joint value={filter.operation} onChange={(operation) => onChange({ ...filter, operation })} />
        )}
        <ActionIcon aria-label={t('rules:removeFilter')} onClick={onRemove}>
          <IconX size={14} stroke={1.75} />
        </ActionIcon>
      </div>
      {predicates.map((predicate, index) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: a comparison has no identity but its place
        <div key={index} className={styles.line}>
          <AlarmPredicate
            predicate={predicate}
            valueType={valueType}
            names={names.filter((name) => name !== argument)}
            onChange={(next) => set(predicates.with(index, next))}
          />
          {predicates.length > 1 && (
            <ActionIcon
              aria-label={t('rules:removeFilter')}
              onClick={() => set(predicates.toSpliced(index, 1))}
            >
              <IconX size={14} stroke={1.75} />
            </ActionIcon>
          )}
        </div>
      ))}
      <div>
        <Button size="xs" variant="subtle" onClick={() => set([...predicates, freshPredicate(valueType)])}>
          {t('rules:addComparison')}
        </Button>
      </div>
    </fieldset>
  )
}
