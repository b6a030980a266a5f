import { useTranslation } from 'react-i18next'
import { allCommands } from '../commands/all.ts'
import { keyText } from '../commands/keys.ts'
import { Dialog } from './Dialog.tsx'
import styles from './dialogs.module.css'

/** Keys that are no commands: they depend on what has the focus. */
const others = ['Tab', 'ArrowRight', 'Enter', 'Enter port', 'Escape', 'Space'] as const

export function Keys() {
  const { t } = useTranslation()
  return (
    <Dialog title={t('chain:keys.title')} size="xl">
      <p className={styles.text}>{t('chain:keys.text')}</p>
      <div className={styles.keys}>
        {others.map((key) => (
          <div key={key} className={styles.row}>
            {t(`chain:keys.${key}`)}{' '}
            <kbd>{key === 'ArrowRight' ? '← ↑ → ↓' : keyText(key.replace(' port', ''))}</kbd>
          </div>
        ))}
        {allCommands
          .filter((command) => command.keys.length > 0)
          .map((command) => (
            <div key={command.id} className={styles.row}>
              {t(command.title)}
              <span>
                {command.keys.map((key) => (
                  <kbd key={key} style={{ marginLeft: 4 }}>
                    {keyText(key)}
                  </kbd>
                ))}
              </span>
            </div>
          ))}
      </div>
    </Dialog>
  )
}
