import { useTranslation } from 'react-i18next'
import { Tile } from '../canvas/Tile.tsx'
import { type CommonMember, commonMember, commonMembers } from '../document/common.ts'
import type { Comparison } from '../document/compare.ts'
import type { ChainDoc, DocNode, Wire } from '../document/document.ts'
import { useEditor } from '../state/use-editor.ts'
import { Difference } from './Difference.tsx'
import styles from './dialogs.module.css'

/** Everything that two states of a chain differ in: node by node, field by field, wire by wire. */
export function Differences({
  comparison,
  before,
  after,
  onOpen,
}: {
  comparison: Comparison
  before: ChainDoc | null
  after: ChainDoc
  /** goes to a node of `after`; absent where that is not what the canvas shows */
  onOpen?: ((node: DocNode) => void) | undefined
}) {
  const { t } = useTranslation()
  const catalog = useEditor((state) => state.catalog)
  const { added, changed, removed, wiresAdded, wiresRemoved, firstChanged } = comparison
  const nodeRow = (node: DocNode, word: string, canOpen: boolean) => {
    const content = (
      <>
        <Tile definition={catalog.byType.get(node.type)} small />
        <b>{node.name}</b> <span className={styles.muted}>#{node.number}</span>
        <span className={styles.muted}>{word}</span>
      </>
    )
    return onOpen && canOpen ? (
      <button key={node.id} type="button" className={styles.row} onClick={() => onOpen(node)}>
        {content}
      </button>
    ) : (
      <div key={node.id} className={styles.row}>
        {content}
      </div>
    )
  }
  const name = (id: string | null) =>
    id === null ? '–' : (after.nodes.get(id) ?? before?.nodes.get(id))?.name
  const wireRow = (wire: Wire, word: string) => (
    <div key={wire.id} className={styles.row}>
      {name(wire.from)} · {wire.output} → {name(wire.to)}
      <span className={styles.muted}>{word}</span>
    </div>
  )
  return (
    <div className={styles.list}>
      {changed.map(({ node, live, fields }) => (
        <div key={node.id}>
          {nodeRow(node, t('chain:compare.changed'), true)}
          {fields.map((field) => (
            <Difference
              key={field}
              label={fieldLabel(field, catalog.byType.get(node.type)?.config[field]?.label, t)}
              before={shown(live, field)}
              after={shown(node, field)}
            />
          ))}
        </div>
      ))}
      {added.map((node) => nodeRow(node, t('chain:compare.added'), true))}
      {removed.map((node) => nodeRow(node, t('chain:compare.removed'), false))}
      {wiresAdded.map((wire) => wireRow(wire, t('chain:compare.added')))}
      {wiresRemoved.map((wire) => wireRow(wire, t('chain:compare.removed')))}
      {firstChanged && (
        <Difference
          label={t('chain:compare.first')}
          before={name(before?.first ?? null) ?? '–'}
          after={name(after.first) ?? '–'}
        />
      )}
    </div>
  )
}

function fieldLabel(field: string, known: string | undefined, t: (key: string) => string): string {
  return field.startsWith('@') ? t(`chain:compare.${field.slice(1)}`) : (known ?? field)
}

function shown(node: DocNode, field: string): string {
  const value = valueIn(node, field)
  if (value === undefined || value === null) return '–'
  return typeof value === 'string' ? value : JSON.stringify(value, null, 1)
}

function valueIn(node: DocNode, field: string): unknown {
  const member = field.slice(1)
  if (!field.startsWith('@')) return node.configuration[field]
  return commonMembers.includes(member as CommonMember)
    ? commonMember(node, member as CommonMember)
    : node[member as 'name']
}
