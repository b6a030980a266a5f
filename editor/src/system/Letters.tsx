import { IconMailCheck } from '@tabler/icons-react'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { useLetters } from '../api/letters.ts'
import { Card } from '../parts/Card.tsx'
import { Empty } from '../parts/Empty.tsx'
import { useLeaving } from '../parts/leaving.ts'
import { Pager } from '../parts/Pager.tsx'
import { Trouble } from '../parts/Trouble.tsx'
import { Letter } from './Letter.tsx'
import styles from './Letters.module.css'

const PAGE_SIZE = 20

/** What could not be handled, and why: to be replayed once the reason is gone, or thrown away. */
export function Letters() {
  const { t } = useTranslation()
  const [page, setPage] = useState(0)
  const letters = useLetters(page, PAGE_SIZE)
  const leaving = useLeaving()
  const shown = letters.data?.data.filter(({ id }) => !leaving.has(id)) ?? []
  if (letters.isError) return <Trouble error={letters.error} retry={letters.refetch} />
  if (!letters.data) return null
  if (shown.length === 0) {
    return (
      <Card>
        <Empty icon={<IconMailCheck size={24} stroke={1.75} />} title={t('system:letters.none')}>
          {t('system:letters.noneText')}
        </Empty>
      </Card>
    )
  }
  return (
    <div className={styles.all}>
      <p className={styles.about}>{t('system:letters.about')}</p>
      <ul className={styles.list}>
        {shown.map((letter) => (
          <Letter key={letter.id} letter={letter} />
        ))}
      </ul>
      <Pager
        page={page}
        pages={letters.data.totalPages}
        total={letters.data.totalElements}
        onPage={setPage}
      />
    </div>
  )
}
