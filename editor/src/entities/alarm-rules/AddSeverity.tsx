import { Button, Menu } from '@mantine/core'
import { IconPlus } from '@tabler/icons-react'
import { useTranslation } from 'react-i18next'
import type { Severity } from '../../../../engine/rules/alarms.ts'
import { SeverityWord } from '../../alarms/SeverityWord.tsx'

interface AddSeverityProps {
  /** those that have no rule yet; nothing is offered where each has one */
  missing: readonly Severity[]
  onAdd: (severity: Severity) => void
}

/** Offers the severities that an alarm has no rule for yet. */
export function AddSeverity({ missing, onAdd }: AddSeverityProps) {
  const { t } = useTranslation()
  if (missing.length === 0) return null
  return (
    <Menu>
      <Menu.Target>
        <Button size="xs" leftSection={<IconPlus size={14} stroke={1.75} />}>
          {t('rules:addSeverity')}
        </Button>
      </Menu.Target>
      <Menu.Dropdown>
        {missing.map((severity) => (
          <Menu.Item key={severity} onClick={() => onAdd(severity)}>
            <SeverityWord severity={severity} />
          </Menu.Item>
        ))}
      </Menu.Dropdown>
    </Menu>
  )
}
