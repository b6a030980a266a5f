import type { Alarm, Alarms, FloodPolicy, Person } from '../rules/alarms.ts'
import { alarmJson, WrongAlarm } from '../rules/alarms.ts'
import { Message } from '../rules/message.ts'
import type { Clock, Identity, Logger } from '../rules/needs.ts'
import type { AlarmChange, AlarmShelf, HistoryKind, StoredAlarm } from '../store/alarm-stores.ts'
import type { Store } from '../store/store.ts'
import { AlarmDesk } from './desk.ts'
import { defaultFloodPolicy, wrongPolicy } from './flood.ts'
import { AlarmPeople, metadataOf } from './people.ts'
import { Shelves } from './shelves.ts'

export interface AlarmRoomParts {
  readonly store: Store
  readonly clock: Clock
  readonly identity: Identity
  readonly log: Logger
  /** Puts a message to the chains into the durable queue. */
  readonly append: (message: Message) => Promise<void>
}

const policySetting = 'alarmFloodPolicy'
/** how often the shelves and the policy of other servers on the same database are looked at */
const refreshEvery = 10_000
/** milliseconds that an alarm may be shelved at most */
export const longestShelf = 366 * 86_400_000
/** shelves there may be at a time */
const mostShelves = 10_000

/** What an operator wants no word of, until when, and why. */
export interface ShelfRequest {
  readonly until: number
  readonly reason: string
}

/** All about alarms: `rules` for nodes, `people` and the rest for those who look at them. */
export class AlarmRoom {
  readonly desk: AlarmDesk
  readonly people: AlarmPeople
  readonly #parts: AlarmRoomParts
  readonly #shelves: Shelves
  readonly #listeners = new Set<(change: AlarmChange) => void>()
  #policy: FloodPolicy = defaultFloodPolicy
  #stops: (() => void)[] = []

  static async open(parts: AlarmRoomParts): Promise<AlarmRoom> {
    const room = new AlarmRoom(parts)
    await room.#open()
    return room
  }

