import type { SeenKey } from '../../../../engine/api/contract.ts'
import styles from './SeenOption.module.css'

export function SeenOption({ name, seen }: { name: string; seen: readonly SeenKey[] }) {
  const known = seen.find((one) => one.key === name)
  return (
    <span className={styles.option}>
      {name}
      {known && <span>{known.lastValue}</span>}
    </span>
  )
}
