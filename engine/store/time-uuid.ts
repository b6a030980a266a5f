import { randomBytes, randomInt } from 'node:crypto'
import type { Clock, Identity } from '../rules/needs.ts'

/** 100-nanosecond steps between the start of the Gregorian calendar and that of Unix (RFC 9562 5.1). */
const gregorianOffset = 122_192_928_000_000_000n

/**
 * Version-1 uuids, as all ids on the outside are (data-model.md section 1): sorted by time within one source, and the
 * time can be read out of them. The node is random, marked as such by the multicast bit, and lives as long as this
 * source; a clock that stands still or goes back never gives the same id twice, the steps are counted on.
 */
export function timeUuids(clock: Pick<Clock, 'now'>): Identity {
  const node = randomBytes(6)
  node[0] = (node[0] ?? 0) | 1
  const tail = `${(0x8000 | randomInt(0x4000)).toString(16)}-${node.toString('hex')}`
  let last = 0n
  return {
    uuid() {
      const now = BigInt(Math.max(0, Math.trunc(clock.now()))) * 10_000n + gregorianOffset
      last = now > last ? now : last + 1n
      const time = last.toString(16).padStart(15, '0')
      return `${time.slice(7)}-${time.slice(3, 7)}-1${time.slice(0, 3)}-${tail}`
    },
  }
}

/** Whether the text is a uuid of any version, as PostgreSQL takes it. */
export function isUuid(text: string): boolean {
  return /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/i.test(text)
}
