import { ActionIcon, Button } from '@mantine/core'
import { IconX } from '@tabler/icons-react'
import { useEffect } from 'react'
import { useTranslation } from 'react-i18next'
import type { RememberedMessage } from '../../../../engine/api/contract.ts'
import { clockTime, took } from '../../parts/numbers.ts'
import { follow, goToStep } from '../state/followed.ts'
import { useSession } from '../state/use-editor.ts'
import { JsonText } from './JsonText.tsx'
import styles from './Path.module.css'
import { PathStep } from './PathStep.tsx'
import { Replay } from './Replay.tsx'
import { useFlight } from './use-flight.ts'

/** One message's way as a strip with the time of each step, through all chains; the same wires light up on the canvas. */
export function Path({ message, onClose }: { message: RememberedMessage; onClose: () => void }) {
  const { t } = useTranslation()
  const session = useSession()
  const { steps, nodeOf } = useFlight(message)
  useEffect(() => follow(steps), [steps])
  const total = steps.reduce((sum, step) => sum + (step.took ?? 0), 0)
  return (
    <div className={styles.path}>
      <header>
        <b>{message.originator.name ?? message.originator.entityType}</b>
        <span>{clockTime(message.at)}</span>
        <span>{t('chain:path.total', { count: steps.length, time: took(total) })}</span>
        <Button size="compact-xs" variant="subtle" onClick={() => goToStep(session, message)}>
          {t('chain:messages.showNode')}
        </Button>
        <ActionIcon size={24} aria-label={t('chain:pane.closePath')} onClick={onClose}>
          <IconX size={14} />
        </ActionIcon>
      </header>
      <ol className={styles.steps} aria-label={t('chain:path.label')}>
        {steps.map((step, index) => (
          <PathStep
            key={step.seq}
            step={step}
            node={nodeOf(step)}
            entersChain={step.chainId !== (steps[index - 1]?.chainId ?? message.chainId)}
            current={step.seq === message.seq}
            first={index === 0}
          />
        ))}
      </ol>
      {message.error !== null && <p className={styles.error}>{message.error}</p>}
      <Replay message={message} />
      <pre>
        <JsonText text={message.dataOut ?? message.data} />
      </pre>
    </div>
  )
}
