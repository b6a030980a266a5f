import { IconAlertTriangle, IconPencil } from '@tabler/icons-react'
import { type ComponentType, lazy, Suspense, useId } from 'react'
import { useTranslation } from 'react-i18next'
import type { FieldJson } from '../../../../engine/api/contract.ts'
import { sameValue } from '../document/compare.ts'
import { ChainField } from './ChainField.tsx'
import { ChoiceField } from './ChoiceField.tsx'
import { ChoicesField } from './ChoicesField.tsx'
import { ConditionsField } from './ConditionsField.tsx'
import { EntityField } from './EntityField.tsx'
import { EntityIdField } from './EntityIdField.tsx'
import { FlagField } from './FlagField.tsx'
import styles from './FormField.module.css'
import { type FieldContext, type FieldProps, valueText, wrongWith } from './field.ts'
import { GroupField } from './GroupField.tsx'
import { JsonField } from './JsonField.tsx'
import { KeyField } from './KeyField.tsx'
import { KeysField } from './KeysField.tsx'
import { NumberField } from './NumberField.tsx'
import { PairsField } from './PairsField.tsx'
import { RowsField } from './RowsField.tsx'
import { TextField } from './TextField.tsx'

const ScriptField = lazy(() => import('./ScriptField.tsx').then((file) => ({ default: file.ScriptField })))

/** One component per kind of field; a kind that is not here is edited as JSON, so nothing is out of reach. */
const byKind = {
  text: TextField,
  number: NumberField,
  flag: FlagField,
  choice: ChoiceField,
  choices: ChoicesField,
  messageKey: KeyField,
  keys: KeysField,
  pairs: PairsField,
  script: ScriptField,
  json: JsonField,
  conditions: ConditionsField,
  chain: ChainField,
  entity: EntityField,
  entityId: EntityIdField,
  group: GroupField,
  rows: RowsField,
} as unknown as Readonly<Record<string, ComponentType<FieldProps>>>

/** Their own first line says the label. */
const withOwnLabel = new Set(['flag', 'script'])

interface Props {
  field: FieldJson
  value: unknown
  /** what runs; undefined when the node is new */
  live?: { readonly value: unknown } | undefined
  problem?: string | undefined
  context: FieldContext
  onChange: (value: unknown) => void
}

/** A field with what belongs to it: label, unit, hint, “differs from live” with Reset, and what is wrong with it. */
export function FormField({ field, value, live, problem, context, onChange }: Props) {
  const { t } = useTranslation()
  const id = useId()
  const Control = byKind[field.kind] ?? (JsonField as ComponentType<FieldProps>)
  const wrong = wrongWith(field, value)
  const error = wrong ? t(wrong.key, wrong.values ?? {}) : problem
  const differs = live !== undefined && !sameValue(live.value ?? field.default, value ?? field.default)
  const describedBy = `${id}-about`
  return (
    <div className={styles.field} data-invalid={error !== undefined || undefined}>
      {!withOwnLabel.has(field.kind) && !saysItsFirst(field) && (
        <label className={styles.label} htmlFor={id}>
          {field.label}
          {differs && (
            <IconPencil
              size={12}
              stroke={2}
              className={styles.pencil}
              aria-label={t('chain:field.differs')}
            />
          )}
        </label>
      )}
      <Suspense fallback={<div className={styles.waiting} />}>
        <Control
          id={id}
          field={field}
          value={value ?? field.default}
          onChange={onChange}
          describedBy={describedBy}
          invalid={error !== undefined}
          context={context}
        />
      </Suspense>
      <div id={describedBy} className={styles.about}>
        {field.hint && <span>{field.hint}</span>}
        {differs && field.kind !== 'script' && (
          <span className={styles.differs}>
            {t('chain:field.live', { value: valueText(field, live.value ?? field.default) })}
            <button type="button" onClick={() => onChange(live.value)}>
              {t('chain:field.reset')}
            </button>
          </span>
        )}
        {error !== undefined && (
          <span className={styles.error} role="alert">
            <IconAlertTriangle size={12} stroke={2} aria-hidden="true" /> {error}
          </span>
        )}
      </div>
    </div>
  )
}

/** A group whose first field is called as the group itself would say the same twice. */
function saysItsFirst({ fields, label }: FieldJson): boolean {
  const [first] = Object.values(fields ?? {})
  return first?.label === label
}
