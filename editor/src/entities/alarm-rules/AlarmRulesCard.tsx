import { Button } from '@mantine/core'
import { IconPlus } from '@tabler/icons-react'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { AlarmRuleSet } from '../../../../engine/api/contract-alarm-rules.ts'
import { Card } from '../../parts/Card.tsx'
import { Empty } from '../../parts/Empty.tsx'
import { Trouble } from '../../parts/Trouble.tsx'
import { tell, tellUndoable } from '../../parts/toasts.ts'
import { type Entity, type Kind, withValue } from '../kinds.ts'
import { getEntity, saveEntity } from '../server.ts'
import styles from './AlarmRules.module.css'
import { freshRuleSet, idOf, ruleSetsIn } from './model.ts'
import { RuleSetForm } from './RuleSetForm.tsx'
import { RuleSetRow } from './RuleSetRow.tsx'

interface AlarmRulesCardProps {
  kind: Kind
  profile: Entity
  onSaved: (profile: Entity) => void
}

/** When devices of the profile raise alarms. */
export function AlarmRulesCard({ kind, profile, onSaved }: AlarmRulesCardProps) {
  const { t } = useTranslation()
  const [editing, setEditing] = useState<AlarmRuleSet | null>(null)
  // whose form was closed last: the keyboard goes on there
  const [edited, setEdited] = useState<string | null>(null)
  const [error, setError] = useState<unknown>(null)
  const ruleSets = ruleSetsIn(profile)
  const editedId = editing && idOf(editing)
  const isNew = editing !== null && !ruleSets.some((one) => idOf(one) === editedId)

  /** Changes the rules as they are stored now, so that nothing else of the profile is touched. */
  async function change(to: (before: readonly AlarmRuleSet[]) => readonly AlarmRuleSet[]) {
    const now = await getEntity(kind, profile.id.id)
    const alarms = to(ruleSetsIn(now))
    onSaved(await saveEntity(kind, withValue(now, 'profileData.alarms', alarms)))
  }
  function close() {
    setEdited(editedId)
    setEditing(null)
  }
  async function save(ruleSet: AlarmRuleSet) {
    const put = (before: readonly AlarmRuleSet[]) =>
      before.some((one) => idOf(one) === editedId)
        ? before.map((one) => (idOf(one) === editedId ? ruleSet : one))
        : [...before, ruleSet]
    await change(put)
    close()
    tell(t('rules:saved', { type: ruleSet.alarmType }))
  }
  async function remove(ruleSet: AlarmRuleSet) {
    const place = ruleSets.indexOf(ruleSet)
    setError(null)
    try {
      await change((before) => before.filter((one) => idOf(one) !== idOf(ruleSet)))
      tellUndoable(
        t('rules:removed', { type: ruleSet.alarmType }),
        () => undefined,
        () => void change((before) => before.toSpliced(place, 0, ruleSet)).catch(setError),
      )
    } catch (reason) {
      setError(reason)
    }
  }
  const add = (
    <Button
      size="xs"
      autoFocus={edited !== null && !ruleSets.some((one) => idOf(one) === edited)}
      leftSection={<IconPlus size={14} stroke={1.75} />}
      onClick={() => setEditing(freshRuleSet(newId()))}
    >
      {t('rules:add')}
    </Button>
  )
  return (
    <Card title={t('rules:title')} actions={ruleSets.length > 0 && !editing ? add : undefined} flush>
      {error !== null && <Trouble error={error} />}
      <ul className={styles.list}>
        {ruleSets.map((ruleSet, index) => (
          <li key={idOf(ruleSet)}>
            {editing && editedId === idOf(ruleSet) ? (
              <RuleSetForm ruleSet={editing} place={index} onSave={save} onCancel={close} />
            ) : (
              <RuleSetRow
                ruleSet={ruleSet}
                wasEdited={edited === idOf(ruleSet)}
                onEdit={() => setEditing(ruleSet)}
                onRemove={() => void remove(ruleSet)}
              />
            )}
          </li>
        ))}
        {isNew && editing && (
          <li>
            <RuleSetForm ruleSet={editing} place={ruleSets.length} onSave={save} onCancel={close} />
          </li>
        )}
      </ul>
      {ruleSets.length === 0 && !editing && (
        <Empty title={t('rules:none')} actions={add}>
          {t('rules:why')}
        </Empty>
      )}
    </Card>
  )
}

/** Works on plain http as well, where crypto.randomUUID is missing. */
function newId(): string {
  return [...crypto.getRandomValues(new Uint8Array(16))]
    .map((byte) => byte.toString(16).padStart(2, '0'))
    .join('')
}
