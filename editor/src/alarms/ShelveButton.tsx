import { Button, Popover } from '@mantine/core'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { AlarmRowJson } from '../../../engine/api/contract-alarms.ts'
import { ShelveForm } from './ShelveForm.tsx'

/** Opens the form that puts the alarm aside for a while. */
export function ShelveButton({ row }: { row: AlarmRowJson }) {
  const { t } = useTranslation()
  const [opened, setOpened] = useState(false)
  return (
    <Popover
      opened={opened}
      onChange={setOpened}
      position="top-end"
      width={330}
      shadow="md"
      trapFocus
      returnFocus
    >
      <Popover.Target>
        <Button variant="subtle" aria-expanded={opened} onClick={() => setOpened(!opened)}>
          {t('alarms:act.shelve')}
        </Button>
      </Popover.Target>
      <Popover.Dropdown aria-label={t('alarms:shelf.title')}>
        <ShelveForm row={row} onDone={() => setOpened(false)} />
      </Popover.Dropdown>
    </Popover>
  )
}
