import {
  changedAlarm,
  checkAlarm,
  checkDetails,
  cleared,
  created,
  newAlarm,
  propagatesOtherwise,
  unchanged,
  updated,
} from '../rules/alarm-change.ts'
import {
  type Alarm,
  type AlarmCause,
  type AlarmRequest,
  type AlarmResult,
  type Alarms,
  type FloodLimit,
  noCustomer,
  type Person,
  WrongAlarm,
} from '../rules/alarms.ts'
import { InTurn } from '../rules/in-turn.ts'
import type { EntityRef } from '../rules/message.ts'
import type { JsonValue } from '../rules/values.ts'
import type { AlarmChangeKind, AlarmComment, StoredAlarm } from '../store/alarm-stores.ts'
import { systemComment } from './comments.ts'
import type { Known } from './known.ts'
import { AlarmLedger, type DeskParts, type FloodingNow } from './ledger.ts'

/** milliseconds that an update which is one of many may wait */
const routineWaits = 1000

/** Where rules and people raise and clear alarms: what comes of it is decided here, and kept by the ledger. */
export class AlarmDesk implements Alarms {
  readonly #parts: DeskParts
  readonly #ledger: AlarmLedger
  /** what nodes do, by originator */
  readonly #originators = new InTurn()

  constructor(parts: DeskParts) {
    this.#parts = parts
    this.#ledger = new AlarmLedger(parts)
  }

  inOrder<T>({ id }: EntityRef, work: () => Promise<T>): Promise<T> {
    return this.#originators.run(id, work)
  }

  byId(id: string): Promise<StoredAlarm | null> {
    return this.#ledger.byId(id)
  }

  async active(originator: EntityRef, type: string, cause?: AlarmCause): Promise<Alarm | null> {
    const ledger = this.#ledger
    // Reading takes its turn: what was read before a change must not be taken for what is after it.
    const known =
      ledger.known(originator, type) ??
      (await ledger.inTurn(originator, type, () => ledger.find(originator, type)))
    const earlier = known.earlier(cause)
    // It changed nothing then, or nothing that was told apart: the node finds nothing to be done.
    if (earlier === null) return known.wasCounted(cause) ? null : known.active
    if (earlier.kind === 'RAISED') return null
    const isCleared = earlier.kind === 'CLEARED' || (earlier.kind === 'CHATTERED' && known.active === null)
    if (!isCleared) return known.active
    const alarm = await this.#ledger.current(known, earlier.alarmId)
    return alarm && { ...alarm, cleared: false, clearTs: 0 }
  }

  async raise(request: AlarmRequest, cause?: AlarmCause, by?: Person): Promise<AlarmResult> {
    checkAlarm(request)
    const { originator, type } = request
    const result = await this.#ledger.inTurn(originator, type, () => this.#raise(request, cause, by))
    return this.#parts.isShelved(result.alarm) ? { ...result, isShelved: true } : result
  }

