import type { ReactNode } from 'react'
import styles from './Page.module.css'

/** The ground of a page that scrolls. A page that fills the window itself, as the chain editor, goes without. */
export function Page({ children, className }: { children: ReactNode; className?: string | undefined }) {
  return <div className={`${styles.page} ${className ?? ''}`}>{children}</div>
}
