import { ActionIcon, Button, Menu } from '@mantine/core'
import { IconDots, IconKey, IconTrash, IconUserPlus } from '@tabler/icons-react'
import { useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { useSession } from '../api/session.ts'
import { deleteUser, USERS_KEY, type User, useUsers } from '../api/users.ts'
import { Ago } from '../parts/Ago.tsx'
import { Card } from '../parts/Card.tsx'
import { removeLater, useLeaving } from '../parts/leaving.ts'
import { Pager } from '../parts/Pager.tsx'
import { Trouble } from '../parts/Trouble.tsx'
import table from '../parts/table.module.css'
import { NewUser } from './NewUser.tsx'
import { PasswordOnce, type TellPassword } from './PasswordOnce.tsx'
import { ResetPassword } from './ResetPassword.tsx'

const PAGE_SIZE = 20

export function Users() {
  const { t } = useTranslation()
  const [page, setPage] = useState(0)
  const users = useUsers(page, PAGE_SIZE)
  const leaving = useLeaving()
  const [adding, setAdding] = useState(false)
  const [secret, setSecret] = useState<TellPassword | null>(null)
  const [resetting, setResetting] = useState<User | null>(null)
  const [error, setError] = useState<unknown>(null)
  if (users.isError) return <Trouble error={users.error} retry={users.refetch} />
  if (!users.data) return null
  return (
    <>
      {error !== null && <Trouble error={error} />}
      <Card
        title={t('system:users.title')}
        actions={
          <Button
            size="xs"
            leftSection={<IconUserPlus size={14} stroke={1.75} />}
            onClick={() => setAdding(true)}
          >
            {t('system:users.add')}
          </Button>
        }
        flush
      >
        <div className={table.scroll}>
          <table className={table.table}>
            <thead>
              <tr>
                <th>{t('system:users.email')}</th>
                <th data-wide>{t('system:users.name')}</th>
                <th data-wide>{t('system:users.role')}</th>
                <th data-wide>{t('system:users.created')}</th>
                <th aria-label={t('system:users.acts')} />
              </tr>
            </thead>
            <tbody>
              {users.data.data
                .filter(({ id }) => !leaving.has(id.id))
                .map((user) => (
                  <Row key={user.id.id} user={user} onError={setError} onReset={setResetting} />
                ))}
            </tbody>
          </table>
        </div>
      </Card>
      <Pager page={page} pages={users.data.totalPages} total={users.data.totalElements} onPage={setPage} />
      <NewUser opened={adding} onClose={() => setAdding(false)} onPassword={setSecret} />
      <ResetPassword user={resetting} onClose={() => setResetting(null)} onPassword={setSecret} />
      <PasswordOnce tell={secret} onClose={() => setSecret(null)} />
    </>
  )
}

interface RowProps {
  user: User
  onError: (error: unknown) => void
  onReset: (user: User) => void
}

function Row({ user, onError, onReset }: RowProps) {
  const { t } = useTranslation()
  const queries = useQueryClient()
  const me = useSession((session) => session.claims?.userId)
  const id = user.id.id
  const isMe = me === id

  async function forGood() {
    await deleteUser(id)
    await queries.invalidateQueries({ queryKey: USERS_KEY })
  }

  return (
    <tr>
      <td className={table.what}>
        <b>{user.email}</b> {isMe && <span className={table.faint}>{t('system:users.you')}</span>}
      </td>
      <td className={table.soft} data-wide>
        {[user.firstName, user.lastName].filter(Boolean).join(' ') || '–'}
      </td>
      <td className={table.soft} data-wide>
        {t(`system:users.authority.${user.authority}`, { defaultValue: user.authority })}
      </td>
      <td className={table.soft} data-wide>
        <Ago at={user.createdTime} />
      </td>
      <td className={table.number}>
        <Menu position="bottom-end">
          <Menu.Target>
            <ActionIcon aria-label={t('system:users.actsOf', { email: user.email })}>
              <IconDots size={16} stroke={1.75} />
            </ActionIcon>
          </Menu.Target>
          <Menu.Dropdown>
            <Menu.Item
              leftSection={<IconKey size={16} stroke={1.75} />}
              disabled={isMe}
              onClick={() => onReset(user)}
            >
              {t('system:users.newPassword')}
            </Menu.Item>
            <Menu.Item
              color="crit"
              leftSection={<IconTrash size={16} stroke={1.75} />}
              disabled={isMe}
              onClick={() =>
                removeLater(id, t('system:users.deleted', { email: user.email }), forGood, onError)
              }
            >
              {t('system:users.delete')}
            </Menu.Item>
          </Menu.Dropdown>
        </Menu>
      </td>
    </tr>
  )
}
