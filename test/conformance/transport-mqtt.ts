/** Runs the MQTT cases of transport.json against a target: their prose is read, nothing of an answer is written here. */
import {
  type MqttTarget,
  type Plan,
  Run,
  type Scope,
  type Step,
  subscribedTo,
  type TransportCase,
} from './mqtt-run.ts'
import { readConnectSentence, readExpectation, readPublishSentence, type Version } from './mqtt-sentences.ts'

export type { MqttTarget, Scope, TargetDevice, TransportCase, WantedDevice } from './mqtt-run.ts'

export interface CaseResult {
  readonly id: string
  /** later = of a subject that is not built yet; mended = a quirk we don't copy; unread = prose not understood */
  readonly outcome: 'passed' | 'failed' | 'later' | 'mended' | 'unread'
  /** what was seen instead, or which subject comes later */
  readonly detail: string
}

/** Subjects that are not built yet, by the words their cases use. */
const later: readonly (readonly [subject: string, words: RegExp])[] = [
  ['rate limits', /RateLimit/],
  ['X.509', /X509|cert/],
  ['provisioning', /provision/i],
  ['claiming', /\/claim/],
  ['firmware', /firmware|\/(fw|sw)\/|MQTT-OTA/],
  ['calls, which need rules and REST', /\brpc\b|RPC|client RPC/i],
  ['gateways', /gateway|^GW-/],
  ['device state and lifecycle messages', /_EVENT|server attribute active|TbMsg/],
]

/** Runs every case of `cases` whose transport is MQTT, one after the other. */
export async function runMqttCases(
  cases: readonly TransportCase[],
  target: MqttTarget,
): Promise<CaseResult[]> {
  const results: CaseResult[] = []
  let before: TransportCase | null = null
  for (const one of cases.filter(({ transport }) => transport.startsWith('mqtt'))) {
    const whole = resolveSame(one, before)
    results.push(await runCase(whole, target))
    before = whole
  }
  return results
}

/** “same” points at the case before. */
function resolveSame(one: TransportCase, before: TransportCase | null): TransportCase {
  if (before === null) return one
  const given = /^(same|subscribed)\b/.test(one.given) ? `${before.given}; ${one.given}` : one.given
  const id = /^same request with id (\d+)$/.exec(one.send)?.[1]
  if (id === undefined) return { ...one, given }
  const request = /\/(request|req)\//.test(before.send)
    ? before.send
    : 'PUBLISH v1/devices/me/attributes/request/0 {}'
  const send = request.replace(/(\/request\/|\/req\/)\d+/, `$1${id}`)
  return { ...one, given, send }
}

/** Publishes that read like any other and talk to a part that comes later. */
const saysLater = /^PUBLISH (QoS\d )?\S*(\/rpc\/|\/claim|gateway|provision|v2\/(r|fw|sw)\/)/

async function runCase(one: TransportCase, target: MqttTarget): Promise<CaseResult> {
  const { id } = one
  if (/^upstream quirk/.test(one.expect)) return { id, outcome: 'mended', detail: one.expect }
  const subject = later.find(([, words]) => words.test(`${id} ${one.given} ${one.send} ${one.expect}`))
  const versions = versionsOf(one)
  const plans = versions.map((version) => planOf(one, version))
  if (plans.includes(null) || saysLater.test(one.send) || one.transport !== 'mqtt') {
    if (subject !== undefined) return { id, outcome: 'later', detail: subject[0] }
    return { id, outcome: 'unread', detail: `${one.given} | ${one.send} | ${one.expect}` }
  }
  for (const plan of plans) {
    if (plan === null) continue
    const trouble = await new Run(target, one, plan).run()
    if (trouble !== null) return { id, outcome: 'failed', detail: `MQTT ${plan.version}: ${trouble}` }
  }
  return { id, outcome: 'passed', detail: versions.map((version) => `MQTT ${version}`).join(', ') }
}

