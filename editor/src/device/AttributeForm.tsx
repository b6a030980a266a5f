import { TextInput } from '@mantine/core'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { type EntityId, type Scope, saveAttribute } from '../api/devices.ts'
import { ShortForm } from '../parts/ShortForm.tsx'
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

  async function save() {
    await saveAttribute(entity, scope, key.trim(), parseValue(text))
    onDone()
  }

  return (
    <div className={styles.form}>
      <ShortForm compact submit={t('device:attributes.save')} onSubmit={save} onCancel={onDone}>
        {!known && (
          <TextInput
            label={t('device:attributes.key')}
            required
            withAsterisk={false}
            value={key}
            onChange={(event) => setKey(event.currentTarget.value)}
          />
        )}
        <TextInput
          label={known ? known.key : t('device:attributes.value')}
          description={t('device:attributes.hint')}
          required
          withAsterisk={false}
          value={text}
          onChange={(event) => setText(event.currentTarget.value)}
        />
      </ShortForm>
    </div>
  )
}
