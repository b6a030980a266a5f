import type { Arrival } from '../../rules/message.ts'
import type { DeviceIdentity } from '../gate.ts'

/**
 * Which part of the device API a publish talks to; one file answers each. `unknown` lies in the device API's own space
 * and means nothing there; `foreign` lies outside, where transport nodes may ask for it.
 */
export type Family =
  | 'telemetry'
  | 'attributes'
  | 'attribute-request'
  | 'call'
  | 'call-answer'
  | 'protobuf'
  | 'unknown'
  | 'foreign'

export interface Route {
  readonly family: Family
  /** one object per topic: every message of the topic shares it */
  readonly arrival: Arrival
  /** for requests: their id as written, and where the answer goes, without the id */
  readonly id: string
  readonly answersTo: string
}

export const v1Telemetry = 'v1/devices/me/telemetry'
export const v1Attributes = 'v1/devices/me/attributes'

/** The short topics. Without /j or /p they speak what the profile speaks. */
const shortTopics = new Map<string, Family>([
  ['v2/t', 'telemetry'],
  ['v2/t/j', 'telemetry'],
  ['v2/t/p', 'protobuf'],
  ['v2/a', 'attributes'],
  ['v2/a/j', 'attributes'],
  ['v2/a/p', 'protobuf'],
])

const deviceApi = /^(v1\/devices\/me|v1\/gateway|v2)\//

/** Requests and answers by their beginning; longer ones first, since the rest must be the id. */
const requestTopics: readonly (readonly [prefix: string, family: Family, answersTo: string])[] = [
  ['v1/devices/me/attributes/request/', 'attribute-request', 'v1/devices/me/attributes/response/'],
  ['v2/a/req/j/', 'attribute-request', 'v2/a/res/j/'],
  ['v2/a/req/p/', 'protobuf', 'v2/a/res/p/'],
  ['v2/a/req/', 'attribute-request', 'v2/a/res/'],
  ['v1/devices/me/rpc/request/', 'call', 'v1/devices/me/rpc/response/'],
  ['v2/r/req/j/', 'call', 'v2/r/res/j/'],
  ['v2/r/req/p/', 'protobuf', 'v2/r/res/p/'],
  ['v2/r/req/', 'call', 'v2/r/res/'],
  ['v1/devices/me/rpc/response/', 'call-answer', ''],
  ['v2/r/res/j/', 'call-answer', ''],
  ['v2/r/res/p/', 'protobuf', ''],
  ['v2/r/res/', 'call-answer', ''],
]

/** The topics of one device: the standard ones, and those of its profile's MQTT settings (device-api.md 10.6). */
export class Topics {
  readonly telemetryFilter: string
  readonly attributesFilter: string
  /** the profile's own topic for pushed attributes */
  readonly attributesSubscribe: string
  /** whether MQTT 3 gets a PUBACK for a bad payload instead of a closed socket */
  readonly acknowledgesBadPayloads: boolean
  readonly #speaksProtobuf: boolean
  #last: Route

  constructor(profile: DeviceIdentity['profile']) {
    const own = profile.transportType === 'MQTT' ? profile.transport : {}
    this.telemetryFilter = textAt(own, 'deviceTelemetryTopic') ?? v1Telemetry
    this.attributesFilter = textAt(own, 'deviceAttributesTopic') ?? v1Attributes
    this.attributesSubscribe = textAt(own, 'deviceAttributesSubscribeTopic') ?? v1Attributes
    this.acknowledgesBadPayloads = own.sendAckOnValidationException === true
    this.#speaksProtobuf = speaksProtobuf(own.transportPayloadTypeConfiguration)
    this.#last = this.#find(v1Telemetry)
  }

  route(topic: string): Route {
    if (this.#last.arrival.path !== topic) this.#last = this.#find(topic)
    return this.#last
  }

  #find(topic: string): Route {
    const arrival: Arrival = { transport: 'mqtt', path: topic }
    for (const [prefix, family, answersTo] of requestTopics) {
      if (!topic.startsWith(prefix)) continue
      return { family: this.#spoken(family, prefix), arrival, id: topic.slice(prefix.length), answersTo }
    }
    return { family: this.#spoken(this.#family(topic), topic), arrival, id: '', answersTo: '' }
  }

  #family(topic: string): Family {
    const short = shortTopics.get(topic)
    if (short !== undefined) return short
    if (matches(this.attributesFilter, topic)) return 'attributes'
    if (matches(this.telemetryFilter, topic)) return 'telemetry'
    return deviceApi.test(topic) ? 'unknown' : 'foreign'
  }

  /** Where the profile speaks Protobuf, only the topics that say JSON do not. */
  #spoken(family: Family, topic: string): Family {
    const saysJson = topic.startsWith('v2/') && /\/j\/?$/.test(topic)
    return this.#speaksProtobuf && family !== 'unknown' && family !== 'foreign' && !saysJson
      ? 'protobuf'
      : family
  }
}

/** Whether the topic filter covers the topic (MQTT 5.0 §4.7). */
export function matches(filter: string, topic: string): boolean {
  if (filter === topic) return true
  const wanted = filter.split('/')
  const levels = topic.split('/')
  // [MQTT-4.7.2-1]
  if (topic.startsWith('$') && !filter.startsWith('$')) return false
  for (const [at, level] of wanted.entries()) {
    if (level === '#') return true
    if (at >= levels.length || (level !== '+' && level !== levels[at])) return false
  }
  return wanted.length === levels.length
}

/** A profile that also takes JSON (compatibility mode) counts as JSON: Protobuf is not read here. */
function speaksProtobuf(payload: unknown): boolean {
  if (typeof payload !== 'object' || payload === null) return false
  const { transportPayloadType, enableCompatibilityWithJsonPayloadFormat } = payload as Record<
    string,
    unknown
  >
  return transportPayloadType === 'PROTOBUF' && enableCompatibilityWithJsonPayloadFormat !== true
}

function textAt(settings: Readonly<Record<string, unknown>>, key: string): string | undefined {
  const value = Object.hasOwn(settings, key) ? settings[key] : undefined
  return typeof value === 'string' && value !== '' ? value : undefined
}
