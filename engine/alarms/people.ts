import type { Alarm, AlarmRequest, AlarmResult, Person } from '../rules/alarms.ts'
import type { Clock, Identity } from '../rules/needs.ts'
import { isObject } from '../rules/values.ts'
import type { AlarmComment, HistoryKind, StoredAlarm } from '../store/alarm-stores.ts'
import type { Store } from '../store/store.ts'
import { type CommentSubject, systemComment } from './comments.ts'
import type { AlarmDesk } from './desk.ts'

/** Entries of a history that are looked through. */
const mostEntries = 1000

export interface PeopleParts {
  readonly desk: AlarmDesk
  readonly store: Pick<Store, 'alarms'>
  readonly clock: Clock
  readonly identity: Identity
  readonly announce: (type: string, alarm: Alarm, metadata: Readonly<Record<string, string>>) => void
  readonly commented: (alarm: StoredAlarm) => void
}

/**
 * What people do to alarms. Each thing is told to the chains, remembered in the history and, as the cloud does, said
 * in a comment of the server. Answers null where there is nothing to be done.
 */
export class AlarmPeople {
  readonly #parts: PeopleParts

  constructor(parts: PeopleParts) {
    this.#parts = parts
  }

  /** Saves an alarm: by id where one is given, else the active one of its originator and type, else a new one. */
  async save(request: AlarmRequest, id: string | null, by: Person): Promise<AlarmResult | null> {
    const { desk, announce } = this.#parts
    const result = id === null ? await desk.raise(request, undefined, by) : await desk.amend(id, request, by)
    if (result?.isCreated) announce('ENTITY_CREATED', result.alarm, metadataOf(by))
    else if (result?.isUpdated || result?.isSeverityUpdated)
      announce('ENTITY_UPDATED', result.alarm, metadataOf(by))
    return result
  }