  async clear(
    id: string,
    ts: number,
    details: JsonValue,
    cause?: AlarmCause,
    by?: Person,
  ): Promise<AlarmResult | null> {
    checkDetails(details)
    const result = await this.inTurn(id, (known) => this.#clear(known, id, ts, details, cause, by))
    return result !== null && this.#parts.isShelved(result.alarm) ? { ...result, isShelved: true } : result
  }

  /** Brings the alarm of that id up to date, active or not; null when it is gone. */
  async amend(id: string, request: AlarmRequest, by?: Person): Promise<AlarmResult | null> {
    checkAlarm(request)
    return this.inTurn(id, async (known, alarm) => {
      if (request.originator.id !== alarm.originator.id || request.type !== alarm.type)
        throw new WrongAlarm('The originator and the type of an alarm can’t change!')
      if (request.customerId !== undefined) await this.#ownerOf(request)
      const changed = changedAlarm(alarm, request, this.#parts.clock.now()) as StoredAlarm
      if (changed === alarm) return unchanged(alarm)
      const result = updated(alarm, changed)
      const kind = result.isSeverityUpdated ? 'SEVERITY_CHANGED' : 'UPDATED'
      const comment = result.isSeverityUpdated ? this.#severityComment(alarm, changed, by) : null
      const log = { ...this.#ledger.log(kind, undefined, by), merges: kind === 'UPDATED' }
      if (!(await this.#ledger.write('amend', changed, alarm, log, comment))) return null
      this.#ledger.adopt(known, changed, kind)
      return result
    })
  }

  /** Does something to one alarm while nobody else touches it; what was gathered is stored first. Null without it. */
  async inTurn<T>(
    id: string,
    work: (known: Known, alarm: StoredAlarm) => Promise<T | null>,
  ): Promise<T | null> {
    const place = await this.#ledger.placeOf(id)
    if (place === null) return null
    const { originator, type } = place
    return this.#ledger.inTurn(originator, type, async () => {
      const known = await this.#ledger.find(originator, type)
      await this.#ledger.store(known)
      const alarm = await this.#ledger.current(known, id)
      return alarm && work(known, alarm)
    })
  }

  /** The store has written this of an alarm. */
  adopt(known: Known, alarm: StoredAlarm, kind: AlarmChangeKind): void {
    this.#ledger.adopt(known, alarm, kind)
  }

  /** Alarms that change too often just now. */
  flooding(): FloodingNow[] {
    return this.#ledger.flooding()
  }

  /** An entity is gone, and its alarms with it. */
  forget(originatorId: string): void {
    this.#ledger.forgetOf(originatorId)
  }

  /** An alarm is gone. */
  forgetAlarm(known: Known, alarm: StoredAlarm): void {
    this.#ledger.removed(known, alarm)
  }

  /** Stores all that was gathered; what changes from now on is stored at once. */
  close(): Promise<void> {
    return this.#ledger.close()
  }

  async #raise(request: AlarmRequest, cause: AlarmCause | undefined, by?: Person): Promise<AlarmResult> {
    for (let attempt = 1; ; attempt++) {
      const known = await this.#ledger.find(request.originator, request.type)
      const result = (await this.#again(known, cause)) ?? (await this.#change(known, request, cause, by))
      if (result !== null) return result
      // Somebody else wrote to the same database: what is known is not so.
      this.#ledger.forget(known)
      if (attempt === 5) throw new Error(`The alarm “${request.type}” is changed by others all the time`)
    }
  }

  /** The answer to a message that came before; null for a new one. */
  async #again(known: Known, cause: AlarmCause | undefined): Promise<AlarmResult | null> {
    const earlier = known.earlier(cause)
    if (earlier === null && known.alarm !== null && known.wasCounted(cause))
      return { ...unchanged(known.alarm), isUpdated: true }
    if (earlier === null || earlier.kind === 'CLEARED') return null
    if (earlier.kind === 'CHATTERED' && known.active === null) return null
    const alarm = await this.#ledger.current(known, earlier.alarmId)
    if (alarm === null) return null
    earlier.flight = cause?.flight ?? 0
    if (earlier.kind === 'RAISED' || earlier.kind === 'CHATTERED') return created(alarm)
    const isSeverityUpdated = earlier.kind === 'SEVERITY_CHANGED'
    return { ...unchanged(alarm), isSeverityUpdated, isUpdated: !isSeverityUpdated }
  }

  /** Null when the store did not agree. */
  async #change(
    known: Known,
    request: AlarmRequest,
    cause: AlarmCause | undefined,
    by?: Person,
  ): Promise<AlarmResult | null> {
    const now = this.#parts.clock.now()
    const active = known.active
    if (active === null) return this.#begin(known, request, await this.#ownerOf(request), now, cause, by)
    if (request.customerId !== undefined) await this.#ownerOf(request)
    const next = changedAlarm(active, request, now) as StoredAlarm
    if (next === active) return unchanged(active)
    const alarm = { ...next, occurrences: active.occurrences + 1 }
    const limit = this.#ledger.limit(known.type)
    const isTooMuch = known.flood.counts(limit, now)
    const result = updated(active, alarm)
    const isOfRule = cause?.nodeId !== undefined
    if (
      (isTooMuch || request.isRoutine) &&
      isOfRule &&
      result.isUpdated &&
      !propagatesOtherwise(active, alarm) &&
      this.#ledger.hasRoom(known)
    ) {
      const wait = isTooMuch ? (limit as FloodLimit).gatherSeconds * 1000 : routineWaits
      this.#ledger.gather(known, alarm, cause, { wait, isNews: request.isRoutine !== true })
      known.did('UPDATED', alarm.id, cause)
      return { ...result, isGathered: true }
    }
    await this.#ledger.store(known)
    const kind = result.isSeverityUpdated ? 'SEVERITY_CHANGED' : 'UPDATED'
    const log = { ...this.#ledger.log(kind, cause, by), merges: kind === 'UPDATED' || isTooMuch }
    const comment = result.isSeverityUpdated && !isTooMuch ? this.#severityComment(active, alarm, by) : null
    if (!(await this.#ledger.write('update', alarm, active, log, comment))) return null
    this.#ledger.wrote(known, alarm, kind, cause)
    return result
  }

  /** A new alarm, or the last one once more where they come and go too often. */
  async #begin(
    known: Known,
    request: AlarmRequest,
    customerId: string | null,
    now: number,
    cause: AlarmCause | undefined,
    by?: Person,
  ): Promise<AlarmResult | null> {
    const isTooMuch = known.flood.counts(this.#ledger.limit(known.type), now)
    const fresh = newAlarm(request, { id: this.#parts.identity.uuid(), now, customerId })
    const last = known.alarm
    const isAgain = isTooMuch && last !== null && cause?.nodeId !== undefined
    const alarm: StoredAlarm = isAgain
      ? { ...last, ...fresh, ...identityOf(last), occurrences: last.occurrences + 1 }
      : { ...fresh, occurrences: 1 }
    const log = { ...this.#ledger.log(isAgain ? 'CHATTERED' : 'RAISED', cause, by), merges: isAgain }
    if (!(await this.#ledger.write(isAgain ? 'reopen' : 'insert', alarm, isAgain ? last : null, log))) {
      // A write that was tried again after the connection broke may have been done the first time.
      const stored = await this.#parts.store.alarms.get(alarm.id)
      if (stored === null || stored.cleared) return null
    }
    this.#ledger.wrote(known, alarm, 'RAISED', cause)
    return created(alarm)
  }

  async #clear(
    known: Known,
    id: string,
    ts: number,
    details: JsonValue,
    cause: AlarmCause | undefined,
    by?: Person,
  ): Promise<AlarmResult | null> {
    const alarm = await this.#ledger.current(known, id)
    if (alarm === null) return null
    const earlier = known.earlier(cause)
    if (alarm.cleared) {
      const isOurs = earlier !== null && /^(CLEARED|CHATTERED)$/.test(earlier.kind) && earlier.alarmId === id
      if (!isOurs) return unchanged(alarm)
      earlier.flight = cause?.flight ?? 0
      return cleared({ ...alarm, cleared: false, clearTs: 0 }, alarm)
    }
    if (known.wasCounted(cause)) return unchanged(alarm)
    const next = { ...alarm, cleared: true, clearTs: ts, details: details ?? alarm.details }
    const isTooMuch = known.flood.counts(this.#ledger.limit(known.type), this.#parts.clock.now())
    const log = { ...this.#ledger.log(isTooMuch ? 'CHATTERED' : 'CLEARED', cause, by), merges: isTooMuch }
    const comment =
      by === undefined
        ? null
        : systemComment(this.#parts, next, 'CLEARED_BY_USER', by, {
            text: `Alarm was cleared by user ${by.name}`,
          })
    if (!(await this.#ledger.write('clear', next, alarm, log, comment))) {
      this.#ledger.forget(known)
      const stored = await this.#parts.store.alarms.get(id)
      if (stored === null) return null
      return stored.cleared && stored.clearTs === ts ? cleared(alarm, stored) : unchanged(stored)
    }
    this.#ledger.wrote(known, next, 'CLEARED', cause)
    return cleared(alarm, next)
  }

  async #ownerOf({ originator, customerId }: AlarmRequest): Promise<string | null> {
    const owner =
      originator.entityType === 'CUSTOMER'
        ? originator.id
        : ((await this.#parts.store.entities.byId(originator))?.customerId ?? null)
    if (customerId !== undefined && (customerId === noCustomer ? null : customerId) !== owner)
      throw new WrongAlarm('Can’t assign alarm to another customer than the one of its originator!')
    return owner
  }

  #severityComment(old: Alarm, alarm: Alarm, by?: Person): AlarmComment {
    return systemComment(this.#parts, alarm, 'SEVERITY_CHANGED', by, {
      text: `Alarm severity was updated from ${old.severity} to ${alarm.severity}`,
      oldSeverity: old.severity,
      newSeverity: alarm.severity,
    })
  }
}

/** What an alarm keeps when it is raised once more instead of anew. */
function identityOf({ id, createdTime, customerId, acknowledged, ackTs, assigneeId, assignTs }: StoredAlarm) {
  return { id, createdTime, customerId, acknowledged, ackTs, assigneeId, assignTs }
}
