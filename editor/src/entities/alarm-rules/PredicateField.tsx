import { ActionIcon, Button, Checkbox, Select } from '@mantine/core'
import { IconPlus, IconX } from '@tabler/icons-react'
import { useTranslation } from 'react-i18next'
import type { Predicate, ProfileThreshold, ValueType } from '../../../../engine/api/contract-alarm-rules.ts'
import styles from './AlarmRules.module.css'
import { freshPredicate, operations } from './model.ts'
import { ThresholdField } from './ThresholdField.tsx'

type AnyPredicate = Predicate<ProfileThreshold>

interface PredicateFieldProps {
  predicate: AnyPredicate
  valueType: ValueType
  onChange: (predicate: AnyPredicate) => void
}

/** One comparison, or several that are joined by AND or OR, as deep as they go. */
export function PredicateField({ predicate, valueType, onChange }: PredicateFieldProps) {
  const { t } = useTranslation()
  if (predicate.type === 'COMPLEX') return <Several {...{ predicate, valueType, onChange }} />
  const split = () =>
    onChange({ type: 'COMPLEX', operation: 'OR', predicates: [predicate, freshPredicate(valueType)] })
  return (
    <div className={styles.line}>
      <Select
        w={150}
        aria-label={t('rules:operation.label')}
        allowDeselect={false}
        data={operations[predicate.type].map((value) => ({ value, label: t(`rules:operation.${value}`) }))}
        value={predicate.operation}
        onChange={(operation) => operation !== null && onChange({ ...predicate, operation } as AnyPredicate)}
      />
      <ThresholdField
        threshold={predicate.value}
        valueType={valueType}
        onChange={(value) => onChange({ ...predicate, value })}
      />
      {predicate.type === 'STRING' && (
        <Checkbox
          size="sm"
          label={t('rules:ignoreCase')}
          checked={predicate.ignoreCase === true}
          onChange={(event) => onChange({ ...predicate, ignoreCase: event.currentTarget.checked })}
        />
      )}
      <Button size="xs" variant="subtle" onClick={split}>
        {t('rules:split')}
      </Button>
    </div>
  )
}

interface SeveralProps extends PredicateFieldProps {
  predicate: Extract<AnyPredicate, { type: 'COMPLEX' }>
}

function Several({ predicate, valueType, onChange }: SeveralProps) {
  const { t } = useTranslation()
  const { operation, predicates } = predicate
  /** a single one that is left needs nothing to join it */
  const keep = (rest: readonly AnyPredicate[]) =>
    onChange(rest.length === 1 && rest[0] ? rest[0] : { ...predicate, predicates: rest })
  return (
    <fieldset className={styles.several} aria-label={t('rules:several')}>
      <Select
        w={190}
        aria-label={t('rules:several')}
        allowDeselect={false}
        data={(['OR', 'AND'] as const).map((value) => ({ value, label: t(`rules:joint.${value}`) }))}
        value={operation}
        onChange={(next) => next !== null && onChange({ ...predicate, operation: next as typeof operation })}
      />
      {predicates.map((each, index) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: a comparison has no identity but its place
        <div key={index} className={styles.member}>
          <PredicateField
            predicate={each}
            valueType={valueType}
            onChange={(next) => onChange({ ...predicate, predicates: predicates.with(index, next) })}
          />
          <ActionIcon
            size={26}
            aria-label={t('rules:removeFilter')}
            onClick={() => keep(predicates.toSpliced(index, 1))}
          >
            <IconX size={14} stroke={1.75} />
          </ActionIcon>
        </div>
      ))}
      <Button
        size="xs"
        variant="subtle"
        leftSection={<IconPlus size={14} stroke={1.75} />}
        onClick={() => keep([...predicates, freshPredicate(valueType)])}
      >
        {t('rules:addComparison')}
      </Button>
    </fieldset>
  )
}
