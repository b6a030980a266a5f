/** Frames that clients send (websocket.md 1-3): a list of typed commands, or the older one array per kind. */
export interface Command {
  readonly type: string
  readonly cmdId: number
  readonly [member: string]: unknown
}

export interface Frame {
  /** token of the first frame; null when it has none */
  readonly auth: { readonly token: string } | null
  readonly commands: readonly Command[]
}

/** Commands of one frame at most. */
const mostCommands = 1000

const legacyArrays: Readonly<Record<string, string>> = {
  tsSubCmds: 'TIMESERIES',
  attrSubCmds: 'ATTRIBUTES',
  historyCmds: 'TIMESERIES_HISTORY',
  entityDataCmds: 'ENTITY_DATA',
  entityDataUnsubscribeCmds: 'ENTITY_DATA_UNSUBSCRIBE',
  entityCountCmds: 'ENTITY_COUNT',
  entityCountUnsubscribeCmds: 'ENTITY_COUNT_UNSUBSCRIBE',
  alarmDataCmds: 'ALARM_DATA',
  alarmDataUnsubscribeCmds: 'ALARM_DATA_UNSUBSCRIBE',
  alarmCountCmds: 'ALARM_COUNT',
  alarmCountUnsubscribeCmds: 'ALARM_COUNT_UNSUBSCRIBE',
}

/** Members of the older notification frames, which hold one command each. */
const legacyMembers: Readonly<Record<string, string>> = {
  unreadCountSubCmd: 'NOTIFICATIONS_COUNT',
  unreadSubCmd: 'NOTIFICATIONS',
  markAsReadCmd: 'MARK_NOTIFICATIONS_AS_READ',
  markAllAsReadCmd: 'MARK_ALL_NOTIFICATIONS_AS_READ',
  unsubCmd: 'NOTIFICATIONS_UNSUBSCRIBE',
}

/** Reads a frame; undefined when it is none. */
export function readFrame(text: string): Frame | undefined {
  let value: unknown
  try {
    value = JSON.parse(text)
  } catch {
    return undefined
  }
  if (!isObject(value)) return undefined
  const commands = [...listOf(value.cmds)]
  for (const [name, type] of Object.entries(legacyArrays)) {
    for (const command of listOf(value[name]))
      commands.push(isObject(command) ? { ...command, type } : command)
  }
  for (const [name, type] of Object.entries(legacyMembers)) {
    const command = value[name]
    if (isObject(command)) commands.push({ ...command, type })
  }
  if (commands.length > mostCommands || !commands.every(isCommand)) return undefined
  const auth = isObject(value.authCmd) ? value.authCmd : null
  const token = auth && (auth.token ?? auth.apiKey)
  return { auth: auth && { token: typeof token === 'string' ? token : '' }, commands }
}

function isCommand(value: unknown): value is Command {
  return isObject(value) && typeof value.type === 'string' && Number.isInteger(value.cmdId ?? 0)
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

function listOf(value: unknown): unknown[] {
  return Array.isArray(value) ? value : []
}
