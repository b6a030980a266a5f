import { Button } from '@mantine/core'
import { useTranslation } from 'react-i18next'
import { Ago } from '../../parts/Ago.tsx'
import { keepMine, save, takeTheirs } from '../state/saving.ts'
import { useEditor, useSession } from '../state/use-editor.ts'
import styles from './SavedState.module.css'

/** Whether the draft is safe on the server, and what to do when it is not. */
export function SavedState({ drafted }: { drafted: boolean }) {
  const { t } = useTranslation()
  const { editor } = useSession()
  const saving = useEditor((state) => state.saving)
  switch (saving.state) {
    case 'saved':
      if (saving.at === null || !drafted) return null
      return (
        <span className={styles.quiet}>
          · {t('chain:saved.saved')} <Ago at={saving.at} />
        </span>
      )
    case 'waiting':
    case 'saving':
      return <span className={styles.quiet}>· {t('chain:saved.saving')}</span>
    case 'unreachable':
      return (
        <span className={styles.trouble} role="status">
          <span>{t('chain:saved.unreachable')}</span>
          <Button size="compact-xs" onClick={() => void save(editor)}>
            {t('chain:saved.retry')}
          </Button>
        </span>
      )
    case 'conflict':
      return (
        <span className={styles.trouble} role="alert">
          <span>{t('chain:saved.conflict')}</span>
          <Button size="compact-xs" onClick={() => takeTheirs(editor)}>
            {t('chain:saved.theirs')}
          </Button>
          <Button size="compact-xs" onClick={() => void keepMine(editor)}>
            {t('chain:saved.mine')}
          </Button>
        </span>
      )
    case 'refused':
      return (
        <span className={styles.trouble} role="alert">
          <span>{t('chain:saved.refused', { reason: saving.reason })}</span>
        </span>
      )
  }
}
