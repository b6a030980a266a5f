import { useQuery } from '@tanstack/react-query'
import { useTranslation } from 'react-i18next'
import type { CauseJson } from '../../../engine/api/contract-alarms.ts'
import { type EntityId, readRange } from '../api/devices.ts'
import { numbersOf, runsOf, ticksOf } from '../device/series.ts'
import { rhythmOf } from '../parts/freshness.ts'
import { linePath } from '../parts/line.ts'
import { clockTime, reading } from '../parts/numbers.ts'
import { valuesOf } from './because.ts'
import styles from './Why.module.css'

const MINUTE = 60_000
/** around the moment */
const BEFORE = 30 * MINUTE
const AFTER = 10 * MINUTE
const WIDTH = 388
const HEIGHT = 112
const box = { width: 340, height: 84, top: 6 }
const LEFT = 40

/** The first number that the rule saw, over the half hour before, with a mark at the moment. Drawn of devices only. */
export function CauseChart({ originator, cause }: { originator: EntityId; cause: CauseJson }) {
  const { t } = useTranslation()
  const [name, seen] = valuesOf(cause).find(([, value]) => typeof value === 'number') ?? []
  const startTs = cause.ts - BEFORE
  const { data } = useQuery({
    queryKey: ['cause', originator.id, name, cause.ts],
    enabled: name !== undefined && originator.entityType === 'DEVICE',
    staleTime: MINUTE,
    queryFn: async () => {
      const endTs = Math.max(cause.ts, Math.min(Date.now(), cause.ts + AFTER))
      const range = { keys: [name ?? ''], startTs, endTs, limit: 1000 }
      return { endTs, samples: numbersOf((await readRange(originator.id, range))[name ?? '']) }
    },
  })
  if (!data || name === undefined || typeof seen !== 'number' || data.samples.length < 2) return null
  const values = [...data.samples.map(({ value }) => value), seen]
  const [lowest, highest] = [Math.min(...values), Math.max(...values)]
  const room = (highest - lowest || Math.abs(highest) || 1) * 0.1
  const scale = { low: lowest - room, high: highest + room, startTs, endTs: data.endTs }
  const x = ((cause.ts - startTs) / (data.endTs - startTs)) * box.width
  const y = (value: number) => box.top + (1 - (value - scale.low) / (scale.high - scale.low)) * box.height
  const gap = 6 * Math.max(MINUTE, rhythmOf(data.samples.map(({ ts }) => ts)) ?? 0)
  return (
    <svg
      className={styles.chart}
      viewBox={`0 0 ${WIDTH} ${HEIGHT}`}
      width="100%"
      role="img"
      aria-label={t('alarms:why.chart', { name, value: reading(seen), time: clockTime(cause.ts) })}
    >
      <g transform={`translate(${LEFT} 0)`}>
        {ticksOf(scale.low, scale.high, 4).map((tick) => (
          <g key={tick}>
            <path d={`M0 ${y(tick)}H${box.width}`} stroke="var(--line)" />
            <text x="-6" y={y(tick) + 4} textAnchor="end">
              {reading(tick)}
            </text>
          </g>
        ))}
        {runsOf(data.samples, gap).map((run) => (
          <path
            key={run[0]?.ts}
            d={linePath(run, box, scale).path}
            fill="none"
            stroke="var(--water)"
            strokeWidth="1.75"
          />
        ))}
        <path d={`M${x} ${box.top}V${box.top + box.height}`} stroke="var(--crit)" />
        <path d={`M${x} ${y(seen) - 6}l6 6-6 6-6-6z`} fill="var(--crit)" />
        <text x="0" y={HEIGHT - 4}>
          {clockTime(startTs).slice(0, 5)}
        </text>
        <text x={box.width} y={HEIGHT - 4} textAnchor="end">
          {clockTime(data.endTs).slice(0, 5)}
        </text>
      </g>
    </svg>
  )
}
