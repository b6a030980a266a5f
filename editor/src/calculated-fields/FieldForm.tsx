import { Button, Group, Select, TextInput } from '@mantine/core'
import { type FormEvent, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { Trouble } from '../parts/Trouble.tsx'
import { AsJson } from './AsJson.tsx'
import styles from './CalculatedFields.module.css'
import { freshDraft } from './fresh.ts'
import { KindFields } from './KindFields.tsx'
import type { Owner } from './keys.ts'
import { type CalculatedField, configurationOf, draftOf, type FieldKind, kindOf, kindsFor } from './model.ts'
import { formulaProblem, placeOf } from './problems.ts'
import { saveField } from './server.ts'

interface FieldFormProps {
  /** a new one when null */
  field: CalculatedField | null
  owner: Owner
  onSaved: (field: CalculatedField) => void
  onCancel: () => void
}

/** Makes or changes a calculated field. What the form does not draw stays as it is. */
export default function FieldForm({ field, owner, onSaved, onCancel }: FieldFormProps) {
  const { t } = useTranslation()
  const offered = kindsFor(owner.entity)
  const [draft, setDraft] = useState(() => (field ? draftOf(field) : freshDraft(offered[0] ?? 'SIMPLE')))
  const [error, setError] = useState<unknown>(null)
  const [busy, setBusy] = useState(false)
  const known = kindOf(draft) !== undefined
  const [isText, setIsText] = useState(!known)
  const [isTextWrong, setTextWrong] = useState(false)
  const problem = error instanceof Error ? placeOf(error.message, draft) : null

  async function save(event: FormEvent) {
    event.preventDefault()
    if (isTextWrong || formulaProblem(draft) !== null) return
    setBusy(true)
    try {
      const { name, type } = draft
      const configuration = { ...configurationOf(draft), type }
      onSaved(await saveField({ ...field, entityId: owner.entity, name: name.trim(), type, configuration }))
    } catch (reason) {
      setError(reason)
      setBusy(false)
    }
  }

  return (
    <form className={styles.form} onSubmit={save} aria-label={draft.name || t('calculated:add')}>
      <div className={styles.line}>
        <TextInput
          className={styles.grow ?? ''}
          label={t('calculated:name')}
          required
          withAsterisk={false}
          autoFocus
          maxLength={255}
          value={draft.name}
          error={problem?.part === 'name' ? problem.text : undefined}
          onChange={(event) => setDraft({ ...draft, name: event.currentTarget.value })}
        />
        {field === null && (
          <Select
            w={250}
            label={t('calculated:kindLabel')}
            allowDeselect={false}
            data={offered.map((kind) => ({ value: kind, label: t(`calculated:kind.${kind}`) }))}
            value={draft.type}
            onChange={(next) => {
              if (next === null) return
              setError(null)
              setDraft(freshDraft(next as FieldKind, draft.name))
            }}
          />
        )}
      </div>
      <p className={styles.hint}>
        {known ? t(`calculated:about.${draft.type}`) : t('calculated:unknownKind', { type: draft.type })}
      </p>
      {isText ? (
        <AsJson draft={draft} onChange={setDraft} onWrong={setTextWrong} />
      ) : (
        <KindFields
          fieldId={field?.id?.id ?? null}
          draft={draft}
          owner={owner}
          problem={problem}
          onChange={setDraft}
        />
      )}
      {error !== null && (isText || problem === null || problem.part === 'form') && <Trouble error={error} />}
      <Group justify="space-between" gap="xs">
        <Button variant="subtle" disabled={!known || isTextWrong} onClick={() => setIsText(!isText)}>
          {t(isText ? 'calculated:asForm' : 'calculated:asJson')}
        </Button>
        <Group gap="xs">
          <Button variant="subtle" onClick={onCancel}>
            {t('shell:cancel')}
          </Button>
          <Button type="submit" variant="filled" loading={busy}>
            {t('calculated:save')}
          </Button>
        </Group>
      </Group>
    </form>
  )
}
