import { Button, Menu } from '@mantine/core'
import { IconUser, IconUserOff } from '@tabler/icons-react'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { AlarmRowJson } from '../../../engine/api/contract-alarms.ts'
import { type Assignable, assignAlarm, refreshAlarms, unassignAlarm, useAssignable } from '../api/alarms.ts'
import { useSession } from '../api/session.ts'
import { tellUndoable } from '../parts/toasts.ts'

/** Gives the alarm to somebody, or to nobody. Undo gives it back to whom it was. */
export function AssignMenu({ row, onError }: { row: AlarmRowJson; onError: (error: unknown) => void }) {
  const { t } = useTranslation()
  const me = useSession((session) => session.claims?.userId)
  const [opened, setOpened] = useState(false)
  const people = useAssignable(row.id, opened).data ?? []
  const sorted = [...people].sort((a, b) => Number(b.id.id === me) - Number(a.id.id === me))
  const before = row.assignee?.id ?? null

  async function give(userId: string | null, said: string) {
    onError(null)
    const set = (to: string | null) => (to === null ? unassignAlarm(row.id) : assignAlarm(row.id, to))
    try {
      await set(userId)
      tellUndoable(
        said,
        () => undefined,
        () => void set(before).then(refreshAlarms, onError),
      )
      await refreshAlarms()
    } catch (reason) {
      onError(reason)
    }
  }
  return (
    <Menu opened={opened} onChange={setOpened} position="top-start" width={240}>
      <Menu.Target>
        <Button leftSection={<IconUser size={16} stroke={1.75} />}>{t('alarms:act.assign')}</Button>
      </Menu.Target>
      <Menu.Dropdown>
        {sorted.map((person) => (
          <Menu.Item
            key={person.id.id}
            disabled={person.id.id === before}
            leftSection={<IconUser size={16} stroke={1.75} />}
            onClick={() =>
              void give(person.id.id, t('alarms:did.assigned', { type: row.type, name: nameOf(person) }))
            }
          >
            {person.id.id === me ? t('alarms:person.me', { name: nameOf(person) }) : nameOf(person)}
          </Menu.Item>
        ))}
        {sorted.length === 0 && <Menu.Label>{t('shell:loading')}</Menu.Label>}
        {before !== null && (
          <>
            <Menu.Divider />
            <Menu.Item
              leftSection={<IconUserOff size={16} stroke={1.75} />}
              onClick={() => void give(null, t('alarms:did.unassigned', { type: row.type }))}
            >
              {t('alarms:act.unassign')}
            </Menu.Item>
          </>
        )}
      </Menu.Dropdown>
    </Menu>
  )
}

function nameOf({ firstName, lastName, email }: Assignable): string {
  return [firstName, lastName].filter(Boolean).join(' ') || email
}
