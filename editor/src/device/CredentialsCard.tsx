import { ActionIcon, Button } from '@mantine/core'
import { IconEye, IconEyeOff, IconRefresh } from '@tabler/icons-react'
import { useQuery, useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { type Credentials, getCredentials, rotateToken } from '../api/devices.ts'
import { Card } from '../parts/Card.tsx'
import { CopyButton } from '../parts/CopyButton.tsx'
import { Trouble } from '../parts/Trouble.tsx'
import { tell } from '../parts/toasts.ts'
import styles from './CredentialsCard.module.css'

/** How the device proves who it is: hidden until asked for, copied without showing, changed in one step. */
export function CredentialsCard({ deviceId }: { deviceId: string }) {
  const { t } = useTranslation()
  const credentials = useQuery({
    queryKey: ['credentials', deviceId],
    queryFn: () => getCredentials(deviceId),
  })
  return (
    <Card
      title={t('device:credentials.title')}
      aside={credentials.data && t(`device:credentials.kind.${credentials.data.credentialsType}`)}
    >
      {credentials.isError && <Trouble error={credentials.error} retry={credentials.refetch} />}
      {credentials.data && <Secret credentials={credentials.data} />}
    </Card>
  )
}

function Secret({ credentials }: { credentials: Credentials }) {
  const { t } = useTranslation()
  const queries = useQueryClient()
  const [shown, setShown] = useState(false)
  const [asking, setAsking] = useState(false)
  const [error, setError] = useState<unknown>(null)
  const secret = credentials.credentialsId
  const Eye = shown ? IconEyeOff : IconEye

  async function rotate() {
    setError(null)
    try {
      await rotateToken(credentials)
      await queries.invalidateQueries({ queryKey: ['credentials', credentials.deviceId.id] })
      tell(t('device:credentials.rotated'))
      setAsking(false)
    } catch (reason) {
      setError(reason)
    }
  }

  return (
    <>
      <div className={styles.secret}>
        <code>{shown ? secret : '•'.repeat(Math.min(20, secret.length))}</code>
        <ActionIcon
          aria-label={t(shown ? 'device:credentials.hide' : 'device:credentials.show')}
          onClick={() => setShown(!shown)}
        >
          <Eye size={16} stroke={1.75} />
        </ActionIcon>
      </div>
      <div className={styles.acts}>
        <CopyButton text={secret} what={t('device:credentials.title')} />
        {credentials.credentialsType === 'ACCESS_TOKEN' && !asking && (
          <Button
            size="xs"
            leftSection={<IconRefresh size={14} stroke={1.75} />}
            onClick={() => setAsking(true)}
          >
            {t('device:credentials.rotate')}
          </Button>
        )}
      </div>
      {asking && (
        <div className={styles.ask}>
          <p>{t('device:credentials.sure')}</p>
          <Button size="xs" variant="outline" color="crit" onClick={rotate}>
            {t('device:credentials.rotateNow')}
          </Button>
          <Button size="xs" variant="subtle" onClick={() => setAsking(false)}>
            {t('shell:cancel')}
          </Button>
        </div>
      )}
      {error !== null && <Trouble error={error} />}
    </>
  )
}
