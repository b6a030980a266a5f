import { IconCornerDownRight } from '@tabler/icons-react'
import { useTranslation } from 'react-i18next'
import type { NodeLive } from '../../../../engine/api/contract.ts'
import { rate } from '../../parts/numbers.ts'
import { Badges } from '../canvas/Badges.tsx'
import type { Face } from '../canvas/faces.ts'
import { healthOf } from '../canvas/health.ts'
import { Tile } from '../canvas/Tile.tsx'
import type { OutlineLine } from '../document/order.ts'
import styles from './Outline.module.css'

interface Props {
  line: OutlineLine
  face: Face
  numbers: NodeLive | undefined
  tabbable: boolean
  chosen: boolean
  onOpen: () => void
}

export function OutlineRow({ line, face, numbers, tabbable, chosen, onOpen }: Props) {
  const { t } = useTranslation()
  const { node, depth, output, reference } = line
  const health = healthOf(numbers)
  const hasBadge =
    health.failing > 0 ||
    node.bypassed ||
    health.slow > 0 ||
    face.state !== 'same' ||
    face.first ||
    face.problem !== null ||
    !face.definition
  return (
    // biome-ignore lint/a11y/useKeyWithClickEvents: the tree around it handles the keys
    <div
      role="treeitem"
      aria-level={depth + 1}
      aria-selected={chosen}
      {...(line.children > 0 ? { 'aria-expanded': true } : {})}
      tabIndex={tabbable ? 0 : -1}
      className={styles.row}
      style={{ '--depth': depth } as React.CSSProperties}
      onClick={onOpen}
    >
      <Tile definition={face.definition} small={reference} />
      <span className={styles.words}>
        <span>
          {reference && <IconCornerDownRight size={12} aria-hidden="true" />}
          <b>{node.name}</b> <small>#{node.number}</small>
          {reference && <small> {t('chain:outline.again')}</small>}
        </span>
        <span className={styles.line}>
          {[output, reference ? '' : face.line].filter(Boolean).join(' · ')}
        </span>
      </span>
      <span className={styles.state}>
        {!reference && hasBadge && <Badges face={face} health={health} most={1} />}
        {!reference && numbers !== undefined && numbers.rate > 0 && <span>{rate(numbers.rate)}</span>}
      </span>
    </div>
  )
}
