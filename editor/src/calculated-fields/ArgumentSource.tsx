import { Select } from '@mantine/core'
import { useTranslation } from 'react-i18next'
import type { EntityId } from '../api/devices.ts'
import { useSession } from '../api/session.ts'
import { EntityChoice } from '../entities/EntityChoice.tsx'
import styles from './CalculatedFields.module.css'
import {
  inside,
  type Json,
  levelsOf,
  type Source,
  sourceOf,
  textIn,
  withLevels,
  withSource,
} from './model.ts'
import { RelationLevels } from './RelationLevels.tsx'

interface ArgumentSourceProps {
  value: Json
  sources: readonly Source[]
  isOfProfile: boolean
  onChange: (value: Json) => void
}

/** Whose value it is. */
export function ArgumentSource({ value, sources, isOfProfile, onChange }: ArgumentSourceProps) {
  const { t } = useTranslation()
  const tenantId = useSession((session) => session.claims?.tenantId ?? '')
  const source = sourceOf(value)
  const entity = inside(value, 'refEntityId')
  const isNamed = source === 'DEVICE' || source === 'ASSET' || source === 'CUSTOMER'
  const known = textIn(entity, 'id') === '' ? null : (entity as unknown as EntityId)
  return (
    <>
      <Select
        w={168}
        label={t('calculated:source.label')}
        allowDeselect={false}
        data={sources.map((one) => ({
          value: one,
          label: t(one === 'SELF' && isOfProfile ? 'calculated:source.EACH' : `calculated:source.${one}`),
        }))}
        value={source}
        onChange={(next) => next !== null && onChange(withSource(value, next as Source, tenantId))}
      />
      {isNamed && (
        <div className={styles.entity}>
          <EntityChoice
            key={source}
            label={t(`calculated:source.${source}`)}
            entityType={source}
            required
            value={known}
            onChange={(refEntityId) =>
              onChange({ ...value, refEntityId: refEntityId ?? { entityType: source, id: '' } })
            }
          />
        </div>
      )}
      {source === 'RELATED' && (
        <RelationLevels
          levels={levelsOf(value)}
          most={2}
          onChange={(levels) => onChange(withLevels(value, levels))}
        />
      )}
    </>
  )
}
