/** What left a node, compared with what a behaviour case expects (nodes.json, "conventions"). */
import { isDeepStrictEqual } from 'node:util'
import {
  type EntityRef,
  isObject,
  type JsonValue,
  type Message,
  scalarText,
  stringifyJson,
} from '../../nodes/sdk/index.ts'
import type { World } from '../../nodes/sdk/play.ts'
import type { Effect } from './node-effects.ts'

interface ExpectedMessage {
  readonly data?: JsonValue
  readonly dataText?: string
  readonly metadata?: Record<string, string>
  readonly metadataContains?: Record<string, string>
  readonly metadataKeys?: readonly string[]
  readonly type?: string
  /** `DEVICE:d1` */
  readonly originator?: string
  /** members of the alarm that the data must be */
  readonly alarm?: JsonValue
  readonly newId?: boolean
  readonly queueName?: string
  /** the message goes on in that chain, not by an output */
  readonly ruleChainId?: string
}

export interface Expectation extends ExpectedMessage {
  readonly init?: 'ok' | 'error'
  readonly save?: 'rejected' | 'ok'
  readonly config?: unknown
  readonly hasChanges?: boolean
  readonly relation?: string | readonly string[]
  readonly enqueued?: readonly (ExpectedMessage & { readonly relation?: string })[]
  readonly sideEffects?: readonly Effect[]
}

interface Told {
  readonly output: string
  readonly message: Message
}

/** What is told directly and what goes on through the queue leave a node of ours alike. */
export function checkOutputs(
  outputs: readonly Told[],
  input: Message | undefined,
  expect: Expectation,
  { deeds }: World,
): string | undefined {
  const direct = [expect.relation ?? []].flat()
  const entered = deeds.flatMap((deed) => ('enter' in deed ? [deed.enter] : []))
  const chains = (expect.enqueued ?? []).flatMap(({ ruleChainId }) => ruleChainId ?? [])
  if (chains.length > 0 && !isDeepStrictEqual(entered, chains))
    return `it went into ${entered.join(', ') || 'no chain'}`
  const queued = (expect.enqueued ?? [])
    .filter(({ ruleChainId }) => ruleChainId === undefined)
    .map((each) => ({ ...each, relation: each.relation ?? 'Success' }))
  const wanted = [...direct, ...queued.map(({ relation }) => relation)]
  const told = outputs.map(({ output }) => output)
  if (!isDeepStrictEqual(told.toSorted(), wanted.toSorted()))
    return `it went to ${told.join(', ') || 'nothing'}`

  const left = [...outputs]
  const take = (relation: string) =>
    left.splice(
      left.findIndex(({ output }) => output === relation),
      1,
    )[0]
  const [first, ...others] = direct.map(take)
  const wrong = first && checkMessage(first.message, input, expect)
  if (wrong !== undefined || others.includes(undefined)) return wrong
  for (const each of queued) {
    const message = take(each.relation)?.message
    const other = message && checkMessage(message, undefined, each)
    if (other !== undefined) return other
    if (each.queueName !== undefined && message?.queue !== each.queueName)
      return `it went into the queue ${message?.queue}`
    // What only passes through a queue keeps its id here, so that after a crash it is known for the same.
    const isMoved = deeds.some((deed) => 'requeue' in deed && deed.message.id === message?.id)
    if (each.newId && !isMoved && message?.id === input?.id) return 'it kept its id'
  }
  return undefined
}

/** @param input what stays the same where the case does not say otherwise */
function checkMessage(
  message: Message,
  input: Message | undefined,
  expect: ExpectedMessage,
): string | undefined {
  if (expect.dataText !== undefined) {
    const text = message.dataType === 'JSON' ? stringifyJson(message.data) : String(message.data)
    return text === expect.dataText ? undefined : `data is ${text}`
  }
  // An alarm in its JSON form has more members than a case names.
  const unchanged = expect.type === 'ALARM' ? undefined : input?.data
  const data = expect.data === undefined ? unchanged : expect.data
  if (data !== undefined && !sameValue(message.data, data)) return `data is ${stringifyJson(message.data)}`
  if (!hasMembers(message.data, expect.alarm)) return `the alarm is ${stringifyJson(message.data)}`
  const wrong = checkMetadata(message, input, expect)
  if (wrong !== undefined) return wrong
  const type = expect.type ?? input?.type
  if (type !== undefined && message.type !== type) return `type is ${message.type}`
  const originator = expect.originator ?? (input && textOf(input.originator))
  const isOther = originator !== undefined && !sameValue(textOf(message.originator), originator)
  return isOther ? `originator is ${textOf(message.originator)}` : undefined
}

function checkMetadata(
  message: Message,
  input: Message | undefined,
  expect: ExpectedMessage,
): string | undefined {
  const { metadataContains, metadataKeys } = expect
  const isPartly = metadataContains !== undefined || metadataKeys !== undefined
  const metadata = expect.metadata ?? (isPartly ? undefined : input?.metadata)
  const told = `metadata is ${JSON.stringify(message.metadata)}`
  if (metadata && !isDeepStrictEqual({ ...message.metadata }, { ...metadata })) return told
  for (const [key, value] of Object.entries(metadataContains ?? {}))
    if (message.metadata[key] !== value) return told
  return metadataKeys?.every((key) => Object.hasOwn(message.metadata, key)) === false ? told : undefined
}

function hasMembers(data: JsonValue, members: JsonValue | undefined): boolean {
  if (!isObject(members)) return true
  if (!isObject(data)) return false
  return Object.entries(members).every(([key, value]) => sameValue(data[key] ?? null, value))
}

function textOf({ entityType, id }: EntityRef): string {
  return `${entityType}:${id}`
}

/** By value: 5 = 5.0, the order of keys does not matter, and `<new>` is whatever the run produced. */
export function sameValue(one: JsonValue, other: JsonValue): boolean {
  if (Array.isArray(one))
    return (
      Array.isArray(other) &&
      one.length === other.length &&
      one.every((each, index) => sameValue(each, other[index] ?? null))
    )
  if (isObject(one)) {
    if (!isObject(other)) return false
    const keys = Object.keys(one)
    return (
      keys.length === Object.keys(other).length &&
      keys.every((key) => Object.hasOwn(other, key) && sameValue(one[key] ?? null, other[key] ?? null))
    )
  }
  if (typeof other === 'string' && /<[a-z ]+>$/.test(other))
    return String(one).startsWith(other.slice(0, other.lastIndexOf('<')))
  if (typeof one === 'string' || typeof other === 'string' || one === null || other === null)
    return one === other
  return scalarText(one) === scalarText(other) || Number(one) === Number(other)
}
