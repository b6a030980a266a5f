import { Button } from '@mantine/core'
import { useTranslation } from 'react-i18next'
import { Link } from 'react-router'
import type { LiveValue } from '../api/values.ts'
import { Card } from '../parts/Card.tsx'
import { Fresh } from '../parts/Fresh.tsx'
import { Reading } from '../parts/Reading.tsx'
import styles from './Arrived.module.css'

interface ArrivedProps {
  deviceId: string
  name: string
  value: LiveValue
  onDone: () => void
}

/** The first value, large, and where to go from here. */
export function Arrived({ deviceId, name, value, onDone }: ArrivedProps) {
  const { t } = useTranslation()
  return (
    <Card className={styles.card}>
      <div className={styles.row} role="status">
        <div className={styles.value}>
          <span className={styles.name}>{name}</span>
          <Reading value={value.value} />
          <Fresh at={value.ts} />
        </div>
        <div className={styles.ways}>
          <Button component={Link} to={`/devices/${deviceId}`} variant="filled">
            {t('home:arrived.device')}
          </Button>
          <Button component={Link} to="/chains">
            {t('home:arrived.chains')}
          </Button>
          <Button variant="subtle" onClick={onDone}>
            {t('home:arrived.overview')}
          </Button>
        </div>
      </div>
    </Card>
  )
}
