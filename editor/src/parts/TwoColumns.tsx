import type { ReactNode } from 'react'
import styles from './TwoColumns.module.css'

/** The page of one thing: what it does, and beside it what is known of it. One column where there is no room for two. */
export function TwoColumns({ side, children }: { side: ReactNode; children: ReactNode }) {
  return (
    <div className={styles.grid}>
      <div className={styles.column}>{children}</div>
      <aside className={styles.column}>{side}</aside>
    </div>
  )
}
