import { ActionIcon, Button, Menu } from '@mantine/core'
import { IconDots, IconStar, IconTrash } from '@tabler/icons-react'
import { useQuery, useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { useNavigate, useParams } from 'react-router'
import { AlarmsCard } from '../alarms/AlarmsCard.tsx'
import { Missing } from '../app/Missing.tsx'
import { FieldsCard } from '../calculated-fields/FieldsCard.tsx'
import { Attributes } from '../device/Attributes.tsx'
import { Ago } from '../parts/Ago.tsx'
import { Back } from '../parts/Back.tsx'
import { Card } from '../parts/Card.tsx'
import { removeLater } from '../parts/leaving.ts'
import { Page } from '../parts/Page.tsx'
import { PageHead } from '../parts/PageHead.tsx'
import { Trouble } from '../parts/Trouble.tsx'
import { TwoColumns } from '../parts/TwoColumns.tsx'
import { tell } from '../parts/toasts.ts'
import { AlarmRulesCard } from './alarm-rules/AlarmRulesCard.tsx'
import { EntityForm } from './EntityForm.tsx'
import { type Entity, type Kind, kindById } from './kinds.ts'
import { LatestValues } from './LatestValues.tsx'
import { Relations } from './Relations.tsx'
import { getEntity, makeDefault, removeEntity } from './server.ts'

/** One entity: what it is, what is known of it, and what it is related to. */
export default function EntityPage() {
  const { t } = useTranslation()
  const { kind: kindId, entityId = '' } = useParams()
  const kind = kindById(kindId)
  const entity = useQuery({
    queryKey: ['entities', kind?.id, 'one', entityId],
    queryFn: () => getEntity(kind as Kind, entityId),
    enabled: kind !== undefined,
  })
  if (!kind) return <Missing />
  if (entity.isError)
    return (
      <Page>
        <PageHead
          title={t('entities:gone')}
          before={<Back to={`/entities/${kind.id}`} label={t('entities:back')} />}
        />
        <Trouble error={entity.error} retry={entity.refetch} />
      </Page>
    )
  return entity.data ? <EntityView key={entityId} kind={kind} entity={entity.data} /> : null
}

function EntityView({ kind, entity }: { kind: Kind; entity: Entity }) {
  const { t } = useTranslation()
  const navigate = useNavigate()
  const queries = useQueryClient()
  const [edition, setEdition] = useState(0)
  const [error, setError] = useState<unknown>(null)
  const name = String(entity[kind.title] ?? '')
  const { id } = entity.id
  const isDefault = kind.hasDefault === true && entity.default === true
  const changed = () => queries.invalidateQueries({ queryKey: ['entities', kind.id] })
  const remove = () => {
    const forGood = async () => {
      await removeEntity(kind, id)
      await changed()
    }
    removeLater(id, t('entities:deleted', { name }), forGood)
    navigate(`/entities/${kind.id}`)
  }
  const star = async () => {
    try {
      await makeDefault(kind, id)
      await changed()
    } catch (reason) {
      setError(reason)
    }
  }
  return (
    <Page>
      <PageHead
        title={name}
        before={<Back to={`/entities/${kind.id}`} label={t('entities:back')} />}
        say={
          <>
            {t(`entities:kind.${kind.id}.one`)} · {t('entities:field.created')}{' '}
            <Ago at={entity.createdTime} />
          </>
        }
        actions={
          <>
            {kind.hasDefault && !isDefault && (
              <Button leftSection={<IconStar size={16} stroke={1.75} />} onClick={() => void star()}>
                {t('entities:makeDefault')}
              </Button>
            )}
            <Menu position="bottom-end">
              <Menu.Target>
                <ActionIcon variant="default" aria-label={t('entities:acts', { name })}>
                  <IconDots size={16} stroke={1.75} />
                </ActionIcon>
              </Menu.Target>
              <Menu.Dropdown>
                <Menu.Item
                  color="crit"
                  disabled={isDefault}
                  title={isDefault ? t('entities:defaultStays') : undefined}
                  leftSection={<IconTrash size={16} stroke={1.75} />}
                  onClick={remove}
                >
                  {t('entities:delete')}
                </Menu.Item>
              </Menu.Dropdown>
            </Menu>
          </>
        }
      />
      {error !== null && <Trouble error={error} />}
      <TwoColumns
        side={
          <>
            {kind.hasTelemetry && <AlarmsCard entity={entity.id} />}
            {kind.hasTelemetry && <LatestValues entity={entity.id} />}
            <Attributes entity={entity.id} />
          </>
        }
      >
        <Card title={t('entities:about')}>
          <EntityForm
            key={edition}
            kind={kind}
            entity={entity}
            onCancel={() => setEdition((before) => before + 1)}
            onSaved={(saved) => {
              queries.setQueryData(['entities', kind.id, 'one', id], saved)
              tell(t('entities:saved', { name: String(saved[kind.title] ?? '') }))
              setEdition((before) => before + 1)
            }}
          />
        </Card>
        {kind.id === 'device-profiles' && (
          <AlarmRulesCard
            kind={kind}
            profile={entity}
            onSaved={(saved) => queries.setQueryData(['entities', kind.id, 'one', id], saved)}
          />
        )}
        <FieldsCard of={entity} name={name} />
        <Relations entity={entity.id} />
      </TwoColumns>
    </Page>
  )
}
