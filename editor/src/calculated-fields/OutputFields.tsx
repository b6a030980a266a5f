import { Checkbox, NumberInput, Select, TextInput } from '@mantine/core'
import { useTranslation } from 'react-i18next'
import styles from './CalculatedFields.module.css'
import { Duration } from './Duration.tsx'
import { scopes } from './KeyChoice.tsx'
import { type Draft, inside, type Json, numberIn, textIn } from './model.ts'
import type { Problem } from './problems.ts'
import { Wrong } from './Rows.tsx'

interface OutputFieldsProps {
  draft: Draft
  problem: Problem | null
  onChange: (output: Json) => void
}

const seriesFlags = ['saveTimeSeries', 'saveLatest', 'sendWsUpdate', 'processCfs'] as const
const attributeFlags = [
  'saveAttribute',
  'sendAttributesUpdatedNotification',
  'updateAttributesOnlyOnValueChange',
  'processCfs',
] as const
/** What is saved at once is saved wholly, until somebody takes a part away. */
const wholly = (type: unknown): Json =>
  Object.fromEntries(
    (type === 'ATTRIBUTES' ? attributeFlags : seriesFlags).map((flag) => [
      flag,
      flag !== 'updateAttributesOnlyOnValueChange',
    ]),
  )

/** What becomes of results: kept as what, under which name, and on which way. */
export function OutputFields({ draft, problem, onChange }: OutputFieldsProps) {
  const { t } = useTranslation()
  const output = inside(draft.rest, 'output')
  const strategy = inside(output, 'strategy')
  const isSeries = output.type !== 'ATTRIBUTES'
  const isImmediate = strategy.type === 'IMMEDIATE'
  const set = (part: Json) => onChange({ ...output, ...part })
  const setStrategy = (part: Json) => set({ strategy: { ...strategy, ...part } })
  return (
    <fieldset className={styles.part}>
      <legend>{t('calculated:output.title')}</legend>
      <div className={styles.line}>
        <Select
          w={168}
          label={t('calculated:output.type')}
          allowDeselect={false}
          data={['TIME_SERIES', 'ATTRIBUTES'].map((value) => ({
            value,
            label: t(`calculated:output.${value}`),
          }))}
          value={isSeries ? 'TIME_SERIES' : 'ATTRIBUTES'}
          onChange={(type) =>
            set({
              type,
              scope: type === 'ATTRIBUTES' ? (output.scope ?? 'SERVER_SCOPE') : null,
              ...(isImmediate ? { strategy: { ...wholly(type), ...strategy } } : {}),
            })
          }
        />
        {!isSeries && (
          <Select
            w={116}
            label={t('calculated:key.scope')}
            allowDeselect={false}
            data={scopes.map((one) => ({ value: one, label: t(`calculated:scope.${one}`) }))}
            value={textIn(output, 'scope') || 'SERVER_SCOPE'}
            onChange={(scope) => set({ scope })}
          />
        )}
        {draft.type === 'SIMPLE' && (
          <TextInput
            w={180}
            label={t('calculated:output.name')}
            required
            withAsterisk={false}
            spellCheck={false}
            maxLength={255}
            value={textIn(output, 'name')}
            onChange={(event) => set({ name: event.currentTarget.value })}
          />
        )}
        {(draft.type === 'SIMPLE' || draft.type.endsWith('_AGGREGATION')) && (
          <NumberInput
            w={104}
            label={t('calculated:output.decimals')}
            placeholder={t('calculated:output.all')}
            min={0}
            max={15}
            allowDecimal={false}
            value={numberIn(output, 'decimalsByDefault') ?? ''}
            onChange={(decimals) => set({ decimalsByDefault: decimals === '' ? null : decimals })}
          />
        )}
        <Select
          w={220}
          label={t('calculated:output.way')}
          allowDeselect={false}
          data={['RULE_CHAIN', 'IMMEDIATE'].map((value) => ({
            value,
            label: t(`calculated:output.${value}`),
          }))}
          value={isImmediate ? 'IMMEDIATE' : 'RULE_CHAIN'}
          onChange={(type) =>
            type !== strategy.type &&
            setStrategy(type === 'IMMEDIATE' ? { ...wholly(output.type), ...strategy, type } : { type })
          }
        />
      </div>
      {isImmediate && (
        <div className={styles.flags}>
          {(isSeries ? seriesFlags : attributeFlags).map((flag) => (
            <Checkbox
              key={flag}
              size="sm"
              label={t(`calculated:output.${flag}`)}
              checked={strategy[flag] === true}
              onChange={(event) => setStrategy({ [flag]: event.currentTarget.checked })}
            />
          ))}
          {isSeries && (
            <Duration
              label={t('calculated:output.ttl')}
              unit={1000}
              required={false}
              value={numberIn(strategy, 'ttl') || null}
              onChange={(ttl) => setStrategy({ ttl: ttl ?? 0 })}
            />
          )}
        </div>
      )}
      <Wrong problem={problem} />
    </fieldset>
  )
}
