import { Progress as Bar } from '@mantine/core'
import { useTranslation } from 'react-i18next'
import { count, span } from '../parts/numbers.ts'
import styles from './WhyNot.module.css'

interface ProgressProps {
  kind: 'DURATION' | 'REPEATING'
  /** milliseconds, or how often */
  reached: number
  /** null = who looks may not know */
  required: number | null
}

/** How far a rule is that has to hold for a while, or several times. */
export function Progress({ kind, reached, required }: ProgressProps) {
  const { t } = useTranslation()
  const say = (amount: number) => (kind === 'DURATION' ? span(amount) : count(amount))
  const words = t(kind === 'DURATION' ? 'whynot:long' : 'whynot:often', {
    reached: say(reached),
    required: required === null ? '?' : say(required),
  })
  return (
    <div className={styles.progress}>
      {required !== null && required > 0 && (
        <Bar
          size={6}
          radius="sm"
          value={Math.min(100, (100 * reached) / required)}
          aria-label={words}
          className={styles.bar ?? ''}
          color="accent"
        />
      )}
      <span>{words}</span>
    </div>
  )
}
