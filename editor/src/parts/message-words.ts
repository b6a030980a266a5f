import type { TFunction } from 'i18next'

/** what alarms are told as, beside the types of their own */
const ofAlarms: Readonly<Record<string, string>> = {
  ENTITY_CREATED: 'ALARM_CREATED',
  ENTITY_UPDATED: 'ALARM_UPDATED',
  ENTITY_DELETED: 'ALARM_DELETE',
}

/**
 * A type of message as people say it; a type of somebody's own stays as it is. That an alarm came into being is told
 * with the type of any new thing: only the data says what it is about.
 */
export function messageWord(t: TFunction, type: string, data: string): string {
  const known = isAlarm(data) ? (ofAlarms[type] ?? type) : type
  return t(`messages:type.${known}`, { defaultValue: type })
}

/** By its beginning, since long data is cut. */
const isAlarm = (data: string) => /^\s*\{\s*"id"\s*:\s*\{[^{}]*"entityType"\s*:\s*"ALARM"/.test(data)
