import { alarmCount, alarmData, alarmStatus } from './alarms.ts'
import { entityCount, entityData } from './entity-data.ts'
import type { Command } from './frames.ts'
import { notificationCount, notifications } from './notifications.ts'
import { attributes, history, timeseries } from './series.ts'
import type { LiveSession } from './subscriber.ts'
import { weirChain, weirMessages, weirStatus } from './weir.ts'
import { weirAlarms } from './weir-alarms.ts'

export type CommandHandler = (session: LiveSession, command: Command) => void | Promise<void>

const drop: CommandHandler = (session, { cmdId }) => session.drop(cmdId)
const nothing: CommandHandler = () => {}

/** All commands there are (websocket.md 3, contract.ts). */
export const handlers: ReadonlyMap<string, CommandHandler> = new Map<string, CommandHandler>([
  ['TIMESERIES', timeseries],
  ['ATTRIBUTES', attributes],
  ['TIMESERIES_HISTORY', history],
  ['ENTITY_DATA', entityData],
  ['ENTITY_DATA_UNSUBSCRIBE', drop],
  ['ENTITY_COUNT', entityCount],
  ['ENTITY_COUNT_UNSUBSCRIBE', drop],
  ['ALARM_DATA', alarmData],
  ['ALARM_DATA_UNSUBSCRIBE', drop],
  ['ALARM_COUNT', alarmCount],
  ['ALARM_COUNT_UNSUBSCRIBE', drop],
  ['ALARM_STATUS', alarmStatus],
  ['ALARM_STATUS_UNSUBSCRIBE', drop],
  ['NOTIFICATIONS', notifications],
  ['NOTIFICATIONS_COUNT', notificationCount],
  ['NOTIFICATIONS_UNSUBSCRIBE', nothing],
  ['MARK_NOTIFICATIONS_AS_READ', nothing],
  ['MARK_ALL_NOTIFICATIONS_AS_READ', nothing],
  ['WEIR_CHAIN', weirChain],
  ['WEIR_MESSAGES', weirMessages],
  ['WEIR_STATUS', weirStatus],
  ['WEIR_ALARMS', weirAlarms],
  ['WEIR_UNSUBSCRIBE', drop],
])
