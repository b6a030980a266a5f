import { Button } from '@mantine/core'
import { IconCpu, IconPlus } from '@tabler/icons-react'
import { keepPreviousData, useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { listDevices } from '../api/devices.ts'
import type { PageQuery } from '../api/pages.ts'
import { useStatus } from '../api/status.ts'
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
import { DeviceTable } from './DeviceTable.tsx'
import { NewDevice } from './NewDevice.tsx'

const PAGE_SIZE = 20
const newestFirst = { sort: 'createdTime', order: 'DESC' } as const
const sorts = ['name', 'type', 'createdTime']

export default function DevicesPage() {
  const { t } = useTranslation()
  const { status } = useStatus()
  const leaving = useLeaving()
  const [adding, setAdding] = useState(false)
  const { list: shown, typed, setTyped, show } = useListAddress(newestFirst, sorts)
  const { text, page } = shown
  const query: PageQuery = {
    page,
    pageSize: PAGE_SIZE,
    textSearch: text,
    sortProperty: shown.sort,
    sortOrder: shown.order,
  }
  const list = useQuery({
    queryKey: ['devices', 'list', query],
    queryFn: () => listDevices(query),
    placeholderData: keepPreviousData,
    refetchInterval: 10_000,
  })
  const devices = list.data?.data.filter(({ id }) => !leaving.has(id.id))
  const noneAtAll = list.data?.totalElements === 0 && text === ''

  const add = (
    <Button
      variant="filled"
      leftSection={<IconPlus size={16} stroke={1.75} />}
      onClick={() => setAdding(true)}
    >
      {t('devices:new.open')}
    </Button>
  )
  return (
    <Page>
      <PageHead title={t('shell:nav.devices')} say={status && say(status.devices)} actions={add} />
      {!noneAtAll && (
        <SearchField
          label={t('devices:search')}
          value={typed}
          onChange={setTyped}
          found={list.data?.totalElements}
        />
      )}
      {list.isError && <Trouble what={t('devices:failed')} error={list.error} retry={list.refetch} />}
      {devices && devices.length > 0 && <DeviceTable devices={devices} order={shown} onOrder={show} />}
      {devices && devices.length === 0 && (
        <Card>
          <Empty
            icon={<IconCpu size={24} stroke={1.75} />}
            title={noneAtAll ? t('devices:empty.title') : t('devices:empty.noneFound', { text })}
            actions={
              noneAtAll ? add : <Button onClick={() => setTyped('')}>{t('devices:empty.showAll')}</Button>
            }
          >
            {noneAtAll ? t('devices:empty.text') : t('devices:empty.noneText')}
          </Empty>
        </Card>
      )}
      {list.data && (
        <Pager
          page={page}
          pages={list.data.totalPages}
          total={list.data.totalElements}
          onPage={(next) => show({ page: next })}
        />
      )}
      <NewDevice opened={adding} onClose={() => setAdding(false)} />
    </Page>
  )

  function say({ total, connected }: { total: number; connected: number }): string {
    const all = t('devices:say.all', { count: total, number: count(total) })
    return total === 0
      ? all
      : `${all} ${t('devices:say.online', { count: connected, number: count(connected) })}`
  }
}
