import { Checkbox, TagsInput } from '@mantine/core'
import { useTranslation } from 'react-i18next'
import styles from './CalculatedFields.module.css'
import type { Json } from './model.ts'

const places = ['propagate', 'propagateToOwner', 'propagateToTenant'] as const

/** Where the alarm shows besides its entity. */
export function AlarmPlaces({ rest, onChange }: { rest: Json; onChange: (part: Json) => void }) {
  const { t } = useTranslation()
  const types = Array.isArray(rest.propagateRelationTypes) ? rest.propagateRelationTypes.map(String) : []
  return (
    <div className={styles.flags}>
      <span className={styles.label}>{t('calculated:alarm.shows')}</span>
      {places.map((place) => (
        <Checkbox
          key={place}
          size="sm"
          label={t(`rules:${place}`)}
          checked={rest[place] === true}
          onChange={(event) => onChange({ [place]: event.currentTarget.checked })}
        />
      ))}
      {rest.propagate === true && (
        <TagsInput
          label={t('rules:relations')}
          description={t('rules:relationsHint')}
          value={types}
          onChange={(propagateRelationTypes) => onChange({ propagateRelationTypes })}
        />
      )}
    </div>
  )
}
