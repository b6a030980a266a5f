import { SegmentedControl } from '@mantine/core'
import { useTranslation } from 'react-i18next'

const languages = [
  { value: 'TBEL', label: 'TBEL' },
  { value: 'JS', label: 'JavaScript' },
]

export function LanguageSwitch({ value, onChange }: { value: string; onChange: (language: string) => void }) {
  const { t } = useTranslation()
  return (
    <SegmentedControl
      size="xs"
      aria-label={t('chain:script.language')}
      data={languages}
      value={value}
      onChange={onChange}
    />
  )
}
