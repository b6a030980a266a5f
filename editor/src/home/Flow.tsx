import { useTranslation } from 'react-i18next'
import type { EdgeStatus } from '../../../engine/api/contract.ts'
import { useRates } from '../api/status.ts'
import { Card } from '../parts/Card.tsx'
import { linePath } from '../parts/line.ts'
import { count, rate } from '../parts/numbers.ts'
import styles from './Flow.module.css'

/** Messages taken in, now and over the last minutes. */
export function Flow({ status }: { status: EdgeStatus }) {
  const { t } = useTranslation()
  const rates = useRates()
  const high = Math.max(1, ...rates.map(({ value }) => value))
  const { path } = linePath(rates, { width: 300, height: 40, top: 2 }, { low: 0, high })
  return (
    <Card title={t('home:flow.title')}>
      <p className={styles.big}>{rate(status.rate)}</p>
      <svg className={styles.line} viewBox="0 0 300 44" preserveAspectRatio="none" aria-hidden="true">
        {rates.length > 1 && (
          <>
            <path d={`${path}L300 44L0 44z`} fill="var(--water)" opacity=".13" />
            <path
              d={path}
              fill="none"
              stroke="var(--water)"
              strokeWidth="1.5"
              vectorEffect="non-scaling-stroke"
            />
          </>
        )}
      </svg>
      <p className={styles.total}>
        {t('home:flow.total', { accepted: count(status.accepted), refused: count(status.refused) })}
      </p>
    </Card>
  )
}
