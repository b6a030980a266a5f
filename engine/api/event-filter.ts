import type { EventFilter, EventType } from '../store/events.ts'
import { badRequest } from './errors.ts'

type Json = Record<string, unknown>

/** Members of a filter that must be the same in the body, under the names they have there. */
const same: Readonly<Record<string, string>> = {
  server: 'server',
  msgDirectionType: 'type',
  entityId: 'entityId',
  entityType: 'entityType',
  msgId: 'msgId',
  msgType: 'msgType',
  relationType: 'relationType',
}

/** Members of a filter whose text must be somewhere in the body's. */
const holding: Readonly<Record<string, string>> = {
  errorStr: 'error',
  dataSearch: 'data',
  metadataSearch: 'metadata',
  event: 'event',
  method: 'method',
  message: 'message',
  arguments: 'arguments',
  result: 'result',
}

const between: Readonly<Record<string, readonly [least: string, most: string]>> = {
  messagesProcessed: ['minMessagesProcessed', 'maxMessagesProcessed'],
  errorsOccurred: ['minErrorsOccurred', 'maxErrorsOccurred'],
}

/** What a filter in a request body asks for (rest-core.md 16). Empty texts ask for nothing. */
export function eventFilter(body: Json): Omit<EventFilter, 'startTime' | 'endTime'> {
  const ranges: Record<string, [number | null, number | null]> = {}
  for (const [member, [least, most]] of Object.entries(between)) {
    const range: [number | null, number | null] = [number(body, least), number(body, most)]
    if (range[0] !== null || range[1] !== null) ranges[member] = range
  }
  const hasError = errorAsked(body)
  return {
    same: texts(body, same),
    holding: texts(body, holding),
    between: ranges,
    ...(hasError === undefined ? {} : { hasError }),
  }
}

/** The kind of event of that name, in any case. */
export function typeOf(text: string, known: readonly EventType[]): EventType {
  const type = known.find((each) => each === text.toUpperCase())
  if (type === undefined) throw badRequest(`Event type: '${text.slice(0, 64)}' is not supported!`)
  return type
}

function errorAsked(body: Json): boolean | undefined {
  const isError = body.isError ?? body.error
  if (isError === true || isError === 'true') return true
  const status = String(body.status ?? '').toUpperCase()
  if (status === 'FAILURE') return true
  if (status === 'SUCCESS') return false
  return undefined
}

function texts(body: Json, names: Readonly<Record<string, string>>): Record<string, string> {
  const found: Record<string, string> = {}
  for (const [name, member] of Object.entries(names)) {
    const value = body[name]
    if (value === undefined || value === null || value === '') continue
    if (typeof value !== 'string') throw badRequest(`The filter's '${name}' must be a text`)
    found[member] = value
  }
  return found
}

function number(body: Json, name: string): number | null {
  const value = body[name]
  if (value === undefined || value === null || value === '') return null
  if (!Number.isSafeInteger(Number(value))) throw badRequest(`The filter's '${name}' must be a whole number`)
  return Number(value)
}
