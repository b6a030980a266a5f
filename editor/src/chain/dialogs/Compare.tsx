import { Button } from '@mantine/core'
import { useTranslation } from 'react-i18next'
import { Tile } from '../canvas/Tile.tsx'
import { discardCommand } from '../commands/discard.ts'
import { useRun } from '../commands/use-run.ts'
import type { DocNode, Wire } from '../document/document.ts'
import { openNode } from '../state/editor.ts'
import { useComparison, useEditor, useSession } from '../state/use-editor.ts'
import { Dialog } from './Dialog.tsx'
import styles from './dialogs.module.css'

/** How the draft differs from what runs, node by node and field by field. */
export function Compare() {
  const { t } = useTranslation()
  const { editor, canvas } = useSession()
  const run = useRun()
  const catalog = useEditor((state) => state.catalog)
  const doc = useEditor((state) => state.doc)
  const liveDoc = useEditor((state) => state.liveDoc)
  const { added, changed, removed, wiresAdded, wiresRemoved, moved, count } = useComparison()
  const open = (node: DocNode) => {
    editor.setState({ dialog: null })
    openNode(editor, node.id)
    canvas.current?.focus(node.id)
  }
  const nodeRow = (node: DocNode, word: string, jump: boolean) => (
    <button key={node.id} type="button" className={styles.row} onClick={() => jump && open(node)}>
      <Tile definition={catalog.byType.get(node.type)} small />
      <b>{node.name}</b> <span className={styles.muted}>#{node.number}</span>
      <span className={styles.muted}>{word}</span>
    </button>
  )
  const wireRow = (wire: Wire, word: string) => {
    const name = (id: string) => (doc.nodes.get(id) ?? liveDoc?.nodes.get(id))?.name
    return (
      <div key={wire.id} className={styles.row}>
        {name(wire.from)} · {wire.output} → {name(wire.to)}
        <span className={styles.muted}>{word}</span>
      </div>
    )
  }
  return (
    <Dialog title={t('chain:compare.title')} size="xl">
      <p className={styles.text}>
        {count === 0 ? t('chain:compare.same') : t('chain:compare.text', { count })}
        {moved.length > 0 && ` ${t('chain:compare.moved', { count: moved.length })}`}
      </p>
      <div className={styles.list}>
        {changed.map(({ node, live, fields }) => (
          <div key={node.id}>
            {nodeRow(node, t('chain:compare.changed'), true)}
            {fields.map((field) => (
              <div key={field} className={styles.field}>
                <span>{label(field, catalog.byType.get(node.type)?.config[field]?.label, t)}</span>
                <pre>{shown(live, field)}</pre>
                <pre>{shown(node, field)}</pre>
              </div>
            ))}
          </div>
        ))}
        {added.map((node) => nodeRow(node, t('chain:compare.added'), true))}
        {removed.map((node) => nodeRow(node, t('chain:compare.removed'), false))}
        {wiresAdded.map((wire) => wireRow(wire, t('chain:compare.added')))}
        {wiresRemoved.map((wire) => wireRow(wire, t('chain:compare.removed')))}
      </div>
      <div className={styles.actions}>
        <Button
          variant="outline"
          color="crit"
          onClick={() => {
            editor.setState({ dialog: null })
            run(discardCommand)
          }}
        >
          {t('chain:command.discard')}
        </Button>
      </div>
    </Dialog>
  )
}

function label(field: string, known: string | undefined, t: (key: string) => string): string {
  return field.startsWith('@') ? t(`chain:compare.${field.slice(1)}`) : (known ?? field)
}

function shown(node: DocNode, field: string): string {
  const value = field.startsWith('@') ? node[field.slice(1) as 'name'] : node.configuration[field]
  if (value === undefined) return '–'
  return typeof value === 'string' ? value : JSON.stringify(value, null, 1)
}
