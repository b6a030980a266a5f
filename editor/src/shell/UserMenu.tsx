import { Menu, UnstyledButton } from '@mantine/core'
import { IconCheck, IconKey, IconLogout } from '@tabler/icons-react'
import { lazy, Suspense, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { api } from '../api/http.ts'
import { logOut, useSession } from '../api/session.ts'
import { chooseLanguage, languages } from '../words/words.ts'
import styles from './UserMenu.module.css'

const PasswordDialog = lazy(() => import('./PasswordDialog.tsx'))

/** Ends the session here, and on the server if it can be reached. */
export async function leave(): Promise<void> {
  await api.post('/api/auth/logout').catch(() => undefined)
  logOut()
}

export function UserMenu() {
  const { t, i18n } = useTranslation()
  const claims = useSession((session) => session.claims)
  const [changing, setChanging] = useState(false)
  if (!claims) return null
  return (
    <>
      <Menu position="bottom-end" width={240}>
        <Menu.Target>
          <UnstyledButton className={styles.avatar} aria-label={t('shell:user.label', { name: claims.name })}>
            {initials(claims.name)}
          </UnstyledButton>
        </Menu.Target>
        <Menu.Dropdown>
          <Menu.Label>
            <span className={styles.name}>{claims.name}</span>
          </Menu.Label>
          <Menu.Item leftSection={<IconKey size={16} stroke={1.75} />} onClick={() => setChanging(true)}>
            {t('shell:user.password')}
          </Menu.Item>
          <Menu.Divider />
          {languages.map((language) => (
            <Menu.Item
              key={language}
              role="menuitemradio"
              lang={language}
              aria-checked={i18n.language === language}
              rightSection={i18n.language === language ? <IconCheck size={14} /> : null}
              onClick={() => chooseLanguage(language)}
            >
              {t(`shell:language.${language}`)}
            </Menu.Item>
          ))}
          <Menu.Divider />
          <Menu.Item leftSection={<IconLogout size={16} stroke={1.75} />} onClick={leave}>
            {t('shell:user.leave')}
          </Menu.Item>
        </Menu.Dropdown>
      </Menu>
      <Suspense>{changing && <PasswordDialog onClose={() => setChanging(false)} />}</Suspense>
    </>
  )
}

function initials(name: string): string {
  const words = name
    .replace(/@.*/, '')
    .split(/[\s.]+/)
    .filter(Boolean)
  const letters = words.length > 1 ? `${words[0]?.[0]}${words.at(-1)?.[0]}` : (words[0] ?? '?').slice(0, 2)
  return letters.toUpperCase()
}
