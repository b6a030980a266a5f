/** What a request makes of an alarm: the rules of alarms.md 1.1, without a store and without a clock of its own. */
import { type Alarm, type AlarmRequest, type AlarmResult, severities, WrongAlarm } from './alarms.ts'
import { stringifyJson } from './json.ts'
import type { JsonValue } from './values.ts'

/** Characters of a type at most. */
export const longestType = 255
/** Characters of the details' JSON at most. */
const longestDetails = 1_000_000

/** Throws `WrongAlarm` for a request that makes no alarm. */
export function checkAlarm({ type, severity, startTs = 0, endTs = 0, details = null }: AlarmRequest): void {
  if (type.trim() === '') throw new WrongAlarm('Alarm type should be specified!')
  if (type.length > longestType) {
    throw new WrongAlarm(`The alarm type is ${type.length} characters long, ${longestType} is the most`)
  }
  if (!severities.includes(severity)) {
    throw new WrongAlarm(`“${severity}” is no severity of alarms; use one of ${severities.join(', ')}`)
  }
  if (!Number.isSafeInteger(startTs) || !Number.isSafeInteger(endTs) || startTs < 0 || endTs < 0)
    throw new WrongAlarm('Alarm start ts and end ts have to be milliseconds from 1970 on!')
  if (endTs > 0 && startTs > endTs) throw new WrongAlarm('Alarm start ts can’t be greater than end ts!')
  checkDetails(details)
}

/** Throws `WrongAlarm` for details that are too long, or nested too deep to be written. */
export function checkDetails(details: JsonValue): void {
  if (details === null) return
  let length: number
  try {
    length = stringifyJson(details).length
  } catch (error) {
    throw new WrongAlarm(`The details of the alarm can't be kept: ${(error as Error).message}`)
  }
  if (length > longestDetails)
    throw new WrongAlarm(
      `The details of the alarm are ${length} characters long, ${longestDetails} is the most`,
    )
}

/** The alarm that a request makes where none is active. */
export function newAlarm(
  request: AlarmRequest,
  { id, now, customerId }: { id: string; now: number; customerId: string | null },
): Alarm {
  return {
    id,
    createdTime: now,
    type: request.type,
    originator: request.originator,
    customerId,
    acknowledged: false,
    cleared: false,
    assigneeId: null,
    ackTs: 0,
    clearTs: 0,
    assignTs: 0,
    ...asked(request, now),
  }
}

/** The active alarm after a request; the same object when nothing differs. */
export function changedAlarm(alarm: Alarm, request: AlarmRequest, now: number): Alarm {
  const next = asked(request, now)
  return differs(alarm, next) ? { ...alarm, ...next } : alarm
}

type Asked = Pick<Alarm, 'severity' | 'startTs' | 'endTs' | 'details'> & PropagationOf

type PropagationOf = Pick<
  Alarm,
  'propagate' | 'propagateToOwner' | 'propagateToTenant' | 'propagateRelationTypes'
>

function asked(request: AlarmRequest, now: number): Asked {
  const startTs = request.startTs || now
  return {
    severity: request.severity,
    startTs,
    endTs: request.endTs || startTs,
    details: request.details ?? null,
    propagate: request.propagate ?? false,
    propagateToOwner: request.propagateToOwner ?? false,
    propagateToTenant: request.propagateToTenant ?? false,
    propagateRelationTypes: request.propagateRelationTypes ?? [],
  }
}

function differs(one: Asked, other: Asked): boolean {
  return (
    one.severity !== other.severity ||
    one.startTs !== other.startTs ||
    one.endTs !== other.endTs ||
    propagatesOtherwise(one, other) ||
    detailsDiffer(one.details, other.details)
  )
}

/** As SQL compares: details that come or go alone are no change. */
function detailsDiffer(one: Asked['details'], other: Asked['details']): boolean {
  if (one === null || other === null || one === other) return false
  return stringifyJson(one) !== stringifyJson(other)
}

/** Whether the alarm is to be seen at other entities than before. */
export function propagatesOtherwise(one: PropagationOf, other: PropagationOf): boolean {
  return (
    one.propagate !== other.propagate ||
    one.propagateToOwner !== other.propagateToOwner ||
    one.propagateToTenant !== other.propagateToTenant ||
    one.propagateRelationTypes.join('\n') !== other.propagateRelationTypes.join('\n')
  )
}

const nothing = { isCreated: false, isUpdated: false, isSeverityUpdated: false, isCleared: false }

export function created(alarm: Alarm): AlarmResult {
  return { ...nothing, alarm, old: null, isCreated: true }
}

/** What came of an update: nothing when both are the same object. */
export function updated(old: Alarm, alarm: Alarm): AlarmResult {
  const isSeverityUpdated = old.severity !== alarm.severity
  return { ...nothing, alarm, old, isSeverityUpdated, isUpdated: old !== alarm && !isSeverityUpdated }
}

export function cleared(old: Alarm, alarm: Alarm): AlarmResult {
  return { ...nothing, alarm, old, isCleared: true }
}

export function unchanged(alarm: Alarm): AlarmResult {
  return { ...nothing, alarm, old: alarm }
}
