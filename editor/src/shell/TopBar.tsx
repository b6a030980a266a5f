import { UnstyledButton } from '@mantine/core'
import { IconSearch } from '@tabler/icons-react'
import { useTranslation } from 'react-i18next'
import { Link, useLocation } from 'react-router'
import { useStatus } from '../api/status.ts'
import { AlarmCount } from './AlarmCount.tsx'
import { openFinder } from './finder-open.ts'
import { LinkStatus } from './LinkStatus.tsx'
import { isHere, places } from './places.ts'
import { SchemeButton } from './SchemeButton.tsx'
import styles from './TopBar.module.css'
import { UserMenu } from './UserMenu.tsx'
import { WeirMark } from './WeirMark.tsx'

export function TopBar() {
  const { t } = useTranslation()
  const { pathname } = useLocation()
  const { status } = useStatus()
  return (
    <header className={styles.top}>
      <Link className={styles.brand} to="/" aria-label={t('shell:brand')}>
        <WeirMark />
        <span>Weir</span>
        {status && <span className={styles.where}>{status.name}</span>}
      </Link>
      <nav className={styles.nav} aria-label={t('shell:nav.label')}>
        {places.map(({ id, path }) => (
          <Link key={id} to={path} aria-current={isHere(path, pathname) ? 'page' : undefined}>
            {t(`shell:nav.${id}`)}
            {id === 'alarms' && <AlarmCount />}
          </Link>
        ))}
      </nav>
      <span className={styles.grow} />
      <LinkStatus />
      <UnstyledButton className={styles.search} onClick={openFinder} aria-keyshortcuts="Control+K">
        <IconSearch size={14} stroke={1.75} aria-hidden="true" />
        <span className={styles.searchWords}>{t('shell:find.hint')}</span>
        <kbd>Ctrl K</kbd>
      </UnstyledButton>
      <SchemeButton />
      <UserMenu />
    </header>
  )
}
