export interface Sample {
  readonly ts: number
  readonly value: number
}

export interface Box {
  readonly width: number
  readonly height: number
  readonly top: number
}

/** What the box's edges stand for, where the samples themselves do not decide. */
export interface Scale {
  readonly low?: number
  readonly high?: number
  readonly startTs?: number
  readonly endTs?: number
}

/** An SVG path through the samples by time, oldest left. A flat line lies in the middle of its box. */
export function linePath(
  samples: readonly Sample[],
  box: Box,
  scale: Scale = {},
): { path: string; last: { x: number; y: number } } {
  const sorted = [...samples].sort((a, b) => a.ts - b.ts)
  const values = sorted.map((sample) => sample.value)
  const low = scale.low ?? Math.min(...values)
  const range = (scale.high ?? Math.max(...values)) - low
  const start = scale.startTs ?? sorted[0]?.ts ?? 0
  const time = (scale.endTs ?? sorted.at(-1)?.ts ?? 0) - start
  const points = sorted.map(({ ts, value }) => ({
    x: round(time === 0 ? box.width : ((ts - start) / time) * box.width),
    y: round(box.top + (range === 0 ? box.height / 2 : (1 - (value - low) / range) * box.height)),
  }))
  const path = points.map(({ x, y }, index) => `${index === 0 ? 'M' : 'L'}${x} ${y}`).join('')
  return { path, last: points.at(-1) ?? { x: 0, y: 0 } }
}

const round = (value: number) => Math.round(value * 10) / 10
