import type { TimedValue } from '../api/devices.ts'
import type { Sample } from '../parts/line.ts'

/** The samples of a series that can be drawn: numbers, and truth as 1 and 0. */
export function numbersOf(rows: readonly TimedValue[] | undefined): Sample[] {
  const samples: Sample[] = []
  for (const { ts, value } of rows ?? []) {
    if (typeof value === 'number' && Number.isFinite(value)) samples.push({ ts, value })
    else if (typeof value === 'boolean') samples.push({ ts, value: value ? 1 : 0 })
    else if (typeof value === 'string' && value.trim() !== '' && Number.isFinite(Number(value))) {
      samples.push({ ts, value: Number(value) })
    }
  }
  return samples
}

/** Runs of samples without a gap longer than `gap` ms between two: missing data is never bridged. */
export function runsOf(samples: readonly Sample[], gap: number): Sample[][] {
  const runs: Sample[][] = []
  let before: Sample | undefined
  for (const sample of [...samples].sort((a, b) => a.ts - b.ts)) {
    if (!before || sample.ts - before.ts > gap) runs.push([])
    runs.at(-1)?.push(sample)
    before = sample
  }
  return runs
}

/** At most `most` round numbers within the range, for the marks of an axis. */
export function ticksOf(low: number, high: number, most: number): number[] {
  const span = high - low
  if (!(span > 0)) return [low]
  const rough = span / most
  const power = 10 ** Math.floor(Math.log10(rough))
  const step = [1, 2, 5, 10].map((factor) => factor * power).find((size) => size >= rough) ?? rough
  const ticks: number[] = []
  for (let tick = Math.ceil(low / step) * step; tick <= high + step * 1e-9; tick += step) {
    ticks.push(Number(tick.toPrecision(12)))
  }
  return ticks
}
