import { ActionIcon, Button, Select } from '@mantine/core'
import { IconPlus, IconX } from '@tabler/icons-react'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { NodeDefinitionJson } from '../../../../engine/api/contract.ts'
import { Tile } from '../canvas/Tile.tsx'
import { addWire } from '../canvas/use-connecting.ts'
import type { DocNode } from '../document/document.ts'
import { disconnect, wiresFrom } from '../document/wires.ts'
import { outputsOf } from '../state/catalog.ts'
import { edit, openNode } from '../state/editor.ts'
import { useEditor, useSession } from '../state/use-editor.ts'
import styles from './Panel.module.css'

/** Where messages go from here, as a list: the way to wire without a canvas. */
export function Connections({
  node,
  definition,
}: {
  node: DocNode
  definition: NodeDefinitionJson | undefined
}) {
  const { t } = useTranslation()
  const { editor } = useSession()
  const doc = useEditor((state) => state.doc)
  const catalog = useEditor((state) => state.catalog)
  const [adding, setAdding] = useState<string | null>(null)
  const wires = wiresFrom(doc, node.id)
  const outputs = outputsOf(
    node,
    definition,
    wires.map((wire) => wire.output),
  )
  const targets = [...doc.nodes.values()]
    .filter((one) => !catalog.byType.get(one.type)?.source)
    .map((one) => ({ value: one.id, label: `#${one.number} ${one.name}` }))
  if (outputs.length === 0) return null
  return (
    <section className={styles.section} aria-label={t('chain:node.goesTo')}>
      <h3>{t('chain:node.goesTo')}</h3>
      {wires.map((wire) => {
        const to = doc.nodes.get(wire.to)
        return (
          <div key={wire.id} className={styles.connection}>
            <span className={styles.output}>{wire.output} →</span>
            <span>
              <button
                type="button"
                className="link"
                onClick={() => openNode(editor, wire.to)}
                style={linkStyle}
              >
                <Tile definition={catalog.byType.get(to?.type ?? '')} small /> {to?.name}{' '}
                <small>#{to?.number}</small>
              </button>
            </span>
            <ActionIcon
              size={24}
              aria-label={t('chain:node.unwire', { output: wire.output, to: to?.name })}
              onClick={() =>
                edit(editor, { key: 'chain:history.unwire', values: { count: 1 } }, (now) =>
                  disconnect(now, [wire.id]),
                )
              }
            >
              <IconX size={14} />
            </ActionIcon>
          </div>
        )
      })}
      {adding === null ? (
        <Button
          size="xs"
          variant="subtle"
          mr="auto"
          leftSection={<IconPlus size={14} />}
          onClick={() => setAdding(outputs[0] ?? '')}
        >
          {t('chain:node.wire')}
        </Button>
      ) : (
        <div className={styles.connection}>
          <Select
            aria-label={t('chain:node.output')}
            data={outputs}
            value={adding}
            w={104}
            allowDeselect={false}
            onChange={setAdding}
          />
          <Select
            aria-label={t('chain:node.target')}
            placeholder={t('chain:node.target')}
            data={targets}
            value={null}
            searchable
            autoFocus
            flex={1}
            onChange={(to) => {
              if (to) addWire(editor, node.id, adding, to)
              setAdding(null)
            }}
          />
        </div>
      )}
    </section>
  )
}

const linkStyle = {
  display: 'inline-flex',
  alignItems: 'center',
  gap: 6,
  padding: 0,
  border: 0,
  background: 'none',
  color: 'var(--text)',
  font: 'inherit',
  cursor: 'pointer',
} as const
