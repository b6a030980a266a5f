import { IconAlertTriangle } from '@tabler/icons-react'
import { useTranslation } from 'react-i18next'
import type { DocNode } from '../document/document.ts'
import { changeNodes } from '../document/nodes.ts'
import { JsonField } from '../fields/JsonField.tsx'
import { edit } from '../state/editor.ts'
import { useSession } from '../state/use-editor.ts'
import styles from './Panel.module.css'

const context = { nodeId: '', seen: [], siblings: {}, setSibling: () => {} }

/** A node whose kind is not known here: its configuration is kept, and can be seen and edited as JSON. */
export function UnknownSettings({ node }: { node: DocNode }) {
  const { t } = useTranslation()
  const { editor } = useSession()
  const set = (value: unknown) => {
    if (typeof value !== 'object' || value === null || Array.isArray(value)) return
    const configuration = value as Record<string, unknown>
    edit(
      editor,
      { key: 'chain:history.script', values: { node: node.name, field: 'JSON' } },
      (doc) => changeNodes(doc, [node.id], (one) => ({ ...one, configuration })),
      `json:${node.id}`,
    )
  }
  return (
    <div>
      <p className={styles.problem} data-severity="error">
        <IconAlertTriangle size={14} aria-hidden="true" /> {t('chain:node.unknown', { type: node.type })}
      </p>
      <JsonField
        id={`json-${node.id}`}
        field={{ kind: 'json', label: '' }}
        value={node.configuration}
        describedBy=""
        invalid={false}
        context={context}
        onChange={set}
      />
    </div>
  )
}
