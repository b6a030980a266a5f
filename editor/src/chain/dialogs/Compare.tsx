import { Button } from '@mantine/core'
import { useTranslation } from 'react-i18next'
import { discardCommand } from '../commands/discard.ts'
import { useRun } from '../commands/use-run.ts'
import type { DocNode } from '../document/document.ts'
import { openNode } from '../state/editor.ts'
import { useComparison, useEditor, useSession } from '../state/use-editor.ts'
import { Dialog } from './Dialog.tsx'
import { Differences } from './Differences.tsx'
import styles from './dialogs.module.css'

/** How the draft differs from what runs, node by node and field by field. */
export function Compare() {
  const { t } = useTranslation()
  const { editor, canvas } = useSession()
  const run = useRun()
  const doc = useEditor((state) => state.doc)
  const liveDoc = useEditor((state) => state.liveDoc)
  const comparison = useComparison()
  const { count, moved } = comparison
  const open = (node: DocNode) => {
    editor.setState({ dialog: null })
    openNode(editor, node.id)
    canvas.current?.focus(node.id)
  }
  return (
    <Dialog title={t('chain:compare.title')} size="xl">
      <p className={styles.text}>
        {count === 0 ? t('chain:compare.same') : t('chain:compare.text', { count })}
        {moved.length > 0 && ` ${t('chain:compare.moved', { count: moved.length })}`}
      </p>
      <Differences comparison={comparison} before={liveDoc} after={doc} onOpen={open} />
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
