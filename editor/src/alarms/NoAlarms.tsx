import { Button } from '@mantine/core'
import { IconBell } from '@tabler/icons-react'
import { useTranslation } from 'react-i18next'
import { Link } from 'react-router'
import { Card } from '../parts/Card.tsx'
import { Empty } from '../parts/Empty.tsx'
import { type Filters, isNarrowed, noFilters } from './filters.ts'

interface NoAlarmsProps {
  filters: Filters
  onFilters: (filters: Filters) => void
}

/** In place of an empty list: why it is empty, and what leads on. */
export function NoAlarms({ filters, onFilters }: NoAlarmsProps) {
  const { t } = useTranslation()
  const icon = <IconBell size={24} stroke={1.75} />
  if (isNarrowed(filters))
    return (
      <Card>
        <Empty
          icon={icon}
          title={t('alarms:empty.noneFound')}
          actions={
            <Button onClick={() => onFilters({ ...noFilters, state: filters.state })}>
              {t('alarms:empty.showAll')}
            </Button>
          }
        >
          {t('alarms:empty.noneText')}
        </Empty>
      </Card>
    )
  return (
    <Card>
      <Empty
        icon={icon}
        title={t(`alarms:empty.${filters.state}`)}
        actions={
          <Button component={Link} to="/entities/device-profiles" variant="filled">
            {t('alarms:empty.rules')}
          </Button>
        }
      >
        {t('alarms:empty.text')}
      </Empty>
    </Card>
  )
}
