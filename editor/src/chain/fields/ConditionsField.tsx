import { ActionIcon, Autocomplete, Button, Select, TextInput } from '@mantine/core'
import { IconPlus, IconX } from '@tabler/icons-react'
import { useTranslation } from 'react-i18next'
import type { SeenKey } from '../../../../engine/api/contract.ts'
import { type ConditionJson, fromText, operators, toText, withOperator } from './conditions.ts'
import type { FieldProps } from './field.ts'
import styles from './rows.module.css'
import { SeenOption } from './SeenOption.tsx'

/** No-code questions about a message: what, compared how, with what. */
export function ConditionsField({
  field,
  value,
  onChange,
  context,
}: FieldProps<readonly ConditionJson[] | undefined>) {
  const { t } = useTranslation()
  const conditions = value ?? []
  const add = () => {
    const key = context.seen[0]?.key ?? ''
    onChange([...conditions, { from: 'message', key, is: 'greater', value: 0 }])
  }
  return (
    <fieldset className={styles.rows} aria-label={field.label}>
      {conditions.map((condition, index) => (
        <OneCondition
          // biome-ignore lint/suspicious/noArrayIndexKey: a condition has no identity but its place
          key={index}
          condition={condition}
          seen={context.seen}
          onChange={(next) => onChange(conditions.with(index, next))}
          onRemove={() => onChange(conditions.toSpliced(index, 1))}
        />
      ))}
      <Button size="xs" variant="subtle" leftSection={<IconPlus size={14} />} onClick={add}>
        {t('chain:condition.add')}
      </Button>
    </fieldset>
  )
}

interface OneProps {
  condition: ConditionJson
  seen: readonly SeenKey[]
  onChange: (next: ConditionJson) => void
  onRemove: () => void
}

function OneCondition({ condition, seen, onChange, onRemove }: OneProps) {
  const { t } = useTranslation()
  const places = (['message', 'metadata', 'type'] as const).map((from) => ({
    value: from,
    label: t(`chain:condition.${from}`),
  }))
  const signs = operators.map((is) => ({ value: is, label: t(`chain:condition.${is}`) }))
  return (
    <div className={styles.card}>
      <div className={styles.row}>
        <Select
          aria-label={t('chain:condition.where')}
          data={places}
          value={condition.from}
          allowDeselect={false}
          w={108}
          style={{ flex: 'none' }}
          onChange={(from) => from && onChange({ ...condition, from: from as ConditionJson['from'] })}
        />
        {condition.from !== 'type' && (
          <Autocomplete
            aria-label={t('chain:condition.key')}
            placeholder={t('chain:condition.key')}
            value={condition.key}
            data={condition.from === 'message' ? seen.map((one) => one.key) : []}
            renderOption={({ option }) => <SeenOption name={option.value} seen={seen} />}
            onChange={(key) => onChange({ ...condition, key })}
          />
        )}
        <ActionIcon size={26} aria-label={t('chain:condition.remove')} onClick={onRemove}>
          <IconX size={14} />
        </ActionIcon>
      </div>
      <div className={styles.row}>
        <Select
          aria-label={t('chain:condition.is')}
          data={signs}
          value={condition.is}
          allowDeselect={false}
          onChange={(is) => is && onChange(withOperator(condition, is as ConditionJson['is']))}
        />
        {condition.is === 'between' ? (
          <>
            <Bound condition={condition} index={0} onChange={onChange} />
            <Bound condition={condition} index={1} onChange={onChange} />
          </>
        ) : (
          condition.is !== 'exists' &&
          condition.is !== 'notExists' && (
            <TextInput
              aria-label={t('chain:condition.value')}
              value={toText(condition)}
              spellCheck={false}
              onChange={(event) =>
                onChange({ ...condition, value: fromText(condition.is, event.currentTarget.value) })
              }
            />
          )
        )}
      </div>
    </div>
  )
}

function Bound({
  condition,
  index,
  onChange,
}: {
  condition: ConditionJson
  index: 0 | 1
  onChange: (next: ConditionJson) => void
}) {
  const { t } = useTranslation()
  const bounds = Array.isArray(condition.value) ? condition.value : [0, 0]
  return (
    <TextInput
      aria-label={index === 0 ? t('chain:condition.low') : t('chain:condition.high')}
      value={String(bounds[index] ?? '')}
      onChange={(event) =>
        onChange({
          ...condition,
          value: bounds.with(index, fromText('equal', event.currentTarget.value) as never),
        })
      }
    />
  )
}
