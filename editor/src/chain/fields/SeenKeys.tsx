import { useTranslation } from 'react-i18next'
import type { SeenKey } from '../../../../engine/api/contract.ts'
import styles from './ScriptField.module.css'

/** The keys that really came by, with their last values: click to use one, or drag it into the script. */
export function SeenKeys({ seen, onPick }: { seen: readonly SeenKey[]; onPick: (key: string) => void }) {
  const { t } = useTranslation()
  if (seen.length === 0) return <p className={styles.noKeys}>{t('chain:script.noKeys')}</p>
  return (
    <div>
      <div className={styles.keysHead}>
        <span>{t('chain:script.keys')}</span>
        <span>{t('chain:script.drag')}</span>
      </div>
      <div className={styles.keys}>
        {seen.slice(0, 16).map((one) => (
          <button
            key={one.key}
            type="button"
            draggable
            title={one.type}
            onDragStart={(event) => event.dataTransfer.setData('text/plain', `msg.${one.key}`)}
            onClick={() => onPick(one.key)}
          >
            {one.key} <b>{one.lastValue}</b>
          </button>
        ))}
      </div>
    </div>
  )
}
