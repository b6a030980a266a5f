import { stringifyJson } from '../../rules/json.ts'
import type { JsonObject, JsonValue } from '../../rules/values.ts'
import { PayloadError, parseAttributes } from '../payload.ts'
import type { Turn } from './answers.ts'
import type { Publish, Qos } from './decode.ts'
import { Reason } from './reasons.ts'
import { requestId } from './request-id.ts'
import type { Session } from './session.ts'
import { type Route, v1Attributes } from './topics.ts'

/** A device asks for its attributes (device-api.md 3). Throws `PayloadError`. */
export function takeAttributeRequest(session: Session, publish: Publish, turn: Turn, route: Route): void {
  const { door, device, connection } = session
  const id = requestId(route.id)
  const asked = parseAttributes(publish.payload, { castStrings: false }).values
  const clientKeys = keysOf(asked, 'clientKeys')
  const sharedKeys = keysOf(asked, 'sharedKeys')
  connection.isActive = true
  // No key at all asks for everything; one list alone asks for that scope only.
  const all = clientKeys === undefined && sharedKeys === undefined
  const rest = all ? null : []
  connection.requests += 1
  door.gate.attributes(device, clientKeys ?? rest, sharedKeys ?? rest).then(
    ({ client, shared }) => {
      connection.requests -= 1
      if (id >= 0) answer(session, `${route.answersTo}${id}`, `${route.answersTo}+`, client, shared)
      connection.answers.settle(turn)
    },
    (error: unknown) => {
      connection.requests -= 1
      door.log.error('The attributes of a device could not be read', { error, device: device.id })
      connection.closeAt(turn, Reason.implementationSpecific, 'The attributes could not be read; ask again')
    },
  )
}

function answer(
  session: Session,
  topic: string,
  filter: string,
  client: JsonObject,
  shared: JsonObject,
): void {
  const body: Record<string, JsonValue> = {}
  if (hasKeys(client)) body.client = client
  if (hasKeys(shared)) body.shared = shared
  // Answers come at QoS 1 also to a device that never subscribed (device-api.md 10.2).
  session.outgoing.send(topic, Buffer.from(stringifyJson(body)), session.subscriptions.get(filter) ?? 1)
}

/** Shared attributes changed: told on the topic that the device subscribed to last, if it did (device-api.md 3). */
export function pushAttributes(session: Session, changed: JsonObject, deleted: readonly string[]): void {
  const subscribed = pushTopic(session)
  if (subscribed === null) return
  const [topic, qos] = subscribed
  if (topic === 'v2/a/p') {
    const reason = 'Pushes in Protobuf are not written here; subscribe to v2/a/j'
    session.door.refuse(session.device, topic, reason)
    return
  }
  if (hasKeys(changed)) session.outgoing.send(topic, Buffer.from(stringifyJson(changed)), qos)
  if (deleted.length > 0) session.outgoing.send(topic, Buffer.from(JSON.stringify({ deleted })), qos)
}

function pushTopic({ subscriptions, topics }: Session): readonly [topic: string, qos: Qos] | null {
  let last: readonly [string, Qos] | null = null
  for (const entry of subscriptions) {
    if (pushTopics.has(entry[0]) || entry[0] === topics.attributesSubscribe) last = entry
  }
  return last
}

const pushTopics = new Set([v1Attributes, 'v2/a', 'v2/a/j', 'v2/a/p'])

/** Keys as the device API writes them: one text, joined by commas, not trimmed. */
function keysOf(asked: JsonObject, name: 'clientKeys' | 'sharedKeys'): string[] | undefined {
  if (!Object.hasOwn(asked, name)) return undefined
  const keys = asked[name]
  if (typeof keys === 'string') return keys.split(',')
  throw new PayloadError(`“${name}” must be a text of keys such as "a,b".`)
}

function hasKeys(values: JsonObject): boolean {
  for (const _ in values) return true
  return false
}
