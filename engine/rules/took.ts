/** Milliseconds since then, in `performance.now` terms; NaN where it was not timed. */
export function performanceSince(startedAt: number): number {
  return Number.isNaN(startedAt) ? Number.NaN : performance.now() - startedAt
}

/** Lets a step's time into the average of its node: the latest count most. */
export function smoothTook(took: Float64Array, index: number, ms: number): void {
  // The first message of a node that turned out to wait may not be timed.
  if (Number.isNaN(ms)) return
  const before = took[index] as number
  took[index] = before === 0 ? ms : before + 0.1 * (ms - before)
}
