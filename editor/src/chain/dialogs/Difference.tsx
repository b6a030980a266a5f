import { useTranslation } from 'react-i18next'
import { lineDiff } from '../fields/changed-lines.ts'
import styles from './dialogs.module.css'

/** One field as it was and as it is; texts of several lines, scripts above all, line by line. */
export function Difference({ label, before, after }: { label: string; before: string; after: string }) {
  const { t } = useTranslation()
  if (!before.includes('\n') && !after.includes('\n')) {
    return (
      <div className={styles.field}>
        <span>{label}</span>
        <pre>{before}</pre>
        <pre>{after}</pre>
      </div>
    )
  }
  return (
    <div className={styles.lines}>
      <span>{label}</span>
      <pre>
        {lineDiff(before, after).map(({ kind, text, key }) => (
          <span key={key} data-kind={kind}>
            {kind !== 'same' && <span className="visually-hidden">{t(`chain:compare.line.${kind}`)}</span>}
            <span aria-hidden="true">{signs[kind]}</span>
            {text}
          </span>
        ))}
      </pre>
    </div>
  )
}

const signs = { same: '  ', added: '+ ', removed: '− ', gap: '  ' }
