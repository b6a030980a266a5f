import { Button, Group, TextInput } from '@mantine/core'
import { type FormEvent, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { Trouble } from '../parts/Trouble.tsx'
import { type Queue, savedQueue } from './model.ts'
import { ProcessingFields } from './ProcessingFields.tsx'
import styles from './Queues.module.css'
import { SubmitFields } from './SubmitFields.tsx'
import { saveQueue } from './server.ts'

interface QueueFormProps {
  /** a new one where it has no id */
  queue: Queue
  onSaved: (queue: Queue) => void
  onCancel: () => void
}

/** Makes or changes a queue. Its name stays what it is: messages and nodes name it. */
export function QueueForm({ queue, onSaved, onCancel }: QueueFormProps) {
  const { t } = useTranslation()
  const [draft, setDraft] = useState(queue)
  const [error, setError] = useState<unknown>(null)
  const [busy, setBusy] = useState(false)
  const isNew = queue.id === undefined

  async function save(event: FormEvent) {
    event.preventDefault()
    setBusy(true)
    try {
      onSaved(await saveQueue(savedQueue(draft)))
    } catch (reason) {
      setError(reason)
      setBusy(false)
    }
  }
  return (
    <form className={styles.form} onSubmit={save} aria-label={draft.name || t('queues:add')}>
      <div className={styles.line}>
        <TextInput
          className={styles.grow ?? ''}
          label={t('queues:name')}
          description={t(isNew ? 'queues:nameHint' : 'queues:nameStays')}
          required
          withAsterisk={false}
          autoFocus={isNew}
          readOnly={!isNew}
          maxLength={240}
          pattern="[A-Za-z0-9_.\-]+"
          spellCheck={false}
          value={draft.name}
          onChange={(event) => setDraft({ ...draft, name: event.currentTarget.value })}
        />
        <TextInput
          className={styles.grow ?? ''}
          label={t('queues:description')}
          description={t('queues:descriptionHint')}
          value={draft.additionalInfo?.description ?? ''}
          onChange={(event) =>
            setDraft({
              ...draft,
              additionalInfo: { ...draft.additionalInfo, description: event.currentTarget.value },
            })
          }
        />
      </div>
      <SubmitFields draft={draft} onChange={setDraft} />
      <ProcessingFields draft={draft} onChange={setDraft} />
      {error !== null && <Trouble error={error} />}
      <Group justify="flex-end" gap="xs">
        <Button variant="subtle" onClick={onCancel}>
          {t('shell:cancel')}
        </Button>
        <Button type="submit" variant="filled" loading={busy}>
          {t('queues:save')}
        </Button>
      </Group>
    </form>
  )
}
