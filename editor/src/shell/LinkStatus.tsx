import { useTranslation } from 'react-i18next'
import { Link } from 'react-router'
import { useStatus } from '../api/status.ts'
import { Mark } from '../parts/Mark.tsx'
import { rate } from '../parts/numbers.ts'
import { worriesOf } from '../system/worries.ts'
import styles from './LinkStatus.module.css'

/** The machine's state in words, always in sight; leads to the System page. */
export function LinkStatus() {
  const { t } = useTranslation()
  const { status, current } = useStatus()
  if (!status) return null
  const worries = worriesOf(status)
  if (!current) {
    return (
      <span className={styles.link} data-tone="stale">
        <Mark shape="ring" />
        {t('shell:link.lost')}
      </span>
    )
  }
  const [worst] = worries
  if (worst) {
    return (
      <Link className={styles.link} data-tone={worst === 'letters' ? 'warn' : 'crit'} to="/system">
        <Mark shape={worst === 'letters' ? 'triangle' : 'octagon'} />
        {t(`system:worry.${worst}.short`)}
      </Link>
    )
  }
  return (
    <Link className={styles.link} data-tone="ok" to="/system">
      <Mark shape="dot" />
      <span className={styles.words}>{t('shell:link.open', { rate: rate(status.rate) })}</span>
    </Link>
  )
}
