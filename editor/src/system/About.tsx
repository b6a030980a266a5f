import { useTranslation } from 'react-i18next'
import { useStatus } from '../api/status.ts'
import { Card } from '../parts/Card.tsx'
import { Facts } from '../parts/Facts.tsx'
import { exact } from '../parts/numbers.ts'

export function About() {
  const { t } = useTranslation()
  const { status } = useStatus()
  if (!status) return null
  return (
    <Card title={t('system:about.title')}>
      <Facts
        facts={[
          [t('system:about.name'), status.name],
          [t('system:about.version'), status.version],
          [t('system:about.started'), exact(status.startedTime)],
          [t('system:about.licence'), t('system:about.apache')],
          [t('system:about.fonts'), t('system:about.atkinson')],
        ]}
      />
    </Card>
  )
}
