import { FormField } from './FormField.tsx'
import { type FieldProps, isShown } from './field.ts'
import styles from './rows.module.css'

type Members = Readonly<Record<string, unknown>>

/** Fields that belong together, kept as one object. */
export function GroupField({ field, value, onChange, context }: FieldProps<Members | undefined>) {
  const fields = field.fields ?? {}
  const members = value ?? {}
  const set = (key: string, next: unknown) => {
    const { [key]: _, ...rest } = members
    onChange(next === undefined ? rest : { ...members, [key]: next })
  }
  return (
    <fieldset className={styles.group} aria-label={field.label}>
      {Object.entries(fields).map(([key, one]) =>
        isShown(one, members, fields) ? (
          <FormField
            key={key}
            field={one}
            value={members[key]}
            context={{ ...context, siblings: members, setSibling: set }}
            onChange={(next) => set(key, next)}
          />
        ) : null,
      )}
    </fieldset>
  )
}
