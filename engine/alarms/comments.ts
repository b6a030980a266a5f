import type { Alarm, Person } from '../rules/alarms.ts'
import type { Clock, Identity } from '../rules/needs.ts'
import type { AlarmComment } from '../store/alarm-stores.ts'

/** What comments that nobody wrote are about (alarms.md 1.3). */
export type CommentSubject =
  | 'ACKED_BY_USER'
  | 'CLEARED_BY_USER'
  | 'ASSIGNED_TO_USER'
  | 'UNASSIGNED_BY_USER'
  | 'UNASSIGNED_FROM_DELETED_USER'
  | 'SEVERITY_CHANGED'
  | 'COMMENT_DELETED'
  | 'SHELVED_BY_USER'
  | 'UNSHELVED'

/** A comment that the server writes. `by` is the person whose doing it is about, where there is one. */
export function systemComment(
  { clock, identity }: { clock: Clock; identity: Identity },
  alarm: Pick<Alarm, 'id'>,
  subtype: CommentSubject,
  by: Person | undefined,
  more: Readonly<Record<string, unknown>> & { readonly text: string },
): AlarmComment {
  const { text, ...rest } = more
  return {
    id: identity.uuid(),
    createdTime: clock.now(),
    alarmId: alarm.id,
    userId: by?.userId ?? null,
    type: 'SYSTEM',
    comment: { text, subtype, ...(by && { userId: by.userId, userName: by.name }), ...rest },
  }
}
