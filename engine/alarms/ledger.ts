import { propagatesOtherwise } from '../rules/alarm-change.ts'
import type { Alarm, AlarmCause, FloodLimit, FloodPolicy, Person } from '../rules/alarms.ts'
import { InTurn } from '../rules/in-turn.ts'
import { redact } from '../rules/memory.ts'
import type { EntityRef } from '../rules/message.ts'
import type { Clock, Identity, Logger } from '../rules/needs.ts'
import type { JsonValue } from '../rules/values.ts'
import type {
  AlarmChange,
  AlarmChangeKind,
  AlarmLog,
  AlarmWrite,
  HistoryKind,
  StoredAlarm,
} from '../store/alarm-stores.ts'
import type { Store } from '../store/store.ts'
import { DueLater } from './due.ts'
import { limitFor } from './flood.ts'
import { Known, KnownAlarms, keyOf } from './known.ts'
import { placesOf } from './places.ts'

export interface DeskParts {
  readonly store: Pick<Store, 'alarms' | 'entities' | 'relations' | 'tenantId' | 'kind'>
  readonly clock: Clock
  readonly identity: Identity
  readonly log: Logger
  readonly policy: () => FloodPolicy
  readonly isShelved: (alarm: Alarm) => boolean
  /** Lets the chains hear of it: a message of the originator with the alarm in it. */
  readonly announce: (type: string, alarm: Alarm, metadata: Readonly<Record<string, string>>) => void
  readonly changed: (change: AlarmChange) => void
}

export interface FloodingNow {
  readonly alarm: StoredAlarm
  readonly since: number
  /** changes in this minute, and those that are not stored yet */
  readonly changes: number
  readonly gathered: number
}

/** bytes of alarms that are kept in memory */
const memoryBudget = 64 * 1024 * 1024
/** alarms whose changes are gathered at a time; those of further ones are stored at once */
const mostGathered = 10_000
/** milliseconds for which an alarm is taken for what it was, when other servers may write to the same database */
const trustedFor = 1000
/** characters of the values that are kept as a reason */
const longestReason = 4000

/**
 * What is known of alarms and what is stored of them. All that is done to the alarms of one type of one originator is
 * done in turn; what is known of them stays in memory, so that a message that changes nothing asks the database nothing.
 */
export class AlarmLedger {
  readonly #parts: DeskParts
  readonly #turns = new InTurn()
  readonly #known = new KnownAlarms(memoryBudget)
  /** what was gathered, by key */
  readonly #due: DueLater

  constructor(parts: DeskParts) {
    this.#parts = parts
    this.#due = new DueLater({ ...parts, store: (key) => this.#storeInTurn(key) })
  }

  /** Does something to the alarms of a type of an originator while nobody else does. */
  inTurn<T>(originator: EntityRef, type: string, work: () => Promise<T>): Promise<T> {
    return this.#turns.run(keyOf(originator, type), work)
  }

  /** What is known now, without waiting for anybody; undefined where it has to be read. */
  known(originator: EntityRef, type: string): Known | undefined {
    return this.trusted(keyOf(originator, type))
  }

  /** Whose alarm of which type it is; null when it is gone. */
  async placeOf(id: string): Promise<StoredAlarm | null> {
    const key = this.#known.keyOf(id)
    const alarm = key === undefined ? undefined : this.#known.get(key)?.alarm
    return alarm ?? this.#parts.store.alarms.get(id)
  }

  /** The alarm as it is in the store, with what was gathered of it. */
  async byId(id: string): Promise<StoredAlarm | null> {
    const stored = await this.#parts.store.alarms.get(id)
    if (stored === null) return null
    const known = this.#known.get(keyOf(stored.originator, stored.type))
    return known?.gathered && known.alarm?.id === id ? known.alarm : stored
  }

