import { NumberInput, Select } from '@mantine/core'
import { useTranslation } from 'react-i18next'
import { processingTypes } from '../../../engine/rules/queue-config.ts'
import type { Queue } from './model.ts'
import styles from './Queues.module.css'
import { Whole } from './Whole.tsx'

interface ProcessingFieldsProps {
  draft: Queue
  onChange: (draft: Queue) => void
}

/** What becomes of messages that fail or take too long. */
export function ProcessingFields({ draft, onChange }: ProcessingFieldsProps) {
  const { t } = useTranslation()
  const { processingStrategy: processing } = draft
  const setProcessing = (part: Partial<Queue['processingStrategy']>) =>
    onChange({ ...draft, processingStrategy: { ...processing, ...part } })
  return (
    <fieldset className={styles.part}>
      <legend>{t('queues:processingTitle')}</legend>
      <div className={styles.line}>
        <Select
          className={styles.choice ?? ''}
          label={t('queues:processingLabel')}
          allowDeselect={false}
          data={processingTypes.map((value) => ({ value, label: t(`queues:processingName.${value}`) }))}
          value={processing.type}
          onChange={(type) => type !== null && setProcessing({ type: type as typeof processing.type })}
        />
        <Whole
          label={t('queues:late')}
          unit="ms"
          least={1}
          value={draft.packProcessingTimeout}
          onChange={(packProcessingTimeout) => onChange({ ...draft, packProcessingTimeout })}
        />
      </div>
      <p className={styles.soft}>{t(`queues:processingAbout.${processing.type}`)}</p>
      <div className={styles.line}>
        <Whole
          label={t('queues:retries')}
          value={processing.retries}
          onChange={(value) => setProcessing({ retries: value })}
        />
        <Whole
          label={t('queues:pause')}
          unit="s"
          value={processing.pauseBetweenRetries}
          onChange={(pauseBetweenRetries) =>
            setProcessing({
              pauseBetweenRetries,
              maxPauseBetweenRetries: Math.max(pauseBetweenRetries, processing.maxPauseBetweenRetries),
            })
          }
        />
        <Whole
          label={t('queues:longestPause')}
          unit="s"
          least={processing.pauseBetweenRetries}
          value={processing.maxPauseBetweenRetries}
          onChange={(maxPauseBetweenRetries) => setProcessing({ maxPauseBetweenRetries })}
        />
        <NumberInput
          w={150}
          label={t('queues:failing')}
          min={0}
          max={100}
          suffix=" %"
          value={shareShown(processing.failurePercentage)}
          onChange={(value) => setProcessing({ failurePercentage: typeof value === 'number' ? value : 0 })}
        />
      </div>
      <p className={styles.soft}>{t('queues:retriesHint')}</p>
    </fieldset>
  )
}

/** Below 1 the outside means a share: 0.3 is 30 %. */
const shareShown = (given: number): number => (given < 1 ? given * 100 : given)
