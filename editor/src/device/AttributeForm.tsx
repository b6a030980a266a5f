import { Button, TextInput } from '@mantine/core'
import { type FormEvent, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { type EntityId, type Scope, saveAttribute } from '../api/devices.ts'
import { Trouble } from '../parts/Trouble.tsx'
import styles from './Attributes.module.css'
import { editable, parseValue } from './attribute-value.ts'

interface AttributeFormProps {
  entity: EntityId
  scope: Scope
  /** the attribute being changed; a new one without */
  known?: { key: string; value: unknown }
  onDone: () => void
}

export function AttributeForm({ entity, scope, known, onDone }: AttributeFormProps) {
  const { t } = useTranslation()
  const [key, setKey] = useState(known?.key ?? '')
  const [text, setText] = useState(known ? editable(known.value) : '')
  const [error, setError] = useState<unknown>(null)

  async function save(event: FormEvent) {
    event.preventDefault()
    try {
      await saveAttribute(entity, scope, key.trim(), parseValue(text))
      onDone()
    } catch (reason) {
      setError(reason)
    }
  }

  return (
    <form className={styles.form} onSubmit={save} onKeyDown={(event) => event.key === 'Escape' && onDone()}>
      {!known && (
        <TextInput
          label={t('device:attributes.key')}
          required
          withAsterisk={false}
          autoFocus
          value={key}
          onChange={(event) => setKey(event.currentTarget.value)}
        />
      )}
      <TextInput
        label={known ? known.key : t('device:attributes.value')}
        description={t('device:attributes.hint')}
        required
        withAsterisk={false}
        autoFocus={known !== undefined}
        value={text}
        onChange={(event) => setText(event.currentTarget.value)}
      />
      {error !== null && <Trouble error={error} />}
      <div className={styles.buttons}>
        <Button size="xs" type="submit" variant="filled">
          {t('device:attributes.save')}
        </Button>
        <Button size="xs" variant="subtle" onClick={onDone}>
          {t('shell:cancel')}
        </Button>
      </div>
    </form>
  )
}
