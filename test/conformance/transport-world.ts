/**
 * The two worlds that the transport cases run in: the transports alone with a gate in memory and a clock that is told
 * the time, or a Weir that really runs, where devices are made and what they sent is read back over REST.
 */
import { setTimeout as sleep } from 'node:timers/promises'
import { fastify } from 'fastify'
import { parseJson, stringifyJson } from '../../engine/rules/json.ts'
import { type JsonObject, type JsonValue, valueAt } from '../../engine/rules/values.ts'
import { openCoap } from '../../engine/transports/coap/server.ts'
import { registerDeviceApi } from '../../engine/transports/http/device-api.ts'
import { PretendGate, silentLog } from '../../engine/transports/test-gate.ts'
import { ManualClock } from '../support/clock.ts'

export type Scope = 'CLIENT_SCOPE' | 'SHARED_SCOPE' | 'SERVER_SCOPE'

/** What a case says about its device and its server. */
export interface Setting {
  /** of the device's profile */
  readonly transportType: string
  readonly castStrings: boolean
  /** bytes of a body about a call, where the server is set to another limit */
  readonly largestCallBody?: number
}

export interface World {
  readonly httpPort: number
  readonly coapPort: number
  /** the device's access token */
  readonly token: string
  /** a time that the server may have given to what it stamped itself */
  isServerTime(ts: number | null): boolean
  setAttributes(scope: Scope, values: JsonObject): Promise<void>
  deleteAttributes(scope: Scope, keys: readonly string[]): Promise<void>
  /** values of these keys; ts null = stamped by the server */
  telemetry(keys: readonly string[]): Promise<{ key: string; ts: number | null; value: JsonValue }[]>
  attributes(scope: Scope): Promise<JsonObject>
  /** all keys that have telemetry */
  telemetryKeys(): Promise<string[]>
  /** telemetry messages that reached the rule engine; null where nobody can tell */
  messages(): number | null
  pass(ms: number): Promise<void>
  close(): Promise<void>
}

export async function pretendWorld(setting: Setting): Promise<World> {
  const gate = new PretendGate()
  const clock = new ManualClock()
  const payload = { castStrings: setting.castStrings }
  gate.device('T', setting.transportType)
  const app = fastify()
  const { largestCallBody } = setting
  registerDeviceApi(app, gate, {
    clock,
    log: silentLog,
    payload,
    ...(largestCallBody !== undefined && { largestCallBody }),
  })
  await app.listen({ port: 0, host: '127.0.0.1' })
  const coap = await openCoap({ host: '127.0.0.1', port: 0, gate, clock, log: silentLog, payload })
  const uploads = (kind: string) =>
    gate.accepted.flatMap((accepted) => accepted.uploads).filter((upload) => upload.kind === kind)

  return {
    httpPort: (app.server.address() as { port: number }).port,
    coapPort: coap.port,
    token: 'T',
    isServerTime: (ts) => ts === null,
    async setAttributes(scope, values) {
      if (scope === 'CLIENT_SCOPE') Object.assign(gate.client, values)
      if (scope === 'SHARED_SCOPE') gate.changeShared(values)
    },
    async deleteAttributes(_scope, keys) {
      gate.changeShared({}, keys)
    },
    async telemetry(keys) {
      return uploads('telemetry').flatMap(({ ts, values }) =>
        keys
          .filter((key) => Object.hasOwn(values, key))
          .map((key) => ({ key, ts, value: values[key] as JsonValue })),
      )
    },
    async attributes(scope) {
      return scope === 'CLIENT_SCOPE'
        ? Object.assign({}, ...uploads('attributes').map(({ values }) => values))
        : gate.shared
    },
    async telemetryKeys() {
      return uploads('telemetry').flatMap(({ values }) => Object.keys(values))
    },
    messages: () => uploads('telemetry').length,
    async pass(ms) {
      // The request that waits may still be on its way to us.
      await sleep(50)
      clock.pass(ms)
    },
    async close() {
      await coap.close()
      await app.close()
    },
  }
}

/** Where a running Weir listens (the JSON of its ready line) and who may administer it. */
export interface RunningWeir {
  readonly http: number
  readonly coap: number
  readonly email: string
  readonly password: string
}

