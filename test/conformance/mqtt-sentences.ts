/** Reads the prose of the MQTT conformance cases: what to send, and what must come back. */

export type Version = 4 | 5

export interface ConnectSentence {
  readonly versions: readonly Version[]
  readonly clientId: string | undefined
  readonly userName: string | undefined
  readonly password: string | undefined
  readonly clean: boolean
}

/** `CONNECT v5 clientId=c userName=BAD, no password`, `CONNECT c/u/p`, `CONNECT v3.1.1 with its token`; else null. */
export function readConnectSentence(text: string): ConnectSentence | null {
  if (!text.startsWith('CONNECT')) return null
  const short = /CONNECT ([^\s/]+)\/([^\s/]+)\/([^\s/]+)/.exec(text)
  const named = (name: string) => new RegExp(`\\b${name}=([^\\s,]+)`).exec(text)?.[1]
  return {
    versions: text.includes('v3.1.1') ? [4] : text.includes('v5') ? [5] : [4, 5],
    clientId: short?.[1] ?? named('clientId') ?? (text.includes('empty clientId') ? '' : undefined),
    userName: short?.[2] ?? named('userName') ?? (text.includes('with its token') ? 'T' : undefined),
    password: short?.[3] ?? named('password'),
    clean: !text.includes('cleanSession=0'),
  }
}

export interface PublishSentence {
  readonly qos: 0 | 1
  readonly topic: string
  readonly payload: string
}

const shortTopics: Readonly<Record<string, string>> = { telemetry: 'v1/devices/me/telemetry' }