  private constructor(parts: AlarmRoomParts) {
    this.#parts = parts
    const { store, clock, identity, log } = parts
    const announce = this.#announce.bind(this)
    this.#shelves = new Shelves({
      shelves: store.alarms.shelves,
      clock,
      log,
      refreshEvery: store.kind === 'postgresql' ? refreshEvery : 0,
      ended: (shelves) => void this.#ended(shelves),
    })
    this.desk = new AlarmDesk({
      store,
      clock,
      identity,
      log,
      announce,
      policy: () => this.#policy,
      isShelved: (alarm) => this.#shelves.of(alarm) !== null,
      changed: (change) => this.#changed(change),
    })
    this.people = new AlarmPeople({
      desk: this.desk,
      store,
      clock,
      identity,
      announce,
      commented: (alarm) => this.#tell('COMMENTED', alarm),
    })
  }

  /** for the rule engine */
  get rules(): Alarms {
    return this.desk
  }

  async #open(): Promise<void> {
    const { store } = this.#parts
    await this.#readPolicy()
    await this.#shelves.open()
    this.#stops.push(
      store.onChanged(({ ref, isRemoved }) => {
        if (!isRemoved) return
        this.desk.forget(ref.id)
        if (ref.entityType === 'USER') void this.#userRemoved(ref.id)
      }),
    )
    if (store.kind === 'postgresql') this.#refreshPolicy()
  }

  async close(): Promise<void> {
    for (const stop of this.#stops) stop()
    this.#shelves.close()
    await this.desk.close()
  }

  /** Called after every change to an alarm. Returns the way to stop. */
  onChange(listener: (change: AlarmChange) => void): () => void {
    this.#listeners.add(listener)
    return () => this.#listeners.delete(listener)
  }

  get floodPolicy(): FloodPolicy {
    return this.#policy
  }

  /** Throws `WrongAlarm` for one that says nothing useful. */
  async setFloodPolicy(policy: FloodPolicy): Promise<void> {
    const wrong = wrongPolicy(policy)
    if (wrong !== null) throw new WrongAlarm(wrong)
    await this.#parts.store.settings.set(policySetting, policy)
    this.#policy = policy
  }

  get shelves(): readonly AlarmShelf[] {
    return this.#shelves.all
  }

  shelfOf(alarm: Pick<Alarm, 'id' | 'originator' | 'type'>): AlarmShelf | null {
    return this.#shelves.of(alarm)
  }

  /**
   * Puts one alarm on the shelf, or with `alarmId` null every alarm of a type of an originator. Throws `WrongAlarm`
   * for a time that has passed or is too far away, and without a reason.
   */
  async shelve(
    what: Pick<AlarmShelf, 'originator' | 'alarmType' | 'alarmId'>,
    { until, reason }: ShelfRequest,
    by: Person,
  ): Promise<AlarmShelf> {
    const { clock, identity } = this.#parts
    const now = clock.now()
    if (!Number.isSafeInteger(until) || until <= now)
      throw new WrongAlarm('Shelve it until a time in the future')
    if (until > now + longestShelf) throw new WrongAlarm('An alarm can be shelved for a year at most')
    if (reason.trim() === '') throw new WrongAlarm('Say why it is shelved, for those who ask later')
    if (reason.length > 1000) throw new WrongAlarm('The reason is longer than 1000 characters')
    if (this.#shelves.all.length >= mostShelves)
      throw new WrongAlarm(`There are ${mostShelves} shelved alarms already; take some off the shelf`)
    const shelf: AlarmShelf = {
      ...what,
      id: identity.uuid(),
      createdTime: now,
      until,
      reason,
      userId: by.userId,
    }
    await this.#shelves.add(shelf)
    await this.#told('SHELVED', shelf, by)
    return shelf
  }

  /** Takes something off the shelf; false when it is not there. */
  async unshelve(shelfId: string, by: Person): Promise<boolean> {
    const shelf = this.#shelves.byId(shelfId)
    if (shelf === null) return false
    await this.#shelves.remove([shelf])
    await this.#told('UNSHELVED', shelf, by)
    return true
  }

  async #userRemoved(id: string): Promise<void> {
    try {
      await this.people.userRemoved(id)
    } catch (error) {
      const { message } = error as Error
      this.#parts.log.error('Alarms stay assigned to a user who is gone', { user: id, error: message })
    }
  }

  async #ended(shelves: readonly AlarmShelf[]): Promise<void> {
    for (const shelf of shelves) {
      try {
        await this.#told('UNSHELVED', shelf, null)
      } catch (error) {
        this.#parts.log.error('An alarm came off the shelf, and its history does not say so', { error })
      }
    }
  }

  /** The alarm that a shelf is about hears of it, where there is one. */
  async #told(kind: HistoryKind, shelf: AlarmShelf, by: Person | null): Promise<void> {
    const { store, clock } = this.#parts
    const alarm =
      shelf.alarmId === null
        ? await this.desk.active(shelf.originator, shelf.alarmType)
        : await this.desk.byId(shelf.alarmId)
    if (alarm === null) return
    const about = { until: shelf.until, reason: shelf.reason, everyOfType: shelf.alarmId === null }
    await store.alarms.log(alarm, { kind, ts: clock.now(), userId: by?.userId ?? null, about })
    this.#announce(`ALARM_${kind}`, alarm, {
      ...(by && metadataOf(by)),
      until: String(shelf.until),
      reason: shelf.reason,
    })
    const stored = await this.desk.byId(alarm.id)
    if (stored !== null) this.#tell(kind, stored)
  }

  #changed(change: AlarmChange): void {
    const own = change.kind === 'CLEARED' ? this.#shelves.of(change.alarm) : null
    // What one alarm was shelved for ends with it.
    if (own !== null && own.alarmId === change.alarm.id) {
      this.#shelves.remove([own]).catch((error: Error) =>
        this.#parts.log.warn('The shelf of a cleared alarm stays until its time is over', {
          error: error.message,
        }),
      )
    }
    for (const listener of this.#listeners) listener(change)
  }

  #tell(kind: AlarmChange['kind'], alarm: StoredAlarm): void {
    this.#changed({ kind, alarm, isShelved: this.#shelves.of(alarm) !== null })
  }

  #announce(type: string, alarm: Alarm, metadata: Readonly<Record<string, string>>): void {
    const { append, clock, identity, store, log } = this.#parts
    const message = Message.of({
      id: identity.uuid(),
      ts: clock.now(),
      type,
      originator: alarm.originator,
      customerId: alarm.customerId,
      metadata,
      data: alarmJson(alarm, store.tenantId),
    })
    append(message).catch((error: Error) =>
      log.warn(`The chains were not told of ${type}`, { error: error.message }),
    )
  }

  async #readPolicy(): Promise<void> {
    const policy = await this.#parts.store.settings.get<FloodPolicy>(policySetting)
    if (policy !== null && wrongPolicy(policy) === null) this.#policy = policy
  }

  /** Another server on the same database may have been told another policy. */
  #refreshPolicy(): void {
    let cancel = () => {}
    let isStopped = false
    const plan = () => {
      cancel = this.#parts.clock.after(refreshEvery, () => {
        this.#readPolicy()
          .catch(() => {})
          .finally(() => {
            if (!isStopped) plan()
          })
      })
    }
    plan()
    this.#stops.push(() => {
      isStopped = true
      cancel()
    })
  }
}
