import { valueText } from './numbers.ts'
import styles from './Reading.module.css'

/** A measured value in the large type; text and JSON are cut, whole on hover. */
export function Reading({ value, old = false }: { value: unknown; old?: boolean }) {
  const text = valueText(value)
  return (
    <span
      className={styles.reading}
      data-old={old || undefined}
      data-long={text.length > 12 || undefined}
      title={text}
    >
      {text}
    </span>
  )
}
