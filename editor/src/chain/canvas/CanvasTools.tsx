import { ActionIcon, Button, Tooltip } from '@mantine/core'
import { useStore } from '@xyflow/react'
import { useTranslation } from 'react-i18next'
import { commandsById } from '../commands/all.ts'
import type { Command } from '../commands/command.ts'
import { useRun } from '../commands/use-run.ts'
import { useEditor } from '../state/use-editor.ts'
import styles from './CanvasTools.module.css'

/** Zoom and tidy, on the canvas where the hand already is. */
export function CanvasTools() {
  const { t } = useTranslation()
  const run = useRun()
  const heat = useEditor((state) => state.heat)
  const percent = useStore((state) => Math.round(state.transform[2] * 100))
  const tool = (id: string) => {
    const command = commandsById.get(id) as Command
    return (
      <Tooltip label={t(command.title)}>
        <ActionIcon size={28} aria-label={t(command.title)} onClick={() => run(command)}>
          <command.icon size={16} stroke={1.75} />
        </ActionIcon>
      </Tooltip>
    )
  }
  const tidy = commandsById.get('tidy') as Command
  const heatTool = commandsById.get('heat') as Command
  const actual = commandsById.get('zoom-actual') as Command
  return (
    <div className={styles.tools}>
      <div>
        {tool('zoom-out')}
        <Tooltip label={t(actual.title)}>
          <button type="button" className={styles.percent} onClick={() => run(actual)}>
            {percent}%
          </button>
        </Tooltip>
        {tool('zoom-in')}
        {tool('fit')}
      </div>
      <div>
        <Button
          size="xs"
          variant="subtle"
          leftSection={<tidy.icon size={16} stroke={1.75} />}
          onClick={() => run(tidy)}
        >
          {t(tidy.title)}
        </Button>
      </div>
      <div>
        <Tooltip label={t('chain:heat.hint')}>
          <Button
            size="xs"
            variant={heat ? 'light' : 'subtle'}
            aria-pressed={heat}
            leftSection={<heatTool.icon size={16} stroke={1.75} />}
            onClick={() => run(heatTool)}
          >
            {t('chain:heat.label')}
          </Button>
        </Tooltip>
      </div>
    </div>
  )
}
