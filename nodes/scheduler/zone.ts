/** Local times of a time zone, by the zones that come with Node. */

/** A moment as a clock on the wall shows it; month from 1. */
export interface LocalTime {
  readonly year: number
  readonly month: number
  readonly day: number
  /** seconds since midnight by that clock */
  readonly seconds: number
}

const day = 86_400_000

export class Zone {
  readonly name: string
  readonly #offsetFormat: Intl.DateTimeFormat

  /** Throws `RangeError` for a name that is none. @param name as Europe/Berlin; empty means that of this server */
  constructor(name: string) {
    this.name = name === '' ? Intl.DateTimeFormat().resolvedOptions().timeZone : name
    this.#offsetFormat = new Intl.DateTimeFormat('en-US', { timeZone: this.name, timeZoneName: 'longOffset' })
  }

  /** Milliseconds that local clocks are ahead of UTC at a moment. */
  offsetAt(ms: number): number {
    const part = this.#offsetFormat.formatToParts(ms).find(({ type }) => type === 'timeZoneName')?.value ?? ''
    const [, sign, hours = '0', minutes = '0', seconds = '0'] =
      /GMT([+-])(\d\d):(\d\d)(?::(\d\d))?/.exec(part) ?? []
    const ahead = (Number(hours) * 3600 + Number(minutes) * 60 + Number(seconds)) * 1000
    return sign === '-' ? -ahead : ahead
  }

  /** What local clocks show. */
  localAt(ms: number): LocalTime {
    const shown = new Date(ms + this.offsetAt(ms))
    return {
      year: shown.getUTCFullYear(),
      month: shown.getUTCMonth() + 1,
      day: shown.getUTCDate(),
      seconds: Math.floor((shown.getTime() % day) / 1000),
    }
  }

  /**
   * The moment at which local clocks show this. Where they show it twice it is the first time; where they skip it,
   * the moment at which they jump.
   */
  momentOf({ year, month, day: date, seconds }: LocalTime): number {
    const shown = Date.UTC(year, month - 1, date) + seconds * 1000
    const before = this.offsetAt(shown - day)
    const after = this.offsetAt(shown + day)
    const moments = [before, after]
      .map((offset) => shown - offset)
      .filter((moment) => moment + this.offsetAt(moment) === shown)
    if (moments.length > 0) return Math.min(...moments)
    return this.#changeBetween(shown - day, shown + day, before)
  }

  /** The first moment in a span at which the offset is not `before` any more. */
  #changeBetween(from: number, to: number, before: number): number {
    let [low, high] = [from, to]
    while (high - low > 1000) {
      const middle = Math.floor((low + high) / 2000) * 1000
      if (this.offsetAt(middle) === before) low = middle
      else high = middle
    }
    return high
  }
}

/** How many days a month has. */
export function daysIn(year: number, month: number): number {
  return new Date(Date.UTC(year, month, 0)).getUTCDate()
}
