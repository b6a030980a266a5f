import { Button, Group, TextInput } from '@mantine/core'
import { IconPlus } from '@tabler/icons-react'
import { type FormEvent, useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { AlarmRule, AlarmRuleSet } from '../../../../engine/api/contract-alarm-rules.ts'
import { type Severity, severities } from '../../../../engine/rules/alarms.ts'
import { SeverityWord } from '../../alarms/SeverityWord.tsx'
import { Trouble } from '../../parts/Trouble.tsx'
import { AddSeverity } from './AddSeverity.tsx'
import styles from './AlarmRules.module.css'
import { freshRule, problemsAt } from './model.ts'
import { Propagation } from './Propagation.tsx'
import { RuleEditor } from './RuleEditor.tsx'

interface RuleSetFormProps {
  ruleSet: AlarmRuleSet
  /** among the rules of the profile: the server names it so in what it finds wrong */
  place: number
  onSave: (ruleSet: AlarmRuleSet) => Promise<void>
  onCancel: () => void
}

/** All rules about one type of alarm. */
export function RuleSetForm({ ruleSet, place, onSave, onCancel }: RuleSetFormProps) {
  const { t } = useTranslation()
  const [draft, setDraft] = useState(ruleSet)
  const [error, setError] = useState<unknown>(null)
  const [busy, setBusy] = useState(false)
  const said = error instanceof Error ? error.message : ''
  const problems = (part: string) => problemsAt(said, `[${place}]${part}`)
  const { createRules } = draft
  const missing = severities.filter((severity) => !createRules?.[severity])
  const setRule = (severity: Severity, rule: AlarmRule | undefined) => {
    const { [severity]: _, ...others } = createRules ?? {}
    setDraft({ ...draft, createRules: rule ? { ...others, [severity]: rule } : others })
  }
  async function save(event: FormEvent) {
    event.preventDefault()
    setBusy(true)
    try {
      await onSave({ ...draft, alarmType: draft.alarmType.trim() })
    } catch (reason) {
      setError(reason)
      setBusy(false)
    }
  }
  return (
    <form className={styles.form} onSubmit={save} aria-label={draft.alarmType || t('rules:add')}>
      <TextInput
        label={t('rules:type')}
        description={t('rules:typeHint')}
        required
        withAsterisk={false}
        autoFocus
        maxLength={255}
        value={draft.alarmType}
        error={problems('.alarmType').join(' ') || undefined}
        onChange={(event) => setDraft({ ...draft, alarmType: event.currentTarget.value })}
      />
      {severities.map((severity) => {
        const rule = createRules?.[severity]
        return (
          rule && (
            <RuleEditor
              key={severity}
              name={t(`alarms:severity.${severity}`)}
              title={<SeverityWord severity={severity} />}
              rule={rule}
              problems={problems(`.createRules.${severity}`)}
              onChange={(next) => setRule(severity, next)}
              onRemove={() => setRule(severity, undefined)}
            />
          )
        )
      })}
      {draft.clearRule && (
        <RuleEditor
          name={t('rules:clears')}
          title={<b>{t('rules:clears')}</b>}
          rule={draft.clearRule}
          problems={problems('.clearRule')}
          onChange={(clearRule) => setDraft({ ...draft, clearRule })}
          onRemove={() => setDraft({ ...draft, clearRule: null })}
        />
      )}
      <Group gap="xs">
        <AddSeverity missing={missing} onAdd={(severity) => setRule(severity, freshRule())} />
        {!draft.clearRule && (
          <Button
            size="xs"
            leftSection={<IconPlus size={14} stroke={1.75} />}
            onClick={() => setDraft({ ...draft, clearRule: freshRule() })}
          >
            {t('rules:addClear')}
          </Button>
        )}
      </Group>
      <Propagation ruleSet={draft} onChange={setDraft} />
      {error !== null && <Trouble error={error} />}
      <Group justify="flex-end" gap="xs">
        <Button variant="subtle" onClick={onCancel}>
          {t('shell:cancel')}
        </Button>
        <Button type="submit" variant="filled" loading={busy}>
          {t('rules:save')}
        </Button>
      </Group>
    </form>
  )
}
