import { Button } from '@mantine/core'
import { IconPlus } from '@tabler/icons-react'
import { useTranslation } from 'react-i18next'
import { commandsById } from '../commands/all.ts'
import type { Command } from '../commands/command.ts'
import { useRun } from '../commands/use-run.ts'
import { useEditor } from '../state/use-editor.ts'
import styles from './CanvasEmpty.module.css'

/** What an empty chain says: what will be here and how to begin. */
export function CanvasEmpty() {
  const { t } = useTranslation()
  const run = useRun()
  const empty = useEditor((state) => state.doc.nodes.size === 0)
  if (!empty) return null
  return (
    <div className={styles.empty}>
      <h2>{t('chain:empty.title')}</h2>
      <p>{t('chain:empty.text')}</p>
      <Button
        variant="filled"
        leftSection={<IconPlus size={16} />}
        rightSection={<kbd>/</kbd>}
        onClick={() => run(commandsById.get('add') as Command)}
      >
        {t('chain:empty.add')}
      </Button>
    </div>
  )
}