/** `PUBLISH QoS1 v2/t/j {"a":1}`, or only `attributes/request/2 {"clientKeys":"zz"}`; else null. */
export function readPublishSentence(text: string): PublishSentence | null {
  const match = /^(?:PUBLISH )?(?:QoS([01]) )?([^\s{[]+\/[^\s{[]+|telemetry) ?([[{].*)$/.exec(text)
  if (match === null) return null
  const [, qos, topic = '', payload = ''] = match
  const whole = topic.startsWith('attributes/') ? `v1/devices/me/${topic}` : (shortTopics[topic] ?? topic)
  return { qos: qos === '0' ? 0 : 1, topic: whole, payload }
}

/** What must be seen, in this order. Codes are those of the given version. */
export type Check =
  | { readonly kind: 'connack'; readonly code: number; readonly sessionPresent: boolean | null }
  | { readonly kind: 'disconnect' | 'puback' | 'suback' | 'unsuback'; readonly code: number }
  | { readonly kind: 'pingresp' | 'closed' | 'open' | 'no puback' | 'no publish' | 'active' | 'stored' }
  | {
      readonly kind: 'publish'
      readonly topic: string | null
      readonly qos: number | null
      readonly body: Body
    }
  | { readonly kind: 'value'; readonly key: string; readonly value: string }
  | { readonly kind: 'types'; readonly types: readonly string[] }

/** JSON text, or a word for it. */
export type Body = string | 'anything' | 'what was saved' | 'all attributes'

/** Parts that are about other rooms than the transport, and remarks. */
const elsewhere = /^(TbMsg|same result|packets sent before)/

/** The checks of an expectation; null when a part of it is not understood. */
export function readExpectation(text: string, version: Version): Check[] | null {
  const quirk = /upstream quirk; (\d) would be correct/.exec(text)?.[1]
  const checks: Check[] = []
  for (const clause of clausesOf(text)) {
    if (elsewhere.test(clause)) continue
    const check = readClause(clause, version, quirk)
    if (check === null) return null
    const last = checks.at(-1)
    if (check === 'skip') continue
    if ('kind' in check) checks.push(check)
    else if (last?.kind === 'publish' && check.qos !== undefined)
      checks[checks.length - 1] = { ...last, qos: check.qos }
    else if (last?.kind === 'types' && check.type)
      checks[checks.length - 1] = { ...last, types: [...last.types, check.type] }
    else if (check.type !== undefined) checks.push({ kind: 'types', types: [check.type] })
    else return null
  }
  return checks
}

type More = { readonly qos?: number; readonly type?: string }

function readClause(
  clause: string,
  version: Version,
  quirk: string | undefined,
): Check | More | 'skip' | null {
  const match = (pattern: RegExp) => pattern.exec(clause)
  let m = match(/^(v3 )?CONNACK (\w+)(?: \/ (0x\w\w))?( with Session Present)?/)
  if (m) {
    if (m[1] && version === 5) return 'skip'
    const code = Number(version === 5 ? (m[3] ?? m[2]) : m[2])
    return { kind: 'connack', code, sessionPresent: m[4] && quirk !== undefined ? quirk === '1' : null }
  }
  m = match(/^v5 (0x\w\w)$/)
  if (m) return version === 5 ? { kind: 'connack', code: Number(m[1]), sessionPresent: null } : 'skip'
  m = match(/^DISCONNECT (0x\w\w)$/)
  if (m) return { kind: 'disconnect', code: Number(m[1]) }
  m = match(/^(?:plain )?PUBACK(?: (\w+))?$/)
  if (m) return { kind: 'puback', code: Number(m[1] ?? 0) }
  m = match(/^SUBACK (\w+)(?: \(v3: (0x\w\w)\))?$/)
  if (m) return { kind: 'suback', code: Number(version === 4 ? (m[2] ?? m[1]) : m[1]) }
  m = match(/^UNSUBACK (\w+)$/)
  if (m) return { kind: 'unsuback', code: Number(m[1]) }
  m = match(/^push arrives on (\S+)$/) ?? match(/^(?:the )?answer (?:arrives )?on (\S+)$/)
  if (m) return { kind: 'publish', topic: m[1] ?? null, qos: null, body: 'anything' }
  m = match(/^(?:one )?PUBLISH (?:on (\S+) )?(?:with the same flat JSON|([[{].*))$/)
  if (m) return { kind: 'publish', topic: m[1] ?? null, qos: null, body: m[2] ?? 'what was saved' }
  m = match(/^response (?:with all client and shared attributes|([[{].*))$/)
  if (m) return { kind: 'publish', topic: null, qos: null, body: m[1] ?? 'all attributes' }
  m = match(/^QoS (\d)$/)
  if (m) return { qos: Number(m[1]) }
  m = match(/^(STRING|BOOLEAN|DOUBLE|LONG|JSON)(?: stored)?$/)
  if (m?.[1]) return { type: m[1] }
  m = match(/^(\w+)=(\S+) stored$/)
  if (m) return { kind: 'value', key: m[1] ?? '', value: m[2] ?? '' }
  return plainClause(clause)
}

function plainClause(clause: string): Check | null {
  if (clause === 'PINGRESP') return { kind: 'pingresp' }
  if (clause === 'no PUBACK') return { kind: 'no puback' }
  if (clause === 'no push') return { kind: 'no publish' }
  if (clause === 'stored') return { kind: 'stored' }
  if (/^(socket )?closed( within \d+ s)?$/.test(clause)) return { kind: 'closed' }
  if (/^(session )?stays (open|usable)$/.test(clause)) return { kind: 'open' }
  if (/^lastActivityTime (moves|updated)/.test(clause)) return { kind: 'active' }
  return null
}

/** Splits at `;`, `,`, `then` and `:`, but not inside of JSON; remarks in parentheses fall away, `(v3: …)` does not. */
function clausesOf(text: string): string[] {
  const clauses: string[] = []
  let depth = 0
  let clause = ''
  for (const part of text.replace(/ \((?!v3:)[^)]*\)/g, '').split(/([;,:{}[\]()]| then )/)) {
    if (/^[{[(]$/.test(part)) depth += 1
    if (/^[}\])]$/.test(part)) depth -= 1
    if (depth === 0 && /^([;,:]| then )$/.test(part)) {
      clauses.push(clause)
      clause = ''
    } else {
      clause += part
    }
  }
  return [...clauses, clause]
    .map((part) => part.replace(/^\s*then /, '').trim())
    .filter((part) => part !== '')
}
