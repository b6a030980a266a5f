import { Button } from '@mantine/core'
import { useTranslation } from 'react-i18next'
import { count } from './numbers.ts'
import styles from './Pager.module.css'

interface PagerProps {
  page: number
  pages: number
  total: number
  onPage: (page: number) => void
}

export function Pager({ page, pages, total, onPage }: PagerProps) {
  const { t } = useTranslation()
  if (pages <= 1) return null
  return (
    <nav className={styles.pager} aria-label={t('shell:pager.label')}>
      <Button disabled={page === 0} onClick={() => onPage(page - 1)}>
        {t('shell:pager.back')}
      </Button>
      <span aria-live="polite">
        {t('shell:pager.where', { page: count(page + 1), pages: count(pages), total: count(total) })}
      </span>
      <Button disabled={page >= pages - 1} onClick={() => onPage(page + 1)}>
        {t('shell:pager.next')}
      </Button>
    </nav>
  )
}
