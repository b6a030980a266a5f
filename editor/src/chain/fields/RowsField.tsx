import { ActionIcon, Button } from '@mantine/core'
import { IconPlus, IconX } from '@tabler/icons-react'
import { useTranslation } from 'react-i18next'
import { FormField } from './FormField.tsx'
import { type FieldProps, isShown } from './field.ts'
import styles from './rows.module.css'

type Members = Readonly<Record<string, unknown>>

/** A list of objects that all have the same fields. */
export function RowsField({ field, value, onChange, context }: FieldProps<readonly Members[] | undefined>) {
  const { t } = useTranslation()
  const fields = field.fields ?? {}
  const rows = value ?? []
  const set = (index: number, key: string, next: unknown) =>
    onChange(rows.with(index, { ...rows[index], [key]: next }))
  const fresh = Object.fromEntries(Object.entries(fields).map(([key, one]) => [key, one.default]))
  return (
    <fieldset className={styles.rows} aria-label={field.label}>
      {rows.map((members, index) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: a row has no identity but its place
        <div key={index} className={styles.card}>
          <ActionIcon
            size={22}
            ml="auto"
            aria-label={t('chain:field.removeRow')}
            onClick={() => onChange(rows.toSpliced(index, 1))}
          >
            <IconX size={14} />
          </ActionIcon>
          {Object.entries(fields).map(([key, one]) =>
            isShown(one, members, fields) ? (
              <FormField
                key={key}
                field={one}
                value={members[key]}
                context={{
                  ...context,
                  siblings: members,
                  setSibling: (sibling, next) => set(index, sibling, next),
                }}
                onChange={(next) => set(index, key, next)}
              />
            ) : null,
          )}
        </div>
      ))}
      <Button
        size="xs"
        variant="subtle"
        leftSection={<IconPlus size={14} />}
        onClick={() => onChange([...rows, fresh])}
      >
        {t('chain:field.addRow')}
      </Button>
    </fieldset>
  )
}
