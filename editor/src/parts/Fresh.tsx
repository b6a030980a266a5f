import { useTranslation } from 'react-i18next'
import { useNow } from './clock.ts'
import styles from './Fresh.module.css'
import { freshness } from './freshness.ts'
import { Dial, Mark } from './Mark.tsx'
import { exact, span } from './numbers.ts'

/** The age of a value with its dial; an old one says so in words and loses the dial. */
export function Fresh({ at, rhythm }: { at: number; rhythm?: number | undefined }) {
  const { t } = useTranslation()
  const now = useNow()
  const age = now - at
  const { left, old } = freshness(age, rhythm)
  return (
    <time
      className={styles.age}
      data-old={old || undefined}
      dateTime={new Date(at).toISOString()}
      title={exact(at)}
    >
      {old ? <Mark shape="ring" /> : <Dial left={left} />}
      {old ? t('shell:time.old', { age: span(age) }) : span(age)}
    </time>
  )
}
