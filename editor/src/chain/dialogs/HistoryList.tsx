import { useTranslation } from 'react-i18next'
import { Ago } from '../../parts/Ago.tsx'
import { goToStep } from '../state/editor.ts'
import { useEditor, useSession } from '../state/use-editor.ts'
import { Dialog } from './Dialog.tsx'
import styles from './dialogs.module.css'

/** Every step by its name, newest on top; a click goes to that moment, back or forth. */
export function HistoryList() {
  const { t } = useTranslation()
  const { editor } = useSession()
  const { done, undone } = useEditor((state) => state.history)
  const steps = [...done, ...undone.toReversed()]
  return (
    <Dialog title={t('chain:history.title')}>
      <p className={styles.text}>{steps.length === 0 ? t('chain:history.none') : t('chain:history.text')}</p>
      <div className={styles.list}>
        {steps
          .map((patch, index) => ({ patch, count: index + 1 }))
          .toReversed()
          .map(({ patch, count }) => (
            <button
              key={count}
              type="button"
              className={styles.row}
              aria-current={count === done.length}
              data-undone={count > done.length || undefined}
              onClick={() => goToStep(editor, count)}
            >
              {t(patch.name.key, patch.name.values ?? {})}
              <span className={styles.muted}>
                <Ago at={patch.at} />
              </span>
            </button>
          ))}
        {steps.length > 0 && (
          <button
            type="button"
            className={styles.row}
            aria-current={done.length === 0}
            onClick={() => goToStep(editor, 0)}
          >
            {t('chain:history.start')}
          </button>
        )}
      </div>
    </Dialog>
  )
}
