import { ActionIcon, Button } from '@mantine/core'
import { IconTrash } from '@tabler/icons-react'
import { useTranslation } from 'react-i18next'
import type { AlarmRuleSet } from '../../../../engine/api/contract-alarm-rules.ts'
import { severities } from '../../../../engine/rules/alarms.ts'
import { SeverityWord } from '../../alarms/SeverityWord.tsx'
import styles from './AlarmRules.module.css'
import { ruleWords } from './rule-words.ts'

interface RuleSetRowProps {
  ruleSet: AlarmRuleSet
  wasEdited: boolean
  onEdit: () => void
  onRemove: () => void
}

/** What one type of alarm is raised by, in words. */
export function RuleSetRow({ ruleSet, wasEdited, onEdit, onRemove }: RuleSetRowProps) {
  const { t } = useTranslation()
  const { alarmType, createRules, clearRule } = ruleSet
  return (
    <div className={styles.row}>
      <div className={styles.words}>
        <b>{alarmType}</b>
        <dl>
          {severities.map((severity) => {
            const rule = createRules?.[severity]
            return (
              rule && (
                <div key={severity}>
                  <dt>
                    <SeverityWord severity={severity} />
                  </dt>
                  <dd>{ruleWords(t, rule)}</dd>
                </div>
              )
            )
          })}
          <div>
            <dt>{t('rules:clears')}</dt>
            <dd>{clearRule ? ruleWords(t, clearRule) : t('rules:byHand')}</dd>
          </div>
        </dl>
      </div>
      <Button
        size="xs"
        autoFocus={wasEdited}
        aria-label={t('rules:editOf', { type: alarmType })}
        onClick={onEdit}
      >
        {t('rules:edit')}
      </Button>
      <ActionIcon size={26} aria-label={t('rules:removeOf', { type: alarmType })} onClick={onRemove}>
        <IconTrash size={14} stroke={1.75} />
      </ActionIcon>
    </div>
  )
}
