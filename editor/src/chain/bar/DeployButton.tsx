import { Button } from '@mantine/core'
import { IconAlertTriangle, IconRocket } from '@tabler/icons-react'
import { useTranslation } from 'react-i18next'
import { deployCommand } from '../commands/deploy.ts'
import { useRun } from '../commands/use-run.ts'
import { jumpToProblem } from '../state/jump.ts'
import { useComparison, useEditor, useSession } from '../state/use-editor.ts'
import styles from './DeployButton.module.css'

/** “Deploy 2 changes”; with problems it says so and leads to the first; with nothing to do it says that. */
export function DeployButton() {
  const { t } = useTranslation()
  const session = useSession()
  const run = useRun()
  const errors = useEditor((state) => state.problems.filter((problem) => problem.severity === 'error').length)
  const deploying = useEditor((state) => state.deploying)
  const canDeploy = useEditor((state) => state.chain.hasDraft)
  const { count, moved } = useComparison()
  if (errors > 0) {
    return (
      <Button
        size="xs"
        h={30}
        variant="outline"
        color="crit"
        className={styles.deploy}
        leftSection={<IconAlertTriangle size={14} stroke={1.75} />}
        onClick={() => {
          const { problems } = session.editor.getState()
          const first = problems.find((problem) => problem.severity === 'error')
          if (first) jumpToProblem(session, first)
        }}
      >
        {t('chain:bar.fix', { count: errors })}
      </Button>
    )
  }
  const nothing = count === 0 && moved.length === 0 && !canDeploy
  const label = nothing
    ? t('chain:bar.nothing')
    : count > 0
      ? t('chain:bar.deploy', { count })
      : t('chain:bar.deployLayout')
  return (
    <Button
      size="xs"
      h={30}
      variant={nothing ? 'default' : 'filled'}
      aria-disabled={nothing}
      className={styles.deploy}
      loading={deploying}
      leftSection={<IconRocket size={14} stroke={1.75} />}
      title={nothing ? t('chain:bar.nothingHint') : t('chain:command.deploy')}
      onClick={() => !nothing && run(deployCommand)}
    >
      {label}
    </Button>
  )
}
