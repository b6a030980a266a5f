import type { NodeDefinitionJson } from '../../../../engine/api/contract.ts'
import { iconOf, tileColour } from './icons.ts'
import styles from './Tile.module.css'

/** The coloured square that tells a node's family; a puzzle piece when its kind is not known here. */
export function Tile({
  definition,
  small = false,
}: {
  definition: NodeDefinitionJson | undefined
  small?: boolean
}) {
  const Icon = iconOf(definition)
  return (
    <span
      className={styles.tile}
      data-small={small || undefined}
      style={{ background: tileColour(definition?.category) }}
      aria-hidden="true"
    >
      <Icon size={small ? 12 : 15} stroke={2} />
    </span>
  )
}
