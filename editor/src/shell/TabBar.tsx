import { useTranslation } from 'react-i18next'
import { Link, useLocation } from 'react-router'
import { AlarmCount } from './AlarmCount.tsx'
import { isHere, places } from './places.ts'
import styles from './TabBar.module.css'

/** The main pages under the thumb, on a phone. */
export function TabBar() {
  const { t } = useTranslation()
  const { pathname } = useLocation()
  return (
    <nav className={styles.bar} aria-label={t('shell:nav.label')}>
      {places.map(({ id, path, icon: Icon }) => (
        <Link key={id} to={path} aria-current={isHere(path, pathname) ? 'page' : undefined}>
          <Icon size={20} stroke={1.75} aria-hidden="true" />
          {t(`shell:nav.${id}`)}
          {id === 'alarms' && <AlarmCount />}
        </Link>
      ))}
    </nav>
  )
}
