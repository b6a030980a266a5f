import { Tabs } from '@mantine/core'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { EntityId, Scope } from '../api/devices.ts'
import { useAttributes } from '../api/values.ts'
import { Card } from '../parts/Card.tsx'
import { count } from '../parts/numbers.ts'
import { Unfold } from '../parts/Unfold.tsx'
import { AttributeForm } from './AttributeForm.tsx'
import { AttributeRow } from './AttributeRow.tsx'
import styles from './Attributes.module.css'

const scopes = [
  { id: 'server', scope: 'SERVER_SCOPE' },
  { id: 'shared', scope: 'SHARED_SCOPE' },
  { id: 'client', scope: 'CLIENT_SCOPE' },
] as const

/** What is known of a device or another entity besides its measurements, in three scopes: ours, ours and told, the device's own. */
export function Attributes({ entity }: { entity: EntityId }) {
  const { t } = useTranslation()
  return (
    <Card title={t('device:attributes.title')} flush>
      <Tabs defaultValue="server" keepMounted={false}>
        <Tabs.List>
          {scopes.map(({ id }) => (
            <Tabs.Tab key={id} value={id}>
              {t(`device:attributes.scope.${id}`)}
            </Tabs.Tab>
          ))}
        </Tabs.List>
        {scopes.map(({ id, scope }) => (
          <Tabs.Panel key={id} value={id}>
            <p className={styles.about}>{t(`device:attributes.about.${id}`)}</p>
            <List entity={entity} scope={scope} />
          </Tabs.Panel>
        ))}
      </Tabs>
    </Card>
  )
}

function List({ entity, scope }: { entity: EntityId; scope: Scope }) {
  const { t } = useTranslation()
  const values = useAttributes(entity, scope)
  const [editing, setEditing] = useState<string | null>(null)
  // whose form was closed last: the keyboard goes on there
  const [edited, setEdited] = useState<string | null>(null)
  const writable = scope !== 'CLIENT_SCOPE'
  if (!values) return <p className={styles.about}>{t('shell:loading')}</p>
  const rows = [...values].sort(([a], [b]) => a.localeCompare(b, 'en'))
  return (
    <>
      <ul className={styles.list} aria-label={t('device:attributes.count', { number: count(rows.length) })}>
        {rows.map(([key, value]) =>
          editing === key ? (
            <li key={key}>
              <AttributeForm
                entity={entity}
                scope={scope}
                known={{ key, value: value.value }}
                onDone={() => {
                  setEditing(null)
                  setEdited(key)
                }}
              />
            </li>
          ) : (
            <AttributeRow
              key={key}
              entity={entity}
              scope={scope}
              name={key}
              value={value}
              wasEdited={edited === key}
              onEdit={writable ? () => setEditing(key) : undefined}
            />
          ),
        )}
      </ul>
      {rows.length === 0 && <p className={styles.none}>{t('device:attributes.none')}</p>}
      {writable && (
        <div className={styles.add}>
          <Unfold label={t('device:attributes.add')}>
            {(close) => <AttributeForm entity={entity} scope={scope} onDone={close} />}
          </Unfold>
        </div>
      )}
    </>
  )
}
