import { useQuery } from '@tanstack/react-query'
import { useTranslation } from 'react-i18next'
import { getCredentials } from '../api/devices.ts'
import { useStatus } from '../api/status.ts'
import { Waiting } from '../home/Waiting.tsx'
import { Card } from '../parts/Card.tsx'
import { addressOf } from '../parts/commands.ts'
import { SendCommands } from '../parts/SendCommands.tsx'

/** A device that has sent nothing: how to send the first value, and the wait for it. */
export function NoValuesYet({ deviceId }: { deviceId: string }) {
  const { t } = useTranslation()
  const { status } = useStatus()
  const credentials = useQuery({
    queryKey: ['credentials', deviceId],
    queryFn: () => getCredentials(deviceId),
  })
  const isToken = credentials.data?.credentialsType === 'ACCESS_TOKEN'
  if (!status || !credentials.data) return null
  return (
    <Card title={t('device:first.title')} flush>
      {isToken ? (
        <SendCommands address={addressOf(location, status.ports)} token={credentials.data.credentialsId} />
      ) : (
        <p style={{ padding: '0 14px 14px' }}>{t('device:first.noToken')}</p>
      )}
      <Waiting ports={status.ports} />
    </Card>
  )
}
