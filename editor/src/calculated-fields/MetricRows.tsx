import { Button, NumberInput, Select, TextInput } from '@mantine/core'
import { useTranslation } from 'react-i18next'
import { freshMetric } from './fresh.ts'
import { type Draft, inside, type Json, numberIn, type Row, rowOf, textIn } from './model.ts'
import { nameProblem, type Problem } from './problems.ts'
import { Rows } from './Rows.tsx'
import { ScriptBox } from './ScriptBox.tsx'

const functions = ['AVG', 'MIN', 'MAX', 'SUM', 'COUNT', 'COUNT_UNIQUE'] as const

interface MetricRowsProps {
  draft: Draft
  problem: Problem | null
  onChange: (rows: readonly Row[]) => void
}

/** The numbers that are made of many values. */
export function MetricRows({ draft, problem, onChange }: MetricRowsProps) {
  const { t } = useTranslation()
  return (
    <Rows
      legend={t('calculated:metrics.title')}
      hint={t('calculated:metrics.hint')}
      rows={draft.metrics}
      problem={problem}
      add={t('calculated:metrics.add')}
      onAdd={() => onChange([...draft.metrics, rowOf('', freshMetric())])}
      onChange={onChange}
    >
      {(row, set) => (
        <>
          <TextInput
            w={160}
            label={t('calculated:metrics.name')}
            required
            withAsterisk={false}
            spellCheck={false}
            value={row.name}
            error={nameProblem(t, draft, 'metrics', row.name)}
            onChange={(event) => set({ ...row, name: event.currentTarget.value })}
          />
          <Metric
            value={row.value}
            names={draft.arguments.map(({ name }) => name.trim()).filter((name) => name !== '')}
            hasScripts={draft.type === 'RELATED_ENTITIES_AGGREGATION'}
            onChange={(value) => set({ ...row, value })}
          />
        </>
      )}
    </Rows>
  )
}

interface MetricProps {
  value: Json
  names: readonly string[]
  /** scripts may choose and make the values */
  hasScripts: boolean
  onChange: (value: Json) => void
}

const script = 'function'

function Metric({ value, names, hasScripts, onChange }: MetricProps) {
  const { t } = useTranslation()
  const input = inside(value, 'input')
  const isScript = input.type === script
  const key = textIn(input, 'key')
  const data = [...new Set([...names, ...(key === '' ? [] : [key])])].map((name) => ({
    value: `key ${name}`,
    label: name,
  }))
  return (
    <>
      <Select
        w={150}
        label={t('calculated:metrics.function')}
        allowDeselect={false}
        data={functions.map((one) => ({ value: one, label: t(`calculated:function.${one}`) }))}
        value={textIn(value, 'function')}
        onChange={(next) => next !== null && onChange({ ...value, function: next })}
      />
      <Select
        w={170}
        label={t('calculated:metrics.of')}
        required
        withAsterisk={false}
        allowDeselect={false}
        data={[
          ...data,
          ...(hasScripts || isScript ? [{ value: script, label: t('calculated:metrics.script') }] : []),
        ]}
        value={isScript ? script : key === '' ? null : `key ${key}`}
        onChange={(next) => {
          if (next === null) return
          const made =
            next === script
              ? { type: script, function: textIn(input, script) }
              : { type: 'key', key: next.slice(4) }
          onChange({ ...value, input: made })
        }}
      />
      <NumberInput
        w={104}
        label={t('calculated:metrics.default')}
        placeholder={t('calculated:key.noDefault')}
        value={numberIn(value, 'defaultValue') ?? ''}
        onChange={(next) => onChange({ ...value, defaultValue: next === '' ? null : next })}
      />
      {isScript && (
        <ScriptBox
          label={t('calculated:metrics.value')}
          value={textIn(input, script)}
          names={names}
          onChange={(next) => onChange({ ...value, input: { ...input, function: next } })}
        />
      )}
      {hasScripts &&
        (typeof value.filter === 'string' ? (
          <ScriptBox
            label={t('calculated:metrics.filter')}
            hint={t('calculated:metrics.filterHint')}
            value={value.filter}
            names={names}
            onChange={(filter) => onChange({ ...value, filter: filter === '' ? null : filter })}
          />
        ) : (
          <Button size="xs" variant="subtle" onClick={() => onChange({ ...value, filter: 'return true;' })}>
            {t('calculated:metrics.addFilter')}
          </Button>
        ))}
    </>
  )
}
