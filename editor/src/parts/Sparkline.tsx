import { linePath } from './line.ts'

const WIDTH = 84
const HEIGHT = 28

/** The last values as a thin line without axes; dashed and without a head when they are old. */
export function Sparkline({
  samples,
  old = false,
}: {
  samples: readonly { ts: number; value: number }[]
  old?: boolean
}) {
  if (samples.length < 2) return <svg width={WIDTH} height={HEIGHT} aria-hidden="true" />
  const { path, last } = linePath(samples, { width: WIDTH - 4, height: HEIGHT - 6, top: 3 })
  const colour = old ? 'var(--stale)' : 'var(--water)'
  return (
    <svg width={WIDTH} height={HEIGHT} viewBox={`0 0 ${WIDTH} ${HEIGHT}`} aria-hidden="true">
      {!old && <path d={`${path}L${last.x} ${HEIGHT}L0 ${HEIGHT}z`} fill={colour} opacity=".13" />}
      <path
        d={path}
        fill="none"
        stroke={colour}
        strokeWidth="1.5"
        strokeLinejoin="round"
        strokeDasharray={old ? '3 3' : undefined}
      />
      {!old && <circle cx={last.x} cy={last.y} r="2.2" fill={colour} />}
    </svg>
  )
}
