import { Button, Modal, Tabs } from '@mantine/core'
import { IconPlus } from '@tabler/icons-react'
import { keepPreviousData, useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { useNavigate, useParams } from 'react-router'
import { Card } from '../parts/Card.tsx'
import { Empty } from '../parts/Empty.tsx'
import { useLeaving } from '../parts/leaving.ts'
import { useListAddress } from '../parts/list-address.ts'
import { count } from '../parts/numbers.ts'
import { Page } from '../parts/Page.tsx'
import { PageHead } from '../parts/PageHead.tsx'
import { Pager } from '../parts/Pager.tsx'
import { SearchField } from '../parts/SearchField.tsx'
import { Trouble } from '../parts/Trouble.tsx'
import { EntityForm } from './EntityForm.tsx'
import { EntityTable } from './EntityTable.tsx'
import { type Kind, kindById, kinds } from './kinds.ts'
import { listEntities } from './server.ts'

const PAGE_SIZE = 20

/** Everything besides devices that values, alarms and relations can belong to, a tab for each kind. */
export default function EntitiesPage() {
  const { t } = useTranslation()
  const navigate = useNavigate()
  const { kind: kindId } = useParams()
  const kind = kindById(kindId) ?? (kinds[0] as Kind)
  return (
    <Page>
      <Tabs
        value={kind.id}
        keepMounted={false}
        onChange={(next) => next !== null && navigate(`/entities/${next}`)}
      >
        <Tabs.List>
          {kinds.map(({ id }) => (
            <Tabs.Tab key={id} value={id}>
              {t(`entities:kind.${id}.many`)}
            </Tabs.Tab>
          ))}
        </Tabs.List>
      </Tabs>
      <KindList key={kind.id} kind={kind} />
    </Page>
  )
}

function KindList({ kind }: { kind: Kind }) {
  const { t } = useTranslation()
  const navigate = useNavigate()
  const leaving = useLeaving()
  const [adding, setAdding] = useState(false)
  const {
    list: shown,
    typed,
    setTyped,
    show,
  } = useListAddress({ sort: kind.title, order: 'ASC' }, [kind.title, 'createdTime'])
  const { text, page } = shown
  const query = {
    page,
    pageSize: PAGE_SIZE,
    textSearch: text,
    sortProperty: shown.sort,
    sortOrder: shown.order,
  } as const
  const list = useQuery({
    queryKey: ['entities', kind.id, query],
    queryFn: () => listEntities(kind, query),
    placeholderData: keepPreviousData,
  })
  const entities = list.data?.data.filter(({ id }) => !leaving.has(id.id))
  const noneAtAll = list.data?.totalElements === 0 && text === ''
  const add = (
    <Button
      variant="filled"
      leftSection={<IconPlus size={16} stroke={1.75} />}
      onClick={() => setAdding(true)}
    >
      {t(`entities:kind.${kind.id}.add`)}
    </Button>
  )
  const total = list.data?.totalElements ?? 0
  return (
    <>
      <PageHead
        title={t(`entities:kind.${kind.id}.many`)}
        say={list.data && t(`entities:kind.${kind.id}.say`, { count: total, number: count(total) })}
        actions={noneAtAll ? undefined : add}
      />
      {!noneAtAll && (
        <SearchField
          label={t('entities:search')}
          value={typed}
          onChange={setTyped}
          found={list.data?.totalElements}
        />
      )}
      {list.isError && <Trouble error={list.error} retry={list.refetch} />}
      {entities && entities.length > 0 && (
        <EntityTable kind={kind} entities={entities} order={shown} onOrder={show} />
      )}
      {entities && entities.length === 0 && (
        <Card>
          <Empty
            title={noneAtAll ? t(`entities:kind.${kind.id}.none`) : t('entities:noneFound', { text: text })}
            actions={
              noneAtAll ? add : <Button onClick={() => setTyped('')}>{t('devices:empty.showAll')}</Button>
            }
          >
            {noneAtAll ? t(`entities:kind.${kind.id}.why`) : undefined}
          </Empty>
        </Card>
      )}
      {list.data && (
        <Pager
          page={page}
          pages={list.data.totalPages}
          total={total}
          onPage={(next) => show({ page: next })}
        />
      )}
      <Modal opened={adding} onClose={() => setAdding(false)} title={t(`entities:kind.${kind.id}.add`)}>
        <EntityForm
          kind={kind}
          onCancel={() => setAdding(false)}
          onSaved={({ id }) => navigate(`/entities/${kind.id}/${id.id}`)}
        />
      </Modal>
    </>
  )
}
