/** How long an alarm can be put aside, `own` being a moment that the person names. */
export const lengths = ['hour', 'shift', 'tomorrow', 'week', 'own'] as const
export type Length = (typeof lengths)[number]

const HOUR = 3_600_000
/** when people come to work */
const MORNING = 8

/** The end of a shelf that begins now, epoch ms. */
export function endOf(length: Exclude<Length, 'own'>, now: number): number {
  if (length === 'hour') return now + HOUR
  if (length === 'shift') return now + 8 * HOUR
  if (length === 'week') return now + 7 * 24 * HOUR
  const morning = new Date(now)
  // by the calendar: a day on which the clocks change is not twenty-four hours long
  morning.setDate(morning.getDate() + 1)
  return morning.setHours(MORNING, 0, 0, 0)
}
