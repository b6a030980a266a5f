import { ActionIcon, Button, Textarea } from '@mantine/core'
import { IconPlus, IconTrash } from '@tabler/icons-react'
import type { ReactNode } from 'react'
import { useTranslation } from 'react-i18next'
import type { AlarmCondition, AlarmRule } from '../../../../engine/api/contract-alarm-rules.ts'
import styles from './AlarmRules.module.css'
import { FilterRow } from './FilterRow.tsx'
import { freshFilter } from './model.ts'
import { ScheduleField } from './ScheduleField.tsx'
import { SpecField } from './SpecField.tsx'

interface RuleEditorProps {
  /** for screen readers */
  name: string
  title: ReactNode
  rule: AlarmRule
  /** what the server found wrong in it */
  problems: readonly string[]
  onChange: (rule: AlarmRule) => void
  onRemove: () => void
}

/** One rule: what must hold, how long or how often, when, and what the alarm then says. */
export function RuleEditor({ name, title, rule, problems, onChange, onRemove }: RuleEditorProps) {
  const { t } = useTranslation()
  const filters = rule.condition?.condition ?? []
  const setCondition = (part: Partial<AlarmCondition>) =>
    onChange({ ...rule, condition: { ...rule.condition, ...part } })
  return (
    <section className={styles.rule} aria-label={name} data-wrong={problems.length > 0 || undefined}>
      <header>
        {title}
        <ActionIcon size={26} aria-label={t('rules:removeOf', { type: name })} onClick={onRemove}>
          <IconTrash size={14} stroke={1.75} />
        </ActionIcon>
      </header>
      {problems.map((problem) => (
        <p key={problem} className={styles.problem} role="alert">
          {problem}
        </p>
      ))}
      {filters.length === 0 && <p className={styles.soft}>{t('rules:anything')}</p>}
      {filters.map((filter, index) => (
        <FilterRow
          // biome-ignore lint/suspicious/noArrayIndexKey: a filter has no identity but its place
          key={index}
          filter={filter}
          joint={index > 0}
          onChange={(next) => setCondition({ condition: filters.with(index, next) })}
          onRemove={() => setCondition({ condition: filters.toSpliced(index, 1) })}
        />
      ))}
      <div>
        <Button
          size="xs"
          variant="subtle"
          leftSection={<IconPlus size={14} stroke={1.75} />}
          onClick={() => setCondition({ condition: [...filters, freshFilter()] })}
        >
          {t('rules:addFilter')}
        </Button>
      </div>
      <div className={styles.line}>
        <SpecField spec={rule.condition?.spec ?? null} onChange={(spec) => setCondition({ spec })} />
      </div>
      <ScheduleField
        schedule={rule.schedule ?? null}
        onChange={(schedule) => onChange({ ...rule, schedule })}
      />
      <Textarea
        label={t('rules:details')}
        description={t('rules:detailsHint')}
        autosize
        value={rule.alarmDetails ?? ''}
        onChange={(event) => onChange({ ...rule, alarmDetails: event.currentTarget.value || null })}
      />
    </section>
  )
}
