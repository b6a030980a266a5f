import { Button, TextInput } from '@mantine/core'
import { useDebouncedValue, useHotkeys } from '@mantine/hooks'
import { IconCpu, IconPlus, IconSearch } from '@tabler/icons-react'
import { keepPreviousData, useQuery } from '@tanstack/react-query'
import { useRef, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { listDevices } from '../api/devices.ts'
import type { PageQuery } from '../api/pages.ts'
import { useStatus } from '../api/status.ts'
import { Card } from '../parts/Card.tsx'
import { Empty } from '../parts/Empty.tsx'
import { useLeaving } from '../parts/leaving.ts'
import { count } from '../parts/numbers.ts'
import { Page } from '../parts/Page.tsx'
import { PageHead } from '../parts/PageHead.tsx'
import { Pager } from '../parts/Pager.tsx'
import { Trouble } from '../parts/Trouble.tsx'
import styles from './DevicesPage.module.css'
import { DeviceTable } from './DeviceTable.tsx'
import { NewDevice } from './NewDevice.tsx'

const PAGE_SIZE = 20

export default function DevicesPage() {
  const { t } = useTranslation()
  const { status } = useStatus()
  const leaving = useLeaving()
  const [adding, setAdding] = useState(false)
  const [search, setSearch] = useState('')
  const [settled] = useDebouncedValue(search.trim(), 200)
  const [order, setOrder] = useState<Pick<PageQuery, 'sortProperty' | 'sortOrder'>>({
    sortProperty: 'createdTime',
    sortOrder: 'DESC',
  })
  const [page, setPage] = useState(0)
  const box = useRef<HTMLInputElement>(null)
  useHotkeys([['/', () => box.current?.focus()]])

  const query: PageQuery = { page, pageSize: PAGE_SIZE, textSearch: settled, ...order }
  const list = useQuery({
    queryKey: ['devices', 'list', query],
    queryFn: () => listDevices(query),
    placeholderData: keepPreviousData,
    refetchInterval: 10_000,
  })
  const devices = list.data?.data.filter(({ id }) => !leaving.has(id.id))
  const noneAtAll = list.data?.totalElements === 0 && settled === ''

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
        <TextInput
          ref={box}
          className={styles.search ?? ''}
          type="search"
          aria-label={t('devices:search')}
          placeholder={t('devices:search')}
          leftSection={<IconSearch size={14} stroke={1.75} />}
          rightSection={<kbd>/</kbd>}
          value={search}
          onChange={(event) => {
            setSearch(event.currentTarget.value)
            setPage(0)
          }}
        />
      )}
      {list.isError && <Trouble what={t('devices:failed')} error={list.error} retry={list.refetch} />}
      {devices && devices.length > 0 && <DeviceTable devices={devices} order={order} onOrder={setOrder} />}
      {devices && devices.length === 0 && (
        <Card>
          <Empty
            icon={<IconCpu size={24} stroke={1.75} />}
            title={noneAtAll ? t('devices:empty.title') : t('devices:empty.noneFound', { text: settled })}
            actions={
              noneAtAll ? add : <Button onClick={() => setSearch('')}>{t('devices:empty.showAll')}</Button>
            }
          >
            {noneAtAll ? t('devices:empty.text') : t('devices:empty.noneText')}
          </Empty>
        </Card>
      )}
      {list.data && (
        <Pager page={page} pages={list.data.totalPages} total={list.data.totalElements} onPage={setPage} />
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
