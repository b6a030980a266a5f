import { Suspense } from 'react'
import { useTranslation } from 'react-i18next'
import { Outlet } from 'react-router'
import { useAlarmFeed } from '../api/alarms.ts'
import { useStatusFeed } from '../api/status.ts'
import { Toasts } from '../parts/Toasts.tsx'
import { Finder } from './Finder.tsx'
import { Reconnecting } from './Reconnecting.tsx'
import { Refused } from './Refused.tsx'
import styles from './Shell.module.css'
import { TabBar } from './TabBar.tsx'
import { TopBar } from './TopBar.tsx'

/** What stays while pages change: bars, banner, toasts, search. */
export default function Shell() {
  const { t } = useTranslation()
  useStatusFeed()
  useAlarmFeed()
  return (
    <div className={styles.shell}>
      <a className={styles.skip} href="#main">
        {t('shell:skip')}
      </a>
      <TopBar />
      <Reconnecting />
      <Refused />
      <main id="main" className={styles.main} tabIndex={-1}>
        <Suspense fallback={<p className={styles.wait}>{t('shell:loading')}</p>}>
          <Outlet />
        </Suspense>
      </main>
      <TabBar />
      <Toasts />
      <Finder />
    </div>
  )
}
