import { Button } from '@mantine/core'
import { IconMathFunction, IconPlus } from '@tabler/icons-react'
import { useQuery, useQueryClient } from '@tanstack/react-query'
import { lazy, Suspense, useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { EntityId } from '../api/devices.ts'
import { Card } from '../parts/Card.tsx'
import { Empty } from '../parts/Empty.tsx'
import { removeLater, useLeaving } from '../parts/leaving.ts'
import { Trouble } from '../parts/Trouble.tsx'
import { tell } from '../parts/toasts.ts'
import styles from './CalculatedFields.module.css'
import { FieldRow } from './FieldRow.tsx'
import type { Owner } from './keys.ts'
import type { CalculatedField } from './model.ts'
import { fieldsKey, listFields, removeField, saveField } from './server.ts'

// with the code editor, which few who look at a device need
const FieldForm = lazy(() => import('./FieldForm.tsx'))

interface FieldsCardProps {
  /** a device, an asset, a customer or a profile as the server has it; nothing is shown of other kinds */
  of: { readonly id: EntityId }
  name: string
}

const hosts: readonly string[] = ['DEVICE', 'ASSET', 'CUSTOMER', 'DEVICE_PROFILE', 'ASSET_PROFILE']

export function FieldsCard({ of, name }: FieldsCardProps) {
  return hosts.includes(of.id.entityType) ? <Fields of={of} name={name} /> : null
}

/** What is calculated of the values of an entity, or of all entities of a profile. */
function Fields({ of, name }: FieldsCardProps) {
  const entity = of.id
  const customerId = referenceIn(of, 'customerId')
  // whose fields hold for the entity as well
  const profile = referenceIn(of, entity.entityType === 'DEVICE' ? 'deviceProfileId' : 'assetProfileId')
  const { t } = useTranslation()
  const queries = useQueryClient()
  const leaving = useLeaving()
  const [editing, setEditing] = useState<CalculatedField | 'new' | null>(null)
  const [error, setError] = useState<unknown>(null)
  const own = useQuery({ queryKey: fieldsKey(entity), queryFn: () => listFields(entity) })
  const shared = useQuery({
    queryKey: profile ? fieldsKey(profile) : ['calculated-fields', 'none'],
    queryFn: () => (profile ? listFields(profile) : []),
    enabled: profile !== undefined,
  })
  const owner: Owner = { entity, name, customerId: customerId ?? null }
  const shown = own.data?.filter(({ id }) => !leaving.has(id?.id ?? '')) ?? []
  const inherited = shared.data ?? []
  const reload = () => queries.invalidateQueries({ queryKey: fieldsKey(entity) })
  const remove = (field: CalculatedField) => {
    const id = field.id?.id ?? ''
    const forGood = () => removeField(id).then(reload)
    removeLater(id, t('calculated:removed', { name: field.name }), forGood, setError)
  }
  const change = async (field: CalculatedField) => {
    setError(null)
    try {
      await saveField(field)
      await reload()
    } catch (reason) {
      setError(reason)
    }
  }
  const form = (field: CalculatedField | null) => (
    <Suspense fallback={<p className={styles.hint}>{t('shell:loading')}</p>}>
      <FieldForm
        field={field}
        owner={owner}
        onCancel={() => setEditing(null)}
        onSaved={(saved) => {
          setEditing(null)
          tell(t('calculated:saved', { name: saved.name }))
          void reload()
        }}
      />
    </Suspense>
  )
  const add = (
    <Button size="xs" leftSection={<IconPlus size={14} stroke={1.75} />} onClick={() => setEditing('new')}>
      {t('calculated:add')}
    </Button>
  )
  const isEmpty = own.data !== undefined && shown.length === 0 && inherited.length === 0
  return (
    <Card title={t('calculated:title')} actions={!isEmpty && editing === null ? add : undefined} flush>
      {own.error && <Trouble error={own.error} retry={own.refetch} />}
      {error !== null && <Trouble error={error} />}
      <ul className={styles.list}>
        {shown.map((field) => (
          <li key={field.id?.id}>
            {editing !== 'new' && editing?.id?.id === field.id?.id ? (
              form(editing)
            ) : (
              <FieldRow
                field={field}
                at={entity}
                onEdit={() => setEditing(field)}
                onRemove={() => remove(field)}
                onChange={(next) => void change(next)}
              />
            )}
          </li>
        ))}
        {inherited.map((field) => (
          <li key={field.id?.id}>
            <FieldRow field={field} at={entity} profile={profile} />
          </li>
        ))}
        {editing === 'new' && <li>{form(null)}</li>}
      </ul>
      {isEmpty && editing === null && (
        <Empty icon={<IconMathFunction size={24} stroke={1.75} />} title={t('calculated:none')} actions={add}>
          {t('calculated:why')}
        </Empty>
      )}
    </Card>
  )
}

/** what the cloud writes as the id of no customer */
const noCustomer = '13814000-1dd2-11b2-8080-808080808080'

function referenceIn(of: object, member: string): EntityId | undefined {
  const entity = (of as Readonly<Record<string, EntityId | null | undefined>>)[member]
  return entity && entity.id !== noCustomer ? entity : undefined
}
