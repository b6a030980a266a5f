import type { AlarmCause } from '../rules/alarms.ts'
import { stringifyJson } from '../rules/json.ts'
import type { EntityRef } from '../rules/message.ts'
import type { Done, HistoryKind, LatestAlarm, StoredAlarm } from '../store/alarm-stores.ts'
import { FloodWindow } from './flood.ts'

/** What a message did to an alarm, in this process or, without a flight, before it started. */
interface Doing extends Done {
  flight: number | null
}

/** Changes that are not stored yet. */
export interface Gathered {
  readonly count: number
  /** of the last one */
  readonly cause: AlarmCause | undefined
  /** the chains are to hear of it when it is stored */
  readonly isNews: boolean
}

/** Messages of one originator and type that are remembered. */
const mostDone = 64

/** All that is known of the alarms of one type of one originator: the newest one, and what is going on. */
export class Known {
  readonly originator: EntityRef
  readonly type: string
  /** when the store last agreed to it */
  readAt = 0
  readonly flood = new FloodWindow()
  gathered: Gathered | null = null
  #alarm: StoredAlarm | null
  #done: Doing[]
  /** by journal: messages up to there counted before this run, whatever came of them */
  readonly #counted = new Map<string, number>()
  #bytes = 0

  constructor(originator: EntityRef, type: string, { alarm, done }: LatestAlarm) {
    this.originator = originator
    this.type = type
    this.#alarm = alarm
    this.#done = done.map((each) => ({ ...each, flight: null }))
    for (const { journal, position } of done) {
      if (journal === null || position === null) continue
      this.#counted.set(journal, Math.max(position, this.#counted.get(journal) ?? -1))
    }
    this.#measure()
  }

  /** the newest one, active or not */
  get alarm(): StoredAlarm | null {
    return this.#alarm
  }

  /** The store agrees to this now. */
  agree(alarm: StoredAlarm | null, now: number): void {
    this.#alarm = alarm
    this.readAt = now
    this.#measure()
  }

  /** Something changed that is to be stored with more of its kind. */
  gather(alarm: StoredAlarm, cause: AlarmCause | undefined, isNews: boolean): void {
    const before = this.gathered
    this.#alarm = alarm
    this.gathered = { count: (before?.count ?? 0) + 1, cause, isNews: isNews || before?.isNews === true }
  }

  get active(): StoredAlarm | null {
    return this.#alarm === null || this.#alarm.cleared ? null : this.#alarm
  }

  /** about, for the budget */
  get bytes(): number {
    return this.#bytes
  }

  /** What this very message at this very node did when it came before; null when it is new. */
  earlier(cause: AlarmCause | undefined): Doing | null {
    if (cause?.messageId === undefined || cause.nodeId === undefined) return null
    const { messageId, nodeId, flight = 0 } = cause
    return (
      this.#done.find(
        (each) => each.messageId === messageId && each.nodeId === nodeId && each.flight !== flight,
      ) ?? null
    )
  }

  /**
   * Whether the message was before one that changed something in the run that ended, so that it was handled then. What
   * came of it is known where it changed something itself.
   */
  wasCounted(cause: AlarmCause | undefined): boolean {
    const place = cause?.place
    return place?.isReplay === true && place.position <= (this.#counted.get(place.journal) ?? -1)
  }

  /** Remembers what a message did. */
  did(kind: HistoryKind, alarmId: string, cause: AlarmCause | undefined): void {
    if (cause?.messageId === undefined || cause.nodeId === undefined) return
    const { messageId, nodeId, flight = 0, place } = cause
    // Without a place nothing else tells a message of the last run from a new one: what comes behind one that is not
    // known is not known either.
    if (!place && this.#done[0]?.flight === null)
      this.#done = this.#done.filter((each) => each.flight !== null)
    const { journal = null, position = null } = place ?? {}
    this.#done.push({ kind, alarmId, nodeId, messageId, journal, position, flight })
    if (this.#done.length > mostDone) this.#done.shift()
  }

  #measure(): void {
    const alarm = this.#alarm
    this.#bytes =
      500 +
      this.#done.length * 200 +
      (alarm === null || alarm.details === null ? 0 : stringifyJson(alarm.details).length)
  }
}

interface Entry {
  readonly known: Known
  bytes: number
  alarmId: string | null
}

/** What is known, within a budget: what was asked for longest ago is forgotten first. */
export class KnownAlarms {
  readonly #byKey = new Map<string, Entry>()
  readonly #keysByAlarm = new Map<string, string>()
  readonly #keysByOriginator = new Map<string, Set<string>>()
  readonly #budget: number
  #bytes = 0

  /** @param budget bytes */
  constructor(budget: number) {
    this.#budget = budget
  }

  get size(): number {
    return this.#byKey.size
  }

  get(key: string): Known | undefined {
    const entry = this.#byKey.get(key)
    if (entry === undefined) return undefined
    this.#byKey.delete(key)
    this.#byKey.set(key, entry)
    return entry.known
  }

  /** Under which key the alarm is known as the newest. */
  keyOf(alarmId: string): string | undefined {
    return this.#keysByAlarm.get(alarmId)
  }

  /** All alarms of an originator that are known. */
  of(originatorId: string): readonly Known[] {
    const keys = this.#keysByOriginator.get(originatorId) ?? []
    return [...keys].flatMap((key) => this.#byKey.get(key)?.known ?? [])
  }

  *values(): Iterable<Known> {
    for (const { known } of this.#byKey.values()) yield known
  }

  /** Keeps what is known, or measures it anew after it changed. What waits to be stored is not forgotten. */
  keep(key: string, known: Known): void {
    this.forget(key)
    const alarmId = known.alarm?.id ?? null
    this.#byKey.set(key, { known, bytes: known.bytes, alarmId })
    if (alarmId !== null) this.#keysByAlarm.set(alarmId, key)
    const ofOriginator = this.#keysByOriginator.get(known.originator.id) ?? new Set()
    this.#keysByOriginator.set(known.originator.id, ofOriginator.add(key))
    this.#bytes += known.bytes
    if (this.#bytes <= this.#budget) return
    for (const [oldest, candidate] of this.#byKey) {
      if (this.#bytes <= this.#budget) return
      if (candidate.known.gathered === null) this.forget(oldest)
    }
  }

  forget(key: string): void {
    const entry = this.#byKey.get(key)
    if (entry === undefined) return
    this.#byKey.delete(key)
    this.#bytes -= entry.bytes
    if (entry.alarmId !== null) this.#keysByAlarm.delete(entry.alarmId)
    const { id } = entry.known.originator
    const ofOriginator = this.#keysByOriginator.get(id)
    ofOriginator?.delete(key)
    if (ofOriginator?.size === 0) this.#keysByOriginator.delete(id)
  }
}

export function keyOf(originator: EntityRef, type: string): string {
  return `${originator.id} ${type}`
}
