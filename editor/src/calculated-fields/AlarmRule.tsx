import { ActionIcon, SegmentedControl, Textarea } from '@mantine/core'
import { IconTrash } from '@tabler/icons-react'
import type { ReactNode } from 'react'
import { useTranslation } from 'react-i18next'
import type { Schedule } from '../../../engine/api/contract-alarm-rules.ts'
import { ScheduleField } from '../entities/alarm-rules/ScheduleField.tsx'
import { AlarmFilters } from './AlarmFilters.tsx'
import { AlarmSpec } from './AlarmSpec.tsx'
import styles from './CalculatedFields.module.css'
import { freshFilter } from './conditions.ts'
import { inside, isJson, type Json, textIn } from './model.ts'
import type { Problem } from './problems.ts'
import { Wrong } from './Rows.tsx'
import { ScriptBox } from './ScriptBox.tsx'

interface AlarmRuleProps {
  /** for screen readers */
  name: string
  title: ReactNode
  rule: Json
  /** arguments that it can speak of */
  names: readonly string[]
  problem: Problem | null
  onChange: (rule: Json) => void
  onRemove: () => void
}

/** One rule: what must hold, how long or how often, when, and what the alarm then says. */
export function AlarmRule({ name, title, rule, names, problem, onChange, onRemove }: AlarmRuleProps) {
  const { t } = useTranslation()
  const condition = inside(rule, 'condition')
  const expression = inside(condition, 'expression')
  const isScript = expression.type === 'TBEL'
  const schedule = inside(condition, 'schedule')
  const setCondition = (next: Json) => onChange({ ...rule, condition: next })
  const setExpression = (next: Json) => setCondition({ ...condition, expression: next })
  return (
    <section className={styles.row} aria-label={name} data-wrong={problem !== null || undefined}>
      <header className={styles.ruleHead}>
        {title}
        <SegmentedControl
          size="xs"
          aria-label={t('calculated:alarm.by')}
          data={['SIMPLE', 'TBEL'].map((value) => ({ value, label: t(`calculated:alarm.${value}`) }))}
          value={isScript ? 'TBEL' : 'SIMPLE'}
          onChange={(type) =>
            setExpression(
              type === 'TBEL'
                ? { type, expression: 'return true;' }
                : { type, operation: 'AND', filters: [freshFilter(names[0] ?? '')] },
            )
          }
        />
        <ActionIcon size={26} aria-label={t('rules:removeOf', { type: name })} onClick={onRemove}>
          <IconTrash size={14} stroke={1.75} />
        </ActionIcon>
      </header>
      <Wrong problem={problem} />
      {isScript ? (
        <ScriptBox
          label={t('calculated:alarm.script')}
          value={textIn(expression, 'expression')}
          names={names}
          onChange={(next) => setExpression({ ...expression, expression: next })}
        />
      ) : (
        <AlarmFilters expression={expression} names={names} onChange={setExpression} />
      )}
      <AlarmSpec condition={condition} names={names} onChange={setCondition} />
      <ScheduleField
        schedule={isJson(schedule.staticValue) ? (schedule.staticValue as unknown as Schedule) : null}
        onChange={(staticValue) => setCondition({ ...condition, schedule: { ...schedule, staticValue } })}
      />
      <Textarea
        label={t('rules:details')}
        description={t('calculated:alarm.detailsHint')}
        autosize
        value={textIn(rule, 'alarmDetails')}
        onChange={(event) => onChange({ ...rule, alarmDetails: event.currentTarget.value || null })}
      />
    </section>
  )
}