  async acknowledge(id: string, ts: number, by: Person): Promise<StoredAlarm | null> {
    const { store, announce } = this.#parts
    const text = `Alarm was acknowledged by user ${by.name}`
    const done = await this.#do(id, 'ACKNOWLEDGED', 'ACKED_BY_USER', by, { text }, (log, comment) =>
      store.alarms.acknowledge(id, ts, log, comment),
    )
    if (done !== null) announce('ALARM_ACK', done, metadataOf(by))
    return done
  }

  async clear(id: string, ts: number, by: Person): Promise<StoredAlarm | null> {
    const { desk, announce } = this.#parts
    const result = await desk.clear(id, ts, null, undefined, by)
    if (!result?.isCleared) return null
    announce('ALARM_CLEAR', result.alarm, metadataOf(by))
    return desk.byId(id)
  }

  async assign(id: string, assignee: Person, by: Person): Promise<StoredAlarm | null> {
    const { store, announce } = this.#parts
    const about = { assigneeId: assignee.userId, assigneeName: assignee.name }
    const text = `Alarm was assigned by user ${by.name} to user ${assignee.name}`
    const done = await this.#do(id, 'ASSIGNED', 'ASSIGNED_TO_USER', by, { text, ...about }, (log, comment) =>
      store.alarms.assign(id, assignee.userId, { ...log, about }, comment),
    )
    if (done !== null) announce('ALARM_ASSIGNED', done, metadataOf(by))
    return done
  }

  async unassign(id: string, by: Person): Promise<StoredAlarm | null> {
    const text = `Alarm was unassigned by user ${by.name}`
    const done = await this.#unassign(id, 'UNASSIGNED_BY_USER', by, text)
    if (done !== null) this.#parts.announce('ALARM_UNASSIGNED', done, metadataOf(by))
    return done
  }

  /** Nobody is left to look after the alarms of a user who is gone. */
  async userRemoved(userId: string): Promise<void> {
    const { store, announce } = this.#parts
    for (const id of await store.alarms.assignedTo(userId)) {
      const name = await this.#nameWhenAssigned(id, userId)
      const text = `Alarm was unassigned because user ${name} was deleted`
      const done = await this.#unassign(id, 'UNASSIGNED_FROM_DELETED_USER', undefined, text)
      if (done !== null) announce('ALARM_UNASSIGNED', done, {})
    }
  }

  /** The user can't be asked any more; the history of the alarm knows. */
  async #nameWhenAssigned(alarmId: string, userId: string): Promise<string> {
    const entries = await this.#parts.store.alarms.history(alarmId, mostEntries)
    const about = entries.find(
      ({ kind, about }) => kind === 'ASSIGNED' && isObject(about) && about.assigneeId === userId,
    )?.about
    return isObject(about) ? String(about.assigneeName) : userId
  }

  async remove(id: string, by: Person): Promise<boolean> {
    const { desk, store, announce } = this.#parts
    const removed = await desk.inTurn(id, async (known, alarm) => {
      if (!(await store.alarms.remove(id))) return null
      desk.forgetAlarm(known, alarm)
      return alarm
    })
    if (removed !== null) announce('ALARM_DELETE', removed, metadataOf(by))
    return removed !== null
  }

  /** Says something about an alarm, or something else than before; the caller may edit own comments only. */
  async comment(
    alarm: StoredAlarm,
    before: AlarmComment | null,
    comment: Readonly<Record<string, unknown>>,
    by: Person,
  ): Promise<AlarmComment> {
    const { store, clock, identity } = this.#parts
    const saved: AlarmComment =
      before === null
        ? {
            id: identity.uuid(),
            createdTime: clock.now(),
            alarmId: alarm.id,
            userId: by.userId,
            type: 'OTHER',
            comment,
          }
        : { ...before, comment: { ...comment, edited: 'true', editedOn: clock.now() } }
    await store.alarms.comments.save(saved)
    this.#commented(before === null ? 'COMMENT_CREATED' : 'COMMENT_UPDATED', alarm, saved, by)
    return saved
  }

  /** What was said stays a line in the list, without its words. */
  async removeComment(alarm: StoredAlarm, comment: AlarmComment, by: Person): Promise<AlarmComment> {
    const { store } = this.#parts
    const saved: AlarmComment = {
      ...comment,
      type: 'SYSTEM',
      comment: {
        text: `User ${by.name} deleted their comment`,
        subtype: 'COMMENT_DELETED',
        userName: by.name,
      },
    }
    await store.alarms.comments.save(saved)
    this.#commented('COMMENT_UPDATED', alarm, saved, by)
    return saved
  }

  #commented(type: string, alarm: StoredAlarm, comment: AlarmComment, by: Person): void {
    const { announce, commented } = this.#parts
    announce(type, alarm, { ...metadataOf(by), comment: JSON.stringify(commentOf(comment)) })
    commented(alarm)
  }

  #unassign(
    id: string,
    subtype: CommentSubject,
    by: Person | undefined,
    text: string,
  ): Promise<StoredAlarm | null> {
    return this.#do(id, 'UNASSIGNED', subtype, by, { text }, (log, comment) =>
      this.#parts.store.alarms.assign(id, null, log, comment),
    )
  }

  #do(
    id: string,
    kind: HistoryKind,
    subtype: CommentSubject,
    by: Person | undefined,
    words: Readonly<Record<string, unknown>> & { readonly text: string },
    write: (
      log: { kind: HistoryKind; ts: number; userId: string | null },
      comment: AlarmComment,
    ) => Promise<StoredAlarm | null>,
  ): Promise<StoredAlarm | null> {
    const { desk, clock } = this.#parts
    return desk.inTurn(id, async (known, alarm) => {
      const log = { kind, ts: clock.now(), userId: by?.userId ?? null }
      const done = await write(log, systemComment(this.#parts, alarm, subtype, by, words))
      if (done !== null) desk.adopt(known, done, kind)
      return done
    })
  }
}

/** What messages say of the person who caused them; the cloud's name of a user is the e-mail address. */
export function metadataOf({ userId, email }: Person): Record<string, string> {
  return { userId, userName: email, userEmail: email }
}

/** A comment as messages carry it (alarms.md 1.3). */
function commentOf({ id, createdTime, alarmId, userId, type, comment }: AlarmComment) {
  return {
    id: { id },
    createdTime,
    alarmId: { entityType: 'ALARM', id: alarmId },
    userId: userId === null ? null : { entityType: 'USER', id: userId },
    type,
    comment,
    name: String(comment.text ?? ''),
  }
}