  /** The store has written this of an alarm. */
  adopt(known: Known, alarm: StoredAlarm, kind: AlarmChangeKind): void {
    if (known.alarm?.id === alarm.id) {
      known.agree(alarm, this.#parts.clock.now())
      this.#keep(known)
    }
    this.#tell(kind, alarm)
  }

  /** Stores what was gathered of it; within its turn. */
  async store(known: Known): Promise<void> {
    const { gathered, alarm } = known
    if (gathered === null || alarm === null) return
    const { clock, isShelved, announce } = this.#parts
    const key = keyOf(known.originator, known.type)
    known.gathered = null
    this.#due.drop(key)
    const log: AlarmLog = {
      ...this.log('UPDATED', gathered.cause),
      count: gathered.count,
      merges: true,
    }
    if (!(await this.write('update', alarm, alarm, log))) return this.forget(known)
    known.agree(alarm, clock.now())
    this.#keep(known)
    this.#tell('UPDATED', alarm, gathered.cause)
    const ruleNodeId = gathered.cause?.nodeId
    if (gathered.isNews && !isShelved(alarm))
      announce('ENTITY_UPDATED', alarm, ruleNodeId === undefined ? {} : { ruleNodeId })
  }

  /** Alarms that change too often just now. */
  flooding(): FloodingNow[] {
    const now = this.#parts.clock.now()
    return [...this.#known.values()].flatMap((known) =>
      known.alarm !== null && known.flood.isFlooding(this.limit(known.type), now)
        ? [
            {
              alarm: known.alarm,
              since: known.flood.since,
              changes: known.flood.count,
              gathered: known.gathered?.count ?? 0,
            },
          ]
        : [],
    )
  }

  /** An entity is gone, and its alarms with it. */
  forgetOf(originatorId: string): void {
    for (const known of this.#known.of(originatorId)) this.forget(known)
  }

  /** An alarm is gone. */
  removed(known: Known, alarm: StoredAlarm): void {
    this.forget(known)
    this.#tell('REMOVED', alarm)
  }

  /** Stores all that was gathered; what changes from now on is stored at once. */
  close(): Promise<void> {
    return this.#due.close()
  }

  wrote(known: Known, alarm: StoredAlarm, kind: HistoryKind, cause: AlarmCause | undefined): void {
    known.gathered = null
    this.#due.drop(keyOf(known.originator, known.type))
    known.agree(alarm, this.#parts.clock.now())
    known.did(kind, alarm.id, cause)
    this.#keep(known)
    this.#tell(kind, alarm, cause)
  }

  async write(
    how: AlarmWrite['how'],
    alarm: StoredAlarm,
    before: StoredAlarm | null,
    log: AlarmLog,
    comment: AlarmWrite['comment'] = null,
  ): Promise<boolean> {
    const isNew = before === null || propagatesOtherwise(before, alarm)
    const isWide = alarm.propagate || alarm.propagateToOwner || alarm.propagateToTenant
    const { store } = this.#parts
    const places = !isNew ? [] : isWide ? await placesOf(alarm, store) : [alarm.originator]
    return store.alarms.write({ how, alarm, places, log, comment })
  }

  trusted(key: string): Known | undefined {
    const { clock, store } = this.#parts
    const known = this.#known.get(key)
    if (known === undefined || store.kind === 'embedded' || known.gathered !== null) return known
    return clock.now() - known.readAt < trustedFor ? known : undefined
  }

  /** What is known of these alarms, read where nothing is; within their turn. */
  async find(originator: EntityRef, type: string): Promise<Known> {
    const key = keyOf(originator, type)
    const trusted = this.trusted(key)
    if (trusted !== undefined) return trusted
    const latest = await this.#parts.store.alarms.latest(originator, type)
    const known = this.#known.get(key) ?? new Known(originator, type, latest)
    known.agree(latest.alarm, this.#parts.clock.now())
    this.#known.keep(key, known)
    return known
  }

  /** An alarm as it is now: the newest one of its kind from memory, an older one from the store. */
  async current(known: Known, id: string): Promise<StoredAlarm | null> {
    return known.alarm?.id === id ? known.alarm : this.#parts.store.alarms.get(id)
  }

  hasRoom(known: Known): boolean {
    return !this.#due.isClosed && (known.gathered !== null || this.#due.size < mostGathered)
  }

  gather(
    known: Known,
    alarm: StoredAlarm,
    cause: AlarmCause | undefined,
    { wait, isNews }: { readonly wait: number; readonly isNews: boolean },
  ): void {
    const key = keyOf(known.originator, known.type)
    known.gather(alarm, cause, isNews)
    this.#due.plan(key, wait)
  }

  #storeInTurn(key: string): Promise<void> {
    return this.#turns.run(key, async () => {
      const known = this.#known.get(key)
      if (known !== undefined) await this.store(known)
    })
  }

  limit(type: string): FloodLimit | null {
    return limitFor(this.#parts.policy(), type)
  }

  log(kind: HistoryKind, cause?: AlarmCause, by?: Person): AlarmLog {
    const values = cause?.values
    const about = values === undefined ? null : shortened(redact(values))
    return { kind, ts: this.#parts.clock.now(), cause, userId: by?.userId ?? null, about }
  }

  #keep(known: Known): void {
    this.#known.keep(keyOf(known.originator, known.type), known)
  }

  forget(known: Known): void {
    const key = keyOf(known.originator, known.type)
    this.#due.drop(key)
    this.#known.forget(key)
  }

  #tell(kind: AlarmChangeKind, alarm: StoredAlarm, cause?: AlarmCause): void {
    const { changed, isShelved, log } = this.#parts
    const flight = cause?.flight
    try {
      changed({ kind, alarm, isShelved: isShelved(alarm), ...(flight !== undefined && { flight }) })
    } catch (error) {
      log.error('A listener to alarms failed', { error })
    }
  }
}

/** Values that are too long to be kept whole tell that instead. */
function shortened(values: JsonValue): JsonValue {
  return JSON.stringify(values).length <= longestReason ? values : { tooLong: true }
}
