import styles from './Gauge.module.css'

const TICKS = [0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10]

/** A water level beside a staff gauge: how full something bounded is. */
export function Gauge({
  value,
  max,
  label,
  say,
}: {
  value: number
  max: number
  label: string
  say: (value: number) => string
}) {
  const part = max > 0 ? Math.min(1, Math.max(0, value / max)) : 0
  const tone = part >= 0.95 ? 'crit' : part >= 0.8 ? 'warn' : 'water'
  return (
    <div className={styles.gauge}>
      <svg width="46" height="96" viewBox="0 0 46 96" aria-hidden="true">
        <rect x="0.5" y="0.5" width="27" height="95" rx="4" fill="var(--sunken)" stroke="var(--line)" />
        <rect
          x="1"
          y={95 - part * 94}
          width="26"
          height={part * 94}
          rx="3"
          fill={`var(--${tone})`}
          opacity=".3"
        />
        <path d={`M1 ${95 - part * 94}H27`} stroke={`var(--${tone})`} strokeWidth="2" />
        {TICKS.map((tick) => (
          <path
            key={tick}
            d={`M32 ${1 + tick * 9.4}h${tick % 5 === 0 ? 13 : 7}`}
            stroke="var(--line-strong)"
            strokeWidth="1"
          />
        ))}
      </svg>
      <div>
        <p className={styles.value} data-tone={tone}>
          {say(value)}
        </p>
        <p className={styles.label}>
          {label} {say(max)}
        </p>
      </div>
    </div>
  )
}
