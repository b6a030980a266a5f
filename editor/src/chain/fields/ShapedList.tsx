import { ActionIcon, Button } from '@mantine/core'
import { IconPlus, IconX } from '@tabler/icons-react'
import { useTranslation } from 'react-i18next'
import type { FieldProps } from './field.ts'
import styles from './rows.module.css'
import { ShapedInput } from './ShapedInput.tsx'

const fresh: Readonly<Record<string, () => string>> = {
  time: () => '08:00',
  yearDay: () => '01-01',
  date: () => new Date().toISOString().slice(0, 10),
}

/** A list of times or days: each has the browser's own control, so that nobody has to know how it is written. */
export function ShapedList({ field, value, onChange }: FieldProps<string[] | undefined>) {
  const { t } = useTranslation()
  const members = value ?? []
  const { shape = '' } = field
  return (
    <fieldset className={styles.rows} aria-label={field.label}>
      {members.map((member, index) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: a row has no identity but its place
        <div key={index} className={styles.row}>
          <ShapedInput
            shape={shape}
            label={`${field.label} ${index + 1}`}
            value={member}
            onChange={(next) => onChange(members.with(index, next))}
          />
          <ActionIcon
            size={26}
            aria-label={t('chain:field.removeRow')}
            onClick={() => onChange(members.toSpliced(index, 1))}
          >
            <IconX size={14} />
          </ActionIcon>
        </div>
      ))}
      <Button
        size="xs"
        variant="subtle"
        leftSection={<IconPlus size={14} />}
        onClick={() => onChange([...members, fresh[shape]?.() ?? ''])}
      >
        {t(`chain:field.add.${shape}`)}
      </Button>
    </fieldset>
  )
}
