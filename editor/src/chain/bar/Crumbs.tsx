import { IconChevronRight } from '@tabler/icons-react'
import { useTranslation } from 'react-i18next'
import { useEditor, useSession } from '../state/use-editor.ts'
import styles from './DeployBar.module.css'

/** The chains that this one is opened in; each is a way back to where it was left. */
export function Crumbs() {
  const { t } = useTranslation()
  const { place } = useSession()
  const names = useEditor((state) => state.catalog.chainNames)
  if (place.outer.length === 0) return null
  return (
    <nav className={styles.crumbs} aria-label={t('chain:bar.around')}>
      {place.outer.map((id) => (
        <span key={id}>
          <button
            type="button"
            title={t('chain:bar.backTo', { name: names.get(id) ?? '' })}
            onClick={() => place.leaveTo(id)}
          >
            {names.get(id) ?? '…'}
          </button>
          <IconChevronRight size={14} stroke={1.75} aria-hidden="true" />
        </span>
      ))}
    </nav>
  )
}
