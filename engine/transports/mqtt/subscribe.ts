import { callFiltersChanged } from './calls.ts'
import type { Qos, Subscribe, Unsubscribe } from './decode.ts'
import { suback, unsuback } from './encode.ts'
import { Reason } from './reasons.ts'
import type { Session } from './session.ts'

/** Every filter a device may subscribe to (device-api.md 10.1), word for word: there are no general wildcards. */
const subscribable = new Set([
  ...forms('v1/devices/me/attributes', 'v2/a', 'v2/a/j', 'v2/a/p'),
  ...forms('v1/devices/me/rpc/request/+', 'v2/r/req/+', 'v2/r/req/j/+', 'v2/r/req/p/+'),
  ...forms('v1/devices/me/rpc/response/+', 'v2/r/res/+', 'v2/r/res/j/+', 'v2/r/res/p/+'),
  ...forms('v1/devices/me/attributes/response/+', 'v2/a/res/+', 'v2/a/res/j/+', 'v2/a/res/p/+'),
  ...forms('v2/fw/response/+/chunk/+', 'v2/fw/error', 'v2/sw/response/+/chunk/+', 'v2/sw/error'),
  ...forms('v1/gateway/attributes', 'v1/gateway/rpc', 'v1/gateway/attributes/response'),
])

function forms(...topics: string[]): string[] {
  return topics
}

/** SUBSCRIBE (device-api.md 10.1, 10.2). A filter asked for again moves to the end: the last one decides pushes. */
export function takeSubscribe(session: Session, { packetId, filters }: Subscribe): void {
  const { connection, subscriptions, door, device } = session
  const codes = filters.map(({ topic, qos }) => {
    if (!isSubscribable(session, topic)) {
      door.refuse(device, topic, 'The device API has no such topic to subscribe to')
      return connection.version === 5 ? Reason.topicFilterInvalid : 0x80
    }
    const granted = Math.min(qos, 1) as Qos
    subscriptions.delete(topic)
    subscriptions.set(topic, granted)
    return granted
  })
  connection.isActive = true
  connection.send(suback(packetId, connection.version, codes))
  // Behind the SUBACK, since calls that wait come at once.
  callFiltersChanged(
    session,
    filters.map(({ topic }) => topic),
  )
}

/** UNSUBSCRIBE (device-api.md 10.3). */
export function takeUnsubscribe(session: Session, { packetId, topics }: Unsubscribe): void {
  const { connection, subscriptions } = session
  const codes = topics.map((topic) => {
    if (!isSubscribable(session, topic)) return Reason.topicFilterInvalid
    return subscriptions.delete(topic) ? Reason.success : Reason.noSubscriptionExisted
  })
  connection.isActive = true
  connection.send(unsuback(packetId, connection.version, codes))
  callFiltersChanged(session, topics)
}

function isSubscribable(session: Session, topic: string): boolean {
  return subscribable.has(topic) || topic === session.topics.attributesSubscribe
}
