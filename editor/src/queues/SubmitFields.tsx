import { Select } from '@mantine/core'
import { useTranslation } from 'react-i18next'
import { submitTypes } from '../../../engine/rules/queue-config.ts'
import type { Queue } from './model.ts'
import styles from './Queues.module.css'
import { Whole } from './Whole.tsx'

interface SubmitFieldsProps {
  draft: Queue
  onChange: (draft: Queue) => void
}

/** How many messages are in work at a time. */
export function SubmitFields({ draft, onChange }: SubmitFieldsProps) {
  const { t } = useTranslation()
  const { submitStrategy: submit } = draft
  const setSubmit = (part: Partial<Queue['submitStrategy']>) =>
    onChange({ ...draft, submitStrategy: { ...submit, ...part } })
  return (
    <fieldset className={styles.part}>
      <legend>{t('queues:submitTitle')}</legend>
      <div className={styles.line}>
        <Select
          className={styles.choice ?? ''}
          label={t('queues:submitLabel')}
          allowDeselect={false}
          data={submitTypes.map((value) => ({ value, label: t(`queues:submitName.${value}`) }))}
          value={submit.type}
          onChange={(type) => type !== null && setSubmit({ type: type as typeof submit.type })}
        />
        {submit.type === 'BATCH' && (
          <Whole
            label={t('queues:batchSize')}
            least={1}
            value={submit.batchSize}
            onChange={(batchSize) => setSubmit({ batchSize })}
          />
        )}
      </div>
      <p className={styles.soft}>{t(`queues:submitAbout.${submit.type}`)}</p>
    </fieldset>
  )
}
