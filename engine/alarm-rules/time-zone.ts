/** Local time in any time zone, from tables that the runtime has. */

const second = 1000
const day = 86_400_000
/** Zones change their offset at whole quarters of an hour of UTC, so one look-up serves for all of the quarter. */
const quarter = 900_000
/** quarters remembered per zone, for devices that send what they stored */
const remembered = 512
/** the furthest time from 1970 that there is a date for, in every zone */
const latest = 8_640_000_000_000_000 - 2 * day

/** The clock of one zone. Made once per zone: `timeZone(name)`. */
export class TimeZone {
  readonly name: string
  /** minutes east of UTC where the zone is only an offset */
  readonly #fixed: number | null
  readonly #format: Intl.DateTimeFormat | null
  readonly #offsets = new Map<number, number>()
  #lastQuarter = Number.NaN
  #lastOffset = 0

  /** Throws `RangeError` when the zone is not known. */
  constructor(name: string) {
    this.name = name
    this.#fixed = fixedOffset(name)
    this.#format =
      this.#fixed === null
        ? new Intl.DateTimeFormat('en-US', {
            timeZone: name,
            hourCycle: 'h23',
            year: 'numeric',
            month: 'numeric',
            day: 'numeric',
            hour: 'numeric',
            minute: 'numeric',
            second: 'numeric',
            era: 'short',
          })
        : null
  }

  /** Milliseconds that local clocks are ahead of UTC at this time. */
  offset(ts: number): number {
    if (this.#fixed !== null) return this.#fixed * 60_000
    const at = Math.floor(ts / quarter)
    if (at === this.#lastQuarter) return this.#lastOffset
    let offset = this.#offsets.get(at)
    if (offset === undefined) {
      offset = this.#lookUp(at * quarter)
      if (this.#offsets.size >= remembered) this.#offsets.clear()
      this.#offsets.set(at, offset)
    }
    this.#lastQuarter = at
    this.#lastOffset = offset
    return offset
  }

  /** 1 = Monday … 7 = Sunday, by the local clock */
  weekday(ts: number): number {
    // 1970-01-01 was a Thursday
    const days = Math.floor((ts + this.offset(ts)) / day)
    return ((((days + 3) % 7) + 7) % 7) + 1
  }

  /** What the local clock shows, in milliseconds since 00:00. */
  timeOfDay(ts: number): number {
    const local = ts + this.offset(ts)
    return local - Math.floor(local / day) * day
  }

  #lookUp(quarterStart: number): number {
    const ts = Math.min(latest, Math.max(-latest, quarterStart))
    const parts: Record<string, string> = {}
    for (const { type, value } of this.#format?.formatToParts(ts) ?? []) parts[type] = value
    const year = parts.era === 'BC' ? 1 - Number(parts.year) : Number(parts.year)
    const local = new Date(0)
    local.setUTCFullYear(year, Number(parts.month) - 1, Number(parts.day))
    local.setUTCHours(Number(parts.hour), Number(parts.minute), Number(parts.second))
    return local.getTime() - Math.floor(ts / second) * second
  }
}

const zones = new Map<string, TimeZone | null>()

/** The zone of that name; nothing means UTC. Null when there is no such zone. */
export function timeZone(name: string): TimeZone | null {
  const known = zones.get(name)
  if (known !== undefined) return known
  const made = makeZone(name)
  // names come from people; there are some 600 zones
  if (zones.size >= 1000) zones.clear()
  zones.set(name, made)
  return made
}

function makeZone(name: string): TimeZone | null {
  try {
    return new TimeZone(name.trim() === '' ? 'UTC' : name.trim())
  } catch {
    return null
  }
}

/** `UTC`, `Z`, `GMT+2`, `UTC-03:30`, `+01:00`: minutes east of UTC; null where it is the name of a place. */
function fixedOffset(name: string): number | null {
  if (/^(?:Z|UTC|GMT|UT|Etc\/UTC|Etc\/GMT)$/i.test(name)) return 0
  const match = /^(?:UTC|GMT|UT)?([-+])(\d{1,2})(?::?(\d{2}))?$/i.exec(name)
  if (match === null) return null
  const minutes = Number(match[2]) * 60 + Number(match[3] ?? 0)
  return minutes > 18 * 60 ? null : match[1] === '-' ? -minutes : minutes
}
