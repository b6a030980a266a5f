import { IconChevronLeft } from '@tabler/icons-react'
import { Link } from 'react-router'
import styles from './Back.module.css'

/** The way back to the list that a page belongs to; stands before its title. */
export function Back({ to, label }: { to: string; label: string }) {
  return (
    <Link to={to} className={styles.back} aria-label={label} title={label}>
      <IconChevronLeft size={16} stroke={1.75} aria-hidden="true" />
    </Link>
  )
}