function versionsOf({ given, send, expect }: TransportCase): readonly Version[] {
  if (/MQTT 5|\bv5\b/.test(given)) return [5]
  if (/MQTT 3\.1\.1/.test(given)) return [4]
  const connect = readConnectSentence(send)
  if (connect === null) return [4, 5]
  if (connect.versions.length === 1 || /v5|\/ 0x/.test(expect)) return connect.versions
  return /v3/.test(expect) ? [4] : connect.versions
}

function planOf(one: TransportCase, version: Version): Plan | null {
  const checks = readExpectation(one.expect, version)
  if (checks === null || !isGivenKnown(one.given)) return null
  const both = /^CONNECT and (PUBLISH .*) in one segment$/.exec(one.send)?.[1]
  if (both !== undefined) {
    const publish = readPublishSentence(both)
    if (publish === null) return null
    const step: Step = (run) => run.client.send(run.connectPacket(), run.publishPacket(publish))
    return { version, checks, steps: [step], isAboutConnect: true }
  }
  const connect = readConnectSentence(one.send)
  if (connect !== null) {
    const isBare =
      connect.userName === undefined && connect.clientId === undefined && !one.send.includes('no credentials')
    const sentence = isBare ? { ...connect, userName: 'T' } : connect
    const step: Step = (run) => run.client.send(run.connectPacket(sentence))
    return { version, checks, steps: [step], isAboutConnect: true }
  }
  const steps = one.send.split(/, then /).map((text) => readStep(text, one.given))
  return steps.includes(null) ? null : { version, checks, steps: steps as Step[], isAboutConnect: false }
}

function readStep(text: string, given: string): Step | null {
  let m = /^SUBSCRIBE (\S+)(?: QoS([012]))?$/.exec(text)
  if (m) return (run) => run.subscribe(m?.[1] ?? '', Number(m?.[2] ?? 1))
  m = /^UNSUBSCRIBE (\S+?)(?:, never subscribed)?$/.exec(text)
  if (m) return (run) => run.unsubscribe(m?.[1] === 'it' ? subscribedTo(given) : (m?.[1] ?? ''))
  if (text === 'PINGREQ') return (run) => run.client.send({ cmd: 'pingreq' })
  m = /^REST saves (?:a )?(shared|SHARED_SCOPE|SERVER_SCOPE)(?: attribute)?(?: (\{.*\}))?$/.exec(text)
  if (m) {
    const scope: Scope = m[1] === 'SERVER_SCOPE' ? 'SERVER_SCOPE' : 'SHARED_SCOPE'
    return (run) => run.save(scope, m?.[2] ?? '{"conformance":1}')
  }
  m = /^REST deletes shared (\S+)$/.exec(text)
  if (m) return (run) => run.deleteShared(m?.[1] ?? '')
  if (text === "REST: change the device's credentials") return (run) => run.device.changeCredentials()
  if (text === 'REST: delete the device') return (run) => run.device.remove()
  const publish = readPublishSentence(text)
  return publish === null ? null : (run) => run.client.send(run.publishPacket(publish))
}

/** What a case starts from is read by `Run.prepare`; anything else makes the case unread. */
function isGivenKnown(given: string): boolean {
  const rest = given
    .replace(
      /MQTT (5|3\.1\.1) session logged in with userName=T( subscribed to \S+| not yet acknowledged)?/g,
      '',
    )
    .replace(/MQTT 3\.1\.1, MQTT profile with sendAckOnValidationException=true/g, '')
    .replace(/profile transport MQTT, telemetry topic \S+/g, '')
    .replace(/MQTT_BASIC( \w+=\w+)+/g, '')
    .replace(/device profile transport type \w+/g, '')
    .replace(/SUBSCRIBE \S+ done|(v5 )?session open(, no attribute subscription)?/g, '')
    .replace(
      /device with access token T, default profile|token T|no such token|nothing matches|no such keys/g,
      '',
    )
    .replace(/(client|shared) \w+( and shared \w+)? exists?/g, '')
    .replace(/\bsame( subscription)?\b|but no subscription at all|\bsubscribed\b/g, '')
  return /^[\s;,]*$/.test(rest)
}
