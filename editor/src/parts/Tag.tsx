import type { ReactNode } from 'react'
import { Mark, type MarkShape } from './Mark.tsx'
import styles from './Tag.module.css'

export type Tone = 'ok' | 'warn' | 'crit' | 'draft' | 'stale' | 'accent' | 'plain'

/** Shape + word on a soft ground. */
export function Tag({ tone, shape, children }: { tone: Tone; shape?: MarkShape; children: ReactNode }) {
  return (
    <span className={styles.tag} data-tone={tone}>
      {shape && <Mark shape={shape} />}
      {children}
    </span>
  )
}
