import { Select } from '@mantine/core'
import { useTranslation } from 'react-i18next'

/** Whether one of several is enough, or all of them must hold. */
export function Joint({ value, onChange }: { value: unknown; onChange: (operation: string) => void }) {
  const { t } = useTranslation()
  return (
    <Select
      w={200}
      aria-label={t('rules:several')}
      allowDeselect={false}
      data={['AND', 'OR'].map((one) => ({ value: one, label: t(`rules:joint.${one}`) }))}
      value={value === 'OR' ? 'OR' : 'AND'}
      onChange={(next) => next !== null && onChange(next)}
    />
  )
}
