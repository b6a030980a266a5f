import { useElementSize } from '@mantine/hooks'
import { type PointerEvent, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { linePath, type Sample } from '../parts/line.ts'
import { clockTime, exact, reading } from '../parts/numbers.ts'
import styles from './Chart.module.css'
import { runsOf, ticksOf } from './series.ts'

const HEIGHT = 168
/** room for the numbers at the left: at least, and for each letter of the longest */
const LEFT = 48
const LETTER = 7
const BOTTOM = 22
const TOP = 8

interface ChartProps {
  name: string
  startTs: number
  endTs: number
  samples: readonly Sample[]
  /** ms without a sample that count as missing data */
  gap: number
}

/** A measured line with a crosshair. Missing data stays missing. */
export function Chart({ name, startTs, endTs, samples, gap }: ChartProps) {
  const { t } = useTranslation()
  const { ref, width } = useElementSize()
  const [near, setNear] = useState<Sample | null>(null)
  const values = samples.map(({ value }) => value)
  const [lowest, highest] = [Math.min(...values), Math.max(...values)]
  const room = (highest - lowest || Math.abs(highest) || 1) * 0.08
  const scale = { low: lowest - room, high: highest + room, startTs, endTs }
  const ticks = ticksOf(scale.low, scale.high, 4)
  const left = Math.max(LEFT, Math.max(...ticks.map((tick) => reading(tick).length)) * LETTER + 12)
  const box = { width: Math.max(0, width - left - 8), height: HEIGHT - BOTTOM - TOP, top: TOP }
  const x = (ts: number) => ((ts - startTs) / (endTs - startTs)) * box.width
  const y = (value: number) => TOP + (1 - (value - scale.low) / (scale.high - scale.low)) * box.height

  function follow(event: PointerEvent<SVGSVGElement>) {
    const at = event.clientX - event.currentTarget.getBoundingClientRect().left - left
    const nearest = samples.reduce<Sample | null>(
      (best, sample) => (best && Math.abs(x(best.ts) - at) <= Math.abs(x(sample.ts) - at) ? best : sample),
      null,
    )
    setNear(nearest)
  }

  const said = t('device:history.said', {
    name,
    count: samples.length,
    low: reading(lowest),
    high: reading(highest),
    last: reading(values.at(-1) ?? 0),
  })
  return (
    <div ref={ref}>
      <svg
        className={styles.chart}
        width={width}
        height={HEIGHT}
        role="img"
        aria-label={said}
        onPointerMove={follow}
        onPointerLeave={() => setNear(null)}
      >
        <g transform={`translate(${left} 0)`}>
          {ticks.map((tick) => (
            <g key={tick}>
              <path d={`M0 ${y(tick)}H${box.width}`} stroke="var(--line)" />
              <text x="-8" y={y(tick) + 4} textAnchor="end">
                {reading(tick)}
              </text>
            </g>
          ))}
          {timesOf(startTs, endTs).map(({ ts, words, anchor }) => (
            <text key={ts} x={x(ts)} y={HEIGHT - 4} textAnchor={anchor}>
              {words ?? t('device:history.now')}
            </text>
          ))}
          {runsOf(samples, gap).map((run) => {
            const { path, last } = linePath(run, box, scale)
            const first = x(run[0]?.ts ?? startTs)
            const floor = TOP + box.height
            return (
              <g key={run[0]?.ts}>
                <path d={`${path}L${last.x} ${floor}L${first} ${floor}z`} fill="var(--water)" opacity=".1" />
                <path d={path} className={styles.line} />
                {run.length === 1 && <circle cx={last.x} cy={last.y} r="2" fill="var(--water)" />}
              </g>
            )
          })}
          {near && <Crosshair sample={near} x={x(near.ts)} y={y(near.value)} width={box.width} />}
        </g>
      </svg>
    </div>
  )
}

function Crosshair({ sample, x, y, width }: { sample: Sample; x: number; y: number; width: number }) {
  const left = x > width - 130 ? x - 122 : x + 8
  return (
    <g pointerEvents="none">
      <path d={`M${x} ${TOP}V${HEIGHT - BOTTOM}`} stroke="var(--text-3)" />
      <circle cx={x} cy={y} r="4" fill="var(--surface)" stroke="var(--water)" strokeWidth="2" />
      <g transform={`translate(${left} ${TOP})`}>
        <title>{exact(sample.ts)}</title>
        <rect width="114" height="38" rx="4" fill="var(--raised)" stroke="var(--line)" />
        <text x="9" y="15">
          {clockTime(sample.ts).slice(0, 8)}
        </text>
        <text x="9" y="31" className={styles.value}>
          {reading(sample.value)}
        </text>
      </g>
    </g>
  )
}

function timesOf(
  startTs: number,
  endTs: number,
): { ts: number; words: string | null; anchor: 'start' | 'middle' | 'end' }[] {
  const long = endTs - startTs > 86_400_000
  const format = new Intl.DateTimeFormat(
    undefined,
    long ? { weekday: 'short', day: 'numeric' } : { timeStyle: 'short' },
  )
  return [0, 0.25, 0.5, 0.75, 1].map((part) => {
    const ts = startTs + (endTs - startTs) * part
    return {
      ts,
      words: part === 1 ? null : format.format(ts),
      anchor: part === 0 ? 'start' : part === 1 ? 'end' : 'middle',
    }
  })
}
