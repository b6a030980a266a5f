import { Checkbox, TagsInput } from '@mantine/core'
import { useTranslation } from 'react-i18next'
import type { AlarmRuleSet } from '../../../../engine/api/contract-alarm-rules.ts'
import styles from './AlarmRules.module.css'

interface PropagationProps {
  ruleSet: AlarmRuleSet
  onChange: (ruleSet: AlarmRuleSet) => void
}

const places = ['propagate', 'propagateToOwner', 'propagateToTenant'] as const

/** Where the alarm shows besides its device. */
export function Propagation({ ruleSet, onChange }: PropagationProps) {
  const { t } = useTranslation()
  return (
    <fieldset className={styles.part}>
      <legend>{t('rules:shows')}</legend>
      {places.map((place) => (
        <Checkbox
          key={place}
          size="sm"
          label={t(`rules:${place}`)}
          checked={ruleSet[place] === true}
          onChange={(event) => onChange({ ...ruleSet, [place]: event.currentTarget.checked })}
        />
      ))}
      {ruleSet.propagate && (
        <TagsInput
          label={t('rules:relations')}
          description={t('rules:relationsHint')}
          value={[...(ruleSet.propagateRelationTypes ?? [])]}
          onChange={(propagateRelationTypes) => onChange({ ...ruleSet, propagateRelationTypes })}
        />
      )}
    </fieldset>
  )
}
