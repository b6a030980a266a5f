import { setTimeout as sleep } from 'node:timers/promises'
import { parseJson, stringifyJson } from '../../engine/rules/json.ts'
import { isDouble, type JsonObject, type JsonValue, valueAt } from '../../engine/rules/values.ts'
import type { MqttTarget, TargetDevice, WantedDevice } from './transport-mqtt.ts'

export interface RunningWeir {
  readonly http: number
  readonly mqtt: number
  readonly email: string
  readonly password: string
}

/** ms that saving may follow the acknowledgement by */
const settling = 400

/** A Weir that really runs: devices are made, and what they sent is read back, over REST. */
export async function runningMqtt(weir: RunningWeir): Promise<MqttTarget> {
  const base = `http://127.0.0.1:${weir.http}`
  const login = await call('POST', '/api/auth/login', { username: weir.email, password: weir.password }, {})
  const authorization = { 'x-authorization': `Bearer ${valueAt(login, 'token')}` }
  let made = 0

  async function call(
    method: string,
    path: string,
    body: JsonValue | undefined,
    headers: Record<string, string> = authorization,
  ): Promise<JsonValue> {
    const init =
      body === undefined
        ? { method, headers }
        : { method, headers: { ...headers, 'content-type': 'application/json' }, body: stringifyJson(body) }
    const answer = await fetch(base + path, init)
    const text = await answer.text()
    if (!answer.ok) throw new Error(`${method} ${path} answered ${answer.status}: ${text.slice(0, 200)}`)
    return text === '' ? null : parseJson(text)
  }

  async function device(wanted: WantedDevice): Promise<TargetDevice> {
    const name = `conformance ${Date.now()}-${++made}`
    const profile =
      wanted.transportType === undefined ? {} : { deviceProfileId: await profileFor(name, wanted) }
    const saved = await call('POST', '/api/device', { name, ...profile })
    const id = valueAt(valueAt(saved, 'id') ?? null, 'id') as string
    await giveCredentials(id, wanted.credentials)
    const about = `/api/plugins/telemetry/DEVICE/${id}`
    return {
      async saveAttributes(scope, json) {
        if (scope !== 'CLIENT_SCOPE') {
          await call('POST', `${about}/attributes/${scope}`, parseJson(json))
        } else if (wanted.credentials.type === 'ACCESS_TOKEN') {
          // client attributes come from the device alone
          await call('POST', `/api/v1/${wanted.credentials.token}/attributes`, parseJson(json), {})
          await sleep(settling)
        }
      },
      async deleteAttributes(scope, keys) {
        await call('DELETE', `${about}/${scope}?keys=${keys.join(',')}`, undefined)
      },
      changeCredentials: () => giveCredentials(id, { type: 'ACCESS_TOKEN', token: `other-${Date.now()}` }),
      async remove() {
        await call('DELETE', `/api/device/${id}`, undefined)
      },
      async telemetry() {
        await sleep(settling)
        const found = await call('GET', `${about}/values/timeseries?useStrictDataTypes=true`, undefined)
        return Object.fromEntries(
          Object.entries(found as unknown as Record<string, { value: JsonValue }[]>).map(
            ([key, [latest]]) => {
              const value = latest?.value ?? null
              return [
                key,
                { type: typeOf(value), text: typeof value === 'string' ? value : stringifyJson(value) },
              ]
            },
          ),
        )
      },
      async lastActivity() {
        const rows = await call(
          'GET',
          `${about}/values/attributes/SERVER_SCOPE?keys=lastActivityTime`,
          undefined,
        )
        const [row] = rows as JsonObject[]
        return typeof row?.value === 'number' ? row.value : null
      },
    }
  }

  async function giveCredentials(deviceId: string, wanted: WantedDevice['credentials']): Promise<void> {
    const current = (await call('GET', `/api/device/${deviceId}/credentials`, undefined)) as JsonObject
    const { type, ...basic } = wanted
    const own: JsonObject =
      wanted.type === 'ACCESS_TOKEN'
        ? { credentialsId: wanted.token, credentialsValue: null }
        : { credentialsId: null, credentialsValue: JSON.stringify(basic) }
    await call('POST', '/api/device/credentials', { ...current, credentialsType: type, ...own })
  }

  async function profileFor(
    name: string,
    { transportType = 'DEFAULT', transport }: WantedDevice,
  ): Promise<JsonValue> {
    const profileData = {
      configuration: { type: 'DEFAULT' },
      transportConfiguration: { ...transport, type: transportType } as unknown as JsonObject,
      provisionConfiguration: { type: 'DISABLED', provisionDeviceSecret: null },
      alarms: null,
    }
    const profile = {
      name: `for ${name}`,
      type: 'DEFAULT',
      transportType,
      provisionType: 'DISABLED',
      profileData,
    }
    return valueAt(await call('POST', '/api/deviceProfile', profile), 'id') ?? null
  }

  return { host: '127.0.0.1', port: weir.mqtt, device }
}

function typeOf(value: JsonValue): string {
  if (typeof value === 'string') return 'STRING'
  if (typeof value === 'boolean') return 'BOOLEAN'
  if (isDouble(value)) return 'DOUBLE'
  return typeof value === 'number' ? 'LONG' : 'JSON'
}