/** one login serves all cases */
let session: Promise<string> | undefined

async function logIn(base: string, { email, password }: RunningWeir): Promise<string> {
  const answer = await fetch(`${base}/api/auth/login`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ username: email, password }),
  })
  if (!answer.ok) throw new Error(`the login answered ${answer.status}`)
  return ((await answer.json()) as { token: string }).token
}

export async function runningWorld(weir: RunningWeir, setting: Setting, name: string): Promise<World> {
  const base = `http://127.0.0.1:${weir.http}`
  session ??= logIn(base, weir)
  const jwt = await session
  const token = `conformance${Date.now()}${Math.floor(Math.random() * 1e6)}`.slice(0, 20)
  const profile = setting.transportType === 'DEFAULT' ? {} : { deviceProfileId: await makeProfile() }
  const device = await rest(
    'POST',
    `/api/device?accessToken=${token}`,
    stringifyJson({ name: `${name} ${token}`, ...profile }),
  )
  const id = valueAt(valueAt(device, 'id') ?? null, 'id') as string
  const about = `/api/plugins/telemetry/DEVICE/${id}`
  const began = Date.now() - 5000

  async function rest(method: string, path: string, body?: string): Promise<JsonValue> {
    const authorization = { 'x-authorization': `Bearer ${jwt}` }
    const headers = { ...authorization, 'content-type': 'application/json' }
    // A content type without a body would be refused.
    const answer = await fetch(
      base + path,
      body === undefined ? { method, headers: authorization } : { method, headers, body },
    )
    const text = await answer.text()
    if (!answer.ok)
      throw new Error(`${method} ${path.split('?')[0]} answered ${answer.status}: ${text.slice(0, 200)}`)
    return text === '' ? null : parseJson(text)
  }

  async function makeProfile(): Promise<JsonValue> {
    const { transportType } = setting
    const profileData = {
      configuration: { type: 'DEFAULT' },
      transportConfiguration: { type: transportType },
      provisionConfiguration: { type: 'DISABLED', provisionDeviceSecret: null },
      alarms: null,
    }
    const made = await rest(
      'POST',
      '/api/deviceProfile',
      stringifyJson({
        name: `for ${token}`,
        type: 'DEFAULT',
        transportType,
        provisionType: 'DISABLED',
        profileData,
      }),
    )
    return valueAt(made, 'id') as JsonValue
  }

  /** Saving follows the acknowledgement: gives the chain a moment. */
  const settle = () => sleep(300)

  return {
    httpPort: weir.http,
    coapPort: weir.coap,
    token,
    isServerTime: (ts) => ts !== null && ts >= began && ts <= Date.now() + 5000,
    async setAttributes(scope, values) {
      if (scope === 'CLIENT_SCOPE')
        await fetch(`${base}/api/v1/${token}/attributes`, { method: 'POST', body: stringifyJson(values) })
      else await rest('POST', `${about}/attributes/${scope}`, stringifyJson(values))
      await settle()
    },
    async deleteAttributes(scope, keys) {
      await rest('DELETE', `${about}/${scope}?keys=${keys.join(',')}`)
    },
    async telemetry(keys) {
      await settle()
      const range = `startTs=0&endTs=${Date.now() + 60_000}&limit=100&orderBy=ASC&useStrictDataTypes=true`
      const found = await rest(
        'GET',
        `${about}/values/timeseries?keys=${keys.map(encodeURIComponent).join(',')}&${range}`,
      )
      return Object.entries(found as Record<string, { ts: number; value: JsonValue }[]>).flatMap(
        ([key, samples]) => samples.map(({ ts, value }) => ({ key, ts, value })),
      )
    },
    async attributes(scope) {
      await settle()
      const rows = (await rest('GET', `${about}/values/attributes/${scope}`)) as unknown as {
        key: string
        value: JsonValue
      }[]
      return Object.fromEntries(rows.map(({ key, value }) => [key, value]))
    },
    async telemetryKeys() {
      await settle()
      return (await rest('GET', `${about}/keys/timeseries`)) as unknown as string[]
    },
    messages: () => null,
    pass: async (ms) => {
      await sleep(ms)
    },
    async close() {
      await rest('DELETE', `/api/device/${id}`)
    },
  }
}
