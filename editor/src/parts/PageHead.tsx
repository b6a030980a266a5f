import { type ReactNode, useEffect } from 'react'
import styles from './PageHead.module.css'

interface PageHeadProps {
  title: string
  /** stands before the title: the way back */
  before?: ReactNode
  /** stands beside the title: state tags */
  beside?: ReactNode
  /** one plain sentence of state, from the same numbers as the rest of the page */
  say?: ReactNode
  actions?: ReactNode
}

export function PageHead({ title, before, beside, say, actions }: PageHeadProps) {
  useEffect(() => {
    document.title = `${title} · Weir`
  }, [title])
  return (
    <header className={styles.head}>
      <div className={styles.words}>
        <div className={styles.row}>
          {before}
          <h1>{title}</h1>
          {beside}
        </div>
        {say !== undefined && <p className={`${styles.say} ${before ? styles.indented : ''}`}>{say}</p>}
      </div>
      {actions && <div className={styles.actions}>{actions}</div>}
    </header>
  )
}
