/** Tells pages of alarms when to ask again (contract-alarms.ts). */
import type { Caller } from '../../access/caller.ts'
import { may } from '../../access/permissions.ts'
import type { AlarmChange } from '../../store/alarm-stores.ts'
import { visibleTo } from '../alarm-access.ts'
import type { AlarmsFrame } from '../contract-alarms.ts'
import { forbidden } from '../errors.ts'
import type { CommandHandler } from './commands.ts'

/** Looks of the live feed between two frames: a second, however many alarms change. */
const looksPerFrame = 4

export const weirAlarms: CommandHandler = ({ caller, parts, outgoing, whileLive, keep }, { cmdId }) => {
  if (!may(caller, 'ALARM:READ')) throw forbidden()
  let changes = 0
  let told = 0
  let looks = 0
  const stopListening = parts.alarms.onChange((change) => {
    if (mayMatter(caller, change)) changes += 1
  })
  const send = () => {
    told = changes
    const frame: AlarmsFrame = { cmdId, update: 'ALARMS', changes }
    outgoing.send(frame)
  }
  send()
  const stopLooking = whileLive(() => {
    looks += 1
    if (looks < looksPerFrame || changes === told || outgoing.isBehind) return
    looks = 0
    send()
  })
  keep(cmdId, () => {
    stopListening()
    stopLooking()
  })
}

/** Whether the caller could see the alarm. One that is shown elsewhere too may be theirs: the list tells for certain. */
function mayMatter(caller: Caller, { alarm }: AlarmChange): boolean {
  const visible = visibleTo(caller)
  if (visible === null) return false
  const isWide = alarm.propagate || alarm.propagateToOwner || alarm.propagateToTenant
  return visible.customerId === undefined || isWide || alarm.customerId === visible.customerId
}
