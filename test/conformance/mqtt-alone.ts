import { CallSession } from '../../engine/devices/calls/call-session.ts'
import { openCallBench } from '../../engine/devices/calls/test-calls.ts'
import { Identities, sha3 } from '../../engine/devices/identities.ts'
import { Sessions } from '../../engine/devices/sessions.ts'
import { systemClock } from '../../engine/edge/clock.ts'
import { parseJson, stringifyJson } from '../../engine/rules/json.ts'
import { isDouble, type JsonObject, type JsonValue } from '../../engine/rules/values.ts'
import type { Device, DeviceCredentials, DeviceProfile, Store } from '../../engine/store/store.ts'
import type { Gate } from '../../engine/transports/gate.ts'
import { openMqtt } from '../../engine/transports/mqtt/server.ts'
import type { MqttTarget, Scope, TargetDevice, WantedDevice } from './transport-mqtt.ts'

interface Row {
  readonly device: Device
  readonly profile: DeviceProfile
  readonly telemetry: Map<string, JsonValue>
  readonly scopes: Record<Scope, Map<string, JsonValue>>
  lastActivity: number | null
}

/** The MQTT door and who-is-who, with memory behind them: what the transport owes alone, without journal or store. */
export async function openMqttAlone(): Promise<MqttTarget & { close(): Promise<void> }> {
  const rows = new Map<string, Row>()
  const byCredentials = new Map<string, { device: Device; credentials: DeviceCredentials }>()
  const store = {
    devices: { byCredentials: async (id: string) => byCredentials.get(id) ?? null },
    profiles: { get: async (id: string) => rows.get(id)?.profile ?? null },
  } as unknown as Store
  const identities = new Identities(store)
  const sessions = new Sessions()
  const rowOf = ({ id }: { id: string }): Row => rows.get(id) as Row

  const calls = openCallBench({ clock: systemClock, accept: (_message, done) => done(null) })

  const gate: Gate = {
    login: (login) => identities.login(login),
    accept(device, _arrival, uploads, done) {
      const { telemetry, scopes } = rowOf(device)
      for (const { kind, values } of uploads) {
        const into = kind === 'telemetry' ? telemetry : scopes.CLIENT_SCOPE
        for (const [key, value] of Object.entries(values)) if (value !== null) into.set(key, value)
      }
      done(null)
    },
    wants: () => false,
    acceptRaw: (_device, _arrival, _upload, done) => done(null),
    attributes: async (device, clientKeys, sharedKeys) => ({
      client: pick(rowOf(device).scopes.CLIENT_SCOPE, clientKeys),
      shared: pick(rowOf(device).scopes.SHARED_SCOPE, sharedKeys),
    }),
    open(device, transport, listener) {
      const { end } = sessions.open(device.id, transport, listener)
      const taking = new CallSession(calls.device, device.id)
      return {
        takeCalls: (take, options) => taking.takeCalls(take, options),
        close: () => {
          taking.close()
          end()
        },
      }
    },
    answerCall: (device, requestId, payload, done) =>
      calls.device.reply(device.id, requestId, Buffer.from(payload).toString(), done),
    callServer: (device, arrival, call, done, answered) =>
      calls.server.call(device, arrival, call, done, answered),
    active: (device) => {
      rowOf(device).lastActivity = Date.now()
    },
    refuse() {},
    hasRoom: true,
    onRoom: () => () => {},
  }
  const quiet = (): void => {}
  const log = { debug: quiet, info: quiet, warn: quiet, error: console.error }
  const server = await openMqtt({ host: '127.0.0.1', port: 0, gate, clock: systemClock, log })

  async function device(wanted: WantedDevice): Promise<TargetDevice> {
    const id = `device-${rows.size}`
    const row = newRow(id, wanted)
    rows.set(id, row)
    const credentials = credentialsOf(id, wanted)
    byCredentials.set(credentials.credentialsId, { device: row.device, credentials })
    const leave = (reason: 'deleted' | 'credentials-changed'): void => {
      byCredentials.delete(credentials.credentialsId)
      identities.forget(id)
      sessions.close(id, reason)
    }
    return {
      async saveAttributes(scope, json) {
        const changed = parseJson(json) as JsonObject
        for (const [key, value] of Object.entries(changed)) row.scopes[scope].set(key, value)
        if (scope === 'SHARED_SCOPE') sessions.notifyShared(id, changed, [])
      },
      async deleteAttributes(scope, keys) {
        for (const key of keys) row.scopes[scope].delete(key)
        if (scope === 'SHARED_SCOPE') sessions.notifyShared(id, {}, keys)
      },
      changeCredentials: async () => leave('credentials-changed'),
      remove: async () => leave('deleted'),
      telemetry: async () =>
        Object.fromEntries(
          [...row.telemetry].map(([key, value]) => [key, { type: typeOf(value), text: textOf(value) }]),
        ),
      lastActivity: async () => row.lastActivity,
    }
  }

  return { host: '127.0.0.1', port: server.port, device, close: () => server.close() }
}

function newRow(id: string, { transportType = 'DEFAULT', transport = {} }: WantedDevice): Row {
  const device = { id, name: id, type: 'default', label: null, customerId: null, profileId: id } as Device
  const profile = { id, name: 'default', transportType, profileData: { transportConfiguration: transport } }
  const scopes = { CLIENT_SCOPE: new Map(), SHARED_SCOPE: new Map(), SERVER_SCOPE: new Map() }
  return {
    device,
    profile: profile as unknown as DeviceProfile,
    telemetry: new Map(),
    scopes,
    lastActivity: null,
  }
}

function credentialsOf(deviceId: string, { credentials }: WantedDevice): DeviceCredentials {
  const common = { id: deviceId, createdTime: 0, deviceId, credentialsType: credentials.type }
  if (credentials.type === 'ACCESS_TOKEN') {
    return { ...common, credentialsId: credentials.token, credentialsValue: null }
  }
  const { clientId, userName = '', password } = credentials
  const credentialsId =
    clientId === undefined ? userName : sha3(userName ? `${clientId}|${userName}` : clientId)
  return { ...common, credentialsId, credentialsValue: JSON.stringify({ clientId, userName, password }) }
}

function pick(values: ReadonlyMap<string, JsonValue>, keys: readonly string[] | null): JsonObject {
  return Object.fromEntries([...values].filter(([key]) => keys === null || keys.includes(key)))
}

function typeOf(value: JsonValue): string {
  if (typeof value === 'string') return 'STRING'
  if (typeof value === 'boolean') return 'BOOLEAN'
  if (isDouble(value)) return 'DOUBLE'
  return typeof value === 'number' ? 'LONG' : 'JSON'
}

function textOf(value: JsonValue): string {
  return typeof value === 'string' ? value : stringifyJson(value)
}
