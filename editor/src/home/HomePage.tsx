import { useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { FirstRun } from '../../../engine/api/contract.ts'
import { api } from '../api/http.ts'
import { Page } from '../parts/Page.tsx'
import { Trouble } from '../parts/Trouble.tsx'
import { FirstMessage } from './FirstMessage.tsx'
import { StateOfThings } from './StateOfThings.tsx'

/** First run: one message in. Afterwards: the state of everything. */
export default function HomePage() {
  const { t } = useTranslation()
  const firstRun = useQuery({
    queryKey: ['first-run'],
    queryFn: () => api.get<FirstRun>('/api/weir/first-run'),
    staleTime: Number.POSITIVE_INFINITY,
    gcTime: 0,
  })
  // once shown, the welcome stays until the person moves on, also after the message has come
  const [moveOn, setMoveOn] = useState(false)

  if (firstRun.isError) {
    return (
      <Page>
        <Trouble what={t('home:failed')} error={firstRun.error} retry={() => firstRun.refetch()} />
      </Page>
    )
  }
  if (!firstRun.data) return null
  const { device, ports } = firstRun.data
  if (device && !moveOn) return <FirstMessage device={device} ports={ports} onDone={() => setMoveOn(true)} />
  return <StateOfThings />
}
