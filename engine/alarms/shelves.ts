import type { Alarm } from '../rules/alarms.ts'
import type { Clock, Logger } from '../rules/needs.ts'
import type { AlarmShelf, AlarmShelfStore } from '../store/alarm-stores.ts'

export interface ShelfParts {
  readonly shelves: AlarmShelfStore
  readonly clock: Clock
  readonly log: Logger
  /** how often the store is asked for shelves of other servers, in milliseconds; 0 = never */
  readonly refreshEvery: number
  /** The time of these is over; they are off the shelf already. */
  readonly ended: (shelves: readonly AlarmShelf[]) => void
}

/** A timer can't wait longer than 24 days; nobody minds when it looks again before. */
const longestWait = 3_600_000
/** After the time is over the shelf is taken away; should that fail, it is tried again. */
const again = 5_000

/** What operators do not want to hear of for a while. It comes back by itself when its time is over. */
export class Shelves {
  readonly #parts: ShelfParts
  /** by alarm id, or by originator and type */
  #byPlace = new Map<string, AlarmShelf>()
  #cancel = () => {}
  /** changes of our own so far: an answer of the store from before one of them is not the newest word */
  #changes = 0
  #isClosed = false

  constructor(parts: ShelfParts) {
    this.#parts = parts
  }

  async open(): Promise<void> {
    const all = await this.#parts.shelves.all()
    this.#byPlace = new Map(all.map((shelf) => [placeOf(shelf), shelf]))
    this.#plan()
  }

  close(): void {
    this.#isClosed = true
    this.#cancel()
  }

  get all(): readonly AlarmShelf[] {
    return [...this.#byPlace.values()]
  }

  /** The shelf that an alarm is on now; null when it is on none. */
  of({ id, originator, type }: Pick<Alarm, 'id' | 'originator' | 'type'>): AlarmShelf | null {
    if (this.#byPlace.size === 0) return null
    const now = this.#parts.clock.now()
    const isOpen = (shelf: AlarmShelf | undefined) => shelf !== undefined && shelf.until > now
    const own = this.#byPlace.get(id)
    const ofType = this.#byPlace.get(`${originator.id} ${type}`)
    return (isOpen(own) ? own : isOpen(ofType) ? ofType : null) ?? null
  }

  byId(id: string): AlarmShelf | null {
    return this.all.find((shelf) => shelf.id === id) ?? null
  }

  /** In place of the one for the same thing. */
  async add(shelf: AlarmShelf): Promise<void> {
    await this.#parts.shelves.save(shelf)
    this.#changes++
    this.#byPlace.set(placeOf(shelf), shelf)
    this.#plan()
  }

  async remove(shelves: readonly AlarmShelf[]): Promise<void> {
    if (shelves.length === 0) return
    await this.#parts.shelves.remove(shelves.map(({ id }) => id))
    this.#changes++
    for (const shelf of shelves) {
      const place = placeOf(shelf)
      if (this.#byPlace.get(place)?.id === shelf.id) this.#byPlace.delete(place)
    }
    this.#plan()
  }

  /** Wakes when the next one ends, or to see what other servers did. */
  #plan(): void {
    this.#cancel()
    if (this.#isClosed) return
    const { clock, refreshEvery } = this.#parts
    const next = this.all.reduce((soonest, { until }) => Math.min(soonest, until), Number.POSITIVE_INFINITY)
    if (next === Number.POSITIVE_INFINITY && refreshEvery === 0) return
    const wait = Math.min(Math.max(1, next - clock.now()), refreshEvery || longestWait)
    this.#cancel = clock.after(wait, () => void this.#look())
  }

  async #look(): Promise<void> {
    const { clock, shelves, log, refreshEvery, ended } = this.#parts
    try {
      if (refreshEvery > 0) {
        const before = this.#changes
        const all = await shelves.all()
        if (before === this.#changes) this.#byPlace = new Map(all.map((shelf) => [placeOf(shelf), shelf]))
      }
      const over = this.all.filter(({ until }) => until <= clock.now())
      await this.remove(over)
      if (over.length > 0) ended(over)
      this.#plan()
    } catch (error) {
      log.warn('Shelved alarms could not be taken off the shelf; trying again', {
        error: (error as Error).message,
      })
      if (!this.#isClosed) this.#cancel = clock.after(again, () => void this.#look())
    }
  }
}

function placeOf({ alarmId, originator, alarmType }: AlarmShelf): string {
  return alarmId ?? `${originator.id} ${alarmType}`
}
