import { useTranslation } from 'react-i18next'
import styles from './CalculatedFields.module.css'
import { KeyChoice } from './KeyChoice.tsx'
import { type Owner, ownFilter, useKnownKeys } from './keys.ts'
import { inside, type Json, textIn } from './model.ts'
import type { Problem } from './problems.ts'
import { Wrong } from './Rows.tsx'

interface CoordinatesProps {
  owner: Owner
  rest: Json
  problem: Problem | null
  onChange: (part: Json) => void
}

const latest: Json = { type: 'TS_LATEST' }

/** The keys that say where something that moves is. */
export function Coordinates({ owner, rest, problem, onChange }: CoordinatesProps) {
  const { t } = useTranslation()
  const known = useKnownKeys(ownFilter(owner), latest)
  const keys = inside(rest, 'entityCoordinates')
  return (
    <fieldset className={styles.part}>
      <legend>{t('calculated:coordinates.title')}</legend>
      <div className={styles.line}>
        {(['latitudeKeyName', 'longitudeKeyName'] as const).map((name) => (
          <KeyChoice
            key={name}
            label={t(`calculated:coordinates.${name}`)}
            value={textIn(keys, name)}
            known={known}
            onChange={(key) => onChange({ entityCoordinates: { ...keys, [name]: key } })}
          />
        ))}
      </div>
      <Wrong problem={problem} />
    </fieldset>
  )
}
