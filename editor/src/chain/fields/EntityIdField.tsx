import { useEffect, useRef } from 'react'
import { useTranslation } from 'react-i18next'
import { EntityPicker } from './EntityPicker.tsx'
import styles from './FormField.module.css'
import type { FieldProps } from './field.ts'

/** The bare id of an entity; a sibling field says of what kind. Another kind takes the id away. */
export function EntityIdField(props: FieldProps<string | undefined>) {
  const { id, field, value, onChange, describedBy, invalid, context } = props
  const { t } = useTranslation()
  const kind = String(context.siblings[field.typeField ?? ''] ?? '')
  const before = useRef({ kind, value })
  useEffect(() => {
    const was = before.current
    before.current = { kind, value }
    if (was.kind !== kind && was.kind !== '' && was.value === value && value !== undefined)
      onChange(undefined)
  })
  if (kind === '') return <p className={styles.about}>{t('chain:field.kindFirst')}</p>
  return (
    <EntityPicker
      id={id}
      entityType={kind}
      value={value || null}
      describedBy={describedBy}
      invalid={invalid}
      onChange={(next) => onChange(next ?? undefined)}
    />
  )
}
