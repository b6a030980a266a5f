import type { ReactNode } from 'react'
import styles from './Card.module.css'

interface CardProps {
  title?: string
  /** beside the title, quieter */
  aside?: ReactNode
  /** at the right end of the head */
  actions?: ReactNode
  /** without padding, for tables and lists */
  flush?: boolean
  className?: string | undefined
  children: ReactNode
}

export function Card({ title, aside, actions, flush = false, className, children }: CardProps) {
  return (
    <section className={`${styles.card} ${className ?? ''}`} aria-label={title}>
      {title !== undefined && (
        <header className={styles.head}>
          <h2>{title}</h2>
          {aside && <span className={styles.aside}>{aside}</span>}
          {actions && <span className={styles.actions}>{actions}</span>}
        </header>
      )}
      <div className={flush ? undefined : title === undefined ? styles.bodyAlone : styles.body}>
        {children}
      </div>
    </section>
  )
}
