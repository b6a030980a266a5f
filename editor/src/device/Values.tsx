import { useQuery } from '@tanstack/react-query'
import { useTranslation } from 'react-i18next'
import { readRange, type TimedValue } from '../api/devices.ts'
import type { LiveValues } from '../api/values.ts'
import { useNow } from '../parts/clock.ts'
import { Fresh } from '../parts/Fresh.tsx'
import { freshness, rhythmOf } from '../parts/freshness.ts'
import { Reading } from '../parts/Reading.tsx'
import { Sparkline } from '../parts/Sparkline.tsx'
import { numbersOf } from './series.ts'
import styles from './Values.module.css'

const DAY = 86_400_000
/** enough for a line of 84 pixels and for the usual rhythm */
const SAMPLES = 60

interface ValuesProps {
  deviceId: string
  values: LiveValues
  keys: readonly string[]
  chosen: string | null
  onChoose: (key: string) => void
}

/** The latest value of each key with its line and its age; choosing one shows its history. */
export function Values({ deviceId, values, keys, chosen, onChoose }: ValuesProps) {
  const { t } = useTranslation()
  const recent = useQuery({
    queryKey: ['recent', deviceId, keys],
    refetchInterval: 30_000,
    queryFn: () => {
      const now = Date.now()
      return readRange(deviceId, { keys, startTs: now - DAY, endTs: now + 1000, limit: SAMPLES })
    },
  })
  return (
    <section className={styles.grid} aria-label={t('device:values')}>
      {keys.map((key) => {
        const latest = values.get(key)
        if (!latest) return null
        return (
          <Tile
            key={key}
            name={key}
            at={latest.ts}
            value={latest.value}
            recent={recent.data?.[key] ?? []}
            chosen={key === chosen}
            onChoose={() => onChoose(key)}
          />
        )
      })}
    </section>
  )
}

interface TileProps {
  name: string
  at: number
  value: unknown
  recent: readonly TimedValue[]
  chosen: boolean
  onChoose: () => void
}

function Tile({ name, at, value, recent, chosen, onChoose }: TileProps) {
  const now = useNow()
  const rhythm = rhythmOf(recent.map(({ ts }) => ts))
  const { old } = freshness(now - at, rhythm)
  const line = numbersOf(recent)
  if (typeof value === 'number' && line.every(({ ts }) => ts < at)) line.push({ ts: at, value })
  return (
    <button
      type="button"
      className={styles.tile}
      data-old={old || undefined}
      aria-pressed={chosen}
      onClick={onChoose}
    >
      <span className={styles.name}>{name}</span>
      <span className={styles.row}>
        <Reading value={value} old={old} />
        <span className={styles.line}>
          <Sparkline samples={line.slice(-SAMPLES)} old={old} />
        </span>
      </span>
      <Fresh at={at} rhythm={rhythm} />
    </button>
  )
}
