import { useTranslation } from 'react-i18next'
import { changeNodes } from '../document/nodes.ts'
import { edit } from '../state/editor.ts'
import { useEditor, useSession } from '../state/use-editor.ts'
import styles from './RuleNode.module.css'

/** The node's name and telling line; while it is renamed (F2) the name is a field. */
export function NodeTitle({ id, name, line }: { id: string; name: string; line: string }) {
  const { t } = useTranslation()
  const { editor, canvas } = useSession()
  const renaming = useEditor((state) => state.renaming === id)

  const done = (value: string | null) => {
    if (editor.getState().renaming !== id) return
    editor.setState({ renaming: null })
    const to = value?.trim()
    if (to && to !== name) {
      edit(editor, { key: 'chain:history.rename', values: { from: name, to } }, (doc) =>
        changeNodes(doc, [id], (node) => ({ ...node, name: to })),
      )
    }
    canvas.current?.focus(id)
  }

  if (renaming) {
    return (
      <input
        className={`${styles.rename} nodrag nopan`}
        aria-label={t('chain:node.name')}
        defaultValue={name}
        ref={(input) => input?.select()}
        onBlur={(event) => done(event.currentTarget.value)}
        onKeyDown={(event) => {
          event.stopPropagation()
          if (event.key === 'Enter') done(event.currentTarget.value)
          if (event.key === 'Escape') done(null)
        }}
      />
    )
  }
  return (
    <div className={styles.words}>
      <b title={name}>{name}</b>
      {line !== '' && <span title={line}>{line}</span>}
    </div>
  )
}
