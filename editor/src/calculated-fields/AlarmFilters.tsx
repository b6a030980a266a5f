import { Button } from '@mantine/core'
import { IconPlus } from '@tabler/icons-react'
import { useTranslation } from 'react-i18next'
import { AlarmFilter } from './AlarmFilter.tsx'
import { freshFilter, listIn } from './conditions.ts'
import { Joint } from './Joint.tsx'
import type { Json } from './model.ts'

interface AlarmFiltersProps {
  expression: Json
  names: readonly string[]
  onChange: (expression: Json) => void
}

/** Questions about arguments, all of which must hold, or one of them. */
export function AlarmFilters({ expression, names, onChange }: AlarmFiltersProps) {
  const { t } = useTranslation()
  const filters = listIn(expression, 'filters')
  const set = (next: readonly Json[]) => onChange({ ...expression, filters: next })
  return (
    <>
      {filters.length > 1 && (
        <Joint
          value={expression.operation}
          onChange={(operation) => onChange({ ...expression, operation })}
        />
      )}
      {filters.map((filter, index) => (
        <AlarmFilter
          // biome-ignore lint/suspicious/noArrayIndexKey: a filter has no identity but its place
          key={index}
          filter={filter}
          names={names}
          onChange={(next) => set(filters.with(index, next))}
          onRemove={() => set(filters.toSpliced(index, 1))}
        />
      ))}
      <div>
        <Button
          size="xs"
          variant="subtle"
          leftSection={<IconPlus size={14} stroke={1.75} />}
          onClick={() => set([...filters, freshFilter(names[0] ?? '')])}
        >
          {t('rules:addFilter')}
        </Button>
      </div>
    </>
  )
}
