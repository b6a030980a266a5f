import { Button, Group } from '@mantine/core'
import { IconPlus } from '@tabler/icons-react'
import { useTranslation } from 'react-i18next'
import { severities } from '../../../engine/rules/alarms.ts'
import { SeverityWord } from '../alarms/SeverityWord.tsx'
import { AddSeverity } from '../entities/alarm-rules/AddSeverity.tsx'
import { AlarmPlaces } from './AlarmPlaces.tsx'
import { AlarmRule } from './AlarmRule.tsx'
import styles from './CalculatedFields.module.css'
import { freshFilter, withRule } from './conditions.ts'
import { type Draft, inside, isJson, type Json } from './model.ts'
import type { Problem } from './problems.ts'
import { Wrong } from './Rows.tsx'

interface AlarmFieldsProps {
  draft: Draft
  problem: Problem | null
  onChange: (part: Json) => void
}

/** At which values an alarm is raised, how severe it is, and when it clears by itself. */
export function AlarmFields({ draft, problem, onChange }: AlarmFieldsProps) {
  const { t } = useTranslation()
  const names = draft.arguments.map(({ name }) => name.trim()).filter((name) => name !== '')
  const rules = inside(draft.rest, 'createRules')
  const { clearRule } = draft.rest
  const missing = severities.filter((severity) => !isJson(rules[severity]))
  const set = (name: string, rule: Json | undefined) => onChange(withRule(draft.rest, name, rule))
  const fresh = () => ({
    condition: {
      type: 'SIMPLE',
      expression: { type: 'SIMPLE', operation: 'AND', filters: [freshFilter(names[0] ?? '')] },
    },
  })
  const ruleOf = (name: string, rule: unknown) =>
    isJson(rule) && (
      <AlarmRule
        key={name}
        name={name === 'clearRule' ? t('rules:clears') : t(`alarms:severity.${name}`)}
        title={
          name === 'clearRule' ? (
            <b>{t('rules:clears')}</b>
          ) : (
            <SeverityWord severity={name as (typeof severities)[number]} />
          )
        }
        rule={rule}
        names={names}
        problem={problem?.row === name ? problem : null}
        onChange={(next) => set(name, next)}
        onRemove={() => set(name, undefined)}
      />
    )
  return (
    <fieldset className={styles.part}>
      <legend>{t('calculated:alarm.title')}</legend>
      {severities.map((severity) => ruleOf(severity, rules[severity]))}
      {ruleOf('clearRule', clearRule)}
      {problem && !problem.row && <Wrong problem={problem} />}
      <Group gap="xs">
        <AddSeverity missing={missing} onAdd={(severity) => set(severity, fresh())} />
        {!isJson(clearRule) && (
          <Button
            size="xs"
            leftSection={<IconPlus size={14} stroke={1.75} />}
            onClick={() => set('clearRule', fresh())}
          >
            {t('rules:addClear')}
          </Button>
        )}
      </Group>
      <AlarmPlaces rest={draft.rest} onChange={onChange} />
    </fieldset>
  )
}
