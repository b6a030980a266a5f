import { ActionIcon, Autocomplete, Button, Select } from '@mantine/core'
import { IconPlus, IconX } from '@tabler/icons-react'
import { useTranslation } from 'react-i18next'
import styles from './CalculatedFields.module.css'
import { type Json, textIn } from './model.ts'

interface RelationLevelsProps {
  levels: readonly Json[]
  /** steps that the server follows */
  most: number
  onChange: (levels: readonly Json[]) => void
}

const directions = ['FROM', 'TO'] as const

/** The way along relations, one step after the other. */
export function RelationLevels({ levels, most, onChange }: RelationLevelsProps) {
  const { t } = useTranslation()
  const set = (index: number, part: Json) => onChange(levels.with(index, { ...levels[index], ...part }))
  return (
    <>
      {levels.map((level, index) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: a step has no identity but its place
        <div key={index} className={styles.line}>
          <Select
            w={190}
            label={t('calculated:relation.direction')}
            allowDeselect={false}
            data={directions.map((value) => ({ value, label: t(`calculated:relation.${value}`) }))}
            value={textIn(level, 'direction')}
            onChange={(direction) => direction !== null && set(index, { direction })}
          />
          <Autocomplete
            w={140}
            label={t('calculated:relation.type')}
            data={['Contains', 'Manages']}
            required
            withAsterisk={false}
            maxLength={255}
            value={textIn(level, 'relationType')}
            onChange={(relationType) => set(index, { relationType })}
          />
          {index > 0 && (
            <ActionIcon
              aria-label={t('calculated:relation.drop')}
              onClick={() => onChange(levels.toSpliced(index, 1))}
            >
              <IconX size={14} stroke={1.75} />
            </ActionIcon>
          )}
        </div>
      ))}
      {levels.length < most && (
        <Button
          size="xs"
          variant="subtle"
          leftSection={<IconPlus size={14} stroke={1.75} />}
          onClick={() => onChange([...levels, { direction: 'FROM', relationType: 'Contains' }])}
        >
          {t('calculated:relation.further')}
        </Button>
      )}
    </>
  )
}
