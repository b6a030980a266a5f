import { createHash } from 'node:crypto'
import { type Static, Type } from 'typebox'
import type { CredentialsType, DeviceCredentials } from '../store/store.ts'
import { DeviceBody, deviceFor, saveDevice } from './devices.ts'
import { badRequest, found } from './errors.ts'
import { idIn } from './ids.ts'
import { type Api, type ApiParts, callerOf, routesOf } from './routes.ts'
import { credentialsJson, deviceJson } from './shapes.ts'

const { needs } = routesOf('devices')
const tags = ['devices']

const Text = Type.Union([Type.String(), Type.Null()])
const Credentials = Type.Object({
  id: Type.Optional(Type.Unknown()),
  deviceId: Type.Optional(Type.Unknown()),
  credentialsType: Type.Optional(Text),
  credentialsId: Type.Optional(Text),
  credentialsValue: Type.Optional(Text),
})
type Credentials = Static<typeof Credentials>

/** How devices prove who they are (rest-core.md 12.2). */
export function deviceCredentialRoutes(api: Api, parts: ApiParts): void {
  const { store } = parts

  api.get(
    '/api/device/:deviceId/credentials',
    {
      ...needs('DEVICE:READ_CREDENTIALS'),
      schema: { tags, params: Type.Object({ deviceId: Type.String() }) },
    },
    async (request) => {
      const device = await deviceFor(store, callerOf(request), request.params.deviceId)
      return credentialsJson(found(await store.devices.credentials(device.id)))
    },
  )

  api.post(
    '/api/device/credentials',
    { ...needs('DEVICE:WRITE_CREDENTIALS'), schema: { tags, body: Credentials } },
    async (request) => {
      const deviceId = idIn('deviceId', request.body.deviceId)
      if (!deviceId) throw badRequest("Parameter 'deviceId' can't be empty!")
      const device = await deviceFor(store, callerOf(request), deviceId)
      return credentialsJson(await saveCredentials(parts, device.id, request.body))
    },
  )

  api.post(
    '/api/device-with-credentials',
    {
      ...needs('DEVICE:CREATE'),
      schema: { tags, body: Type.Object({ device: DeviceBody, credentials: Credentials }) },
    },
    async (request) => {
      const { device, credentials } = request.body
      // Checked before the device is made, so that a bad login leaves nothing behind.
      const wanted = loginOf(credentials)
      const owner = await store.devices.byCredentials(wanted.credentialsId)
      if (owner && owner.device.id !== idIn('id', device.id)) throw alreadyRegistered()
      const saved = await saveDevice(parts, callerOf(request), device, {})
      await saveCredentials(parts, saved.id, credentials)
      return deviceJson(saved, store.tenantId)
    },
  )
}

/** Saves what the device logs in with, and ends the sessions of the old login. Throws 400 for a bad one. */
export async function saveCredentials(
  { store, devices }: ApiParts,
  deviceId: string,
  body: Credentials,
): Promise<DeviceCredentials> {
  const login = loginOf(body)
  const owner = await store.devices.byCredentials(login.credentialsId)
  if (owner && owner.device.id !== deviceId) throw alreadyRegistered()
  const saved = await store.devices.updateCredentials({ deviceId, ...login })
  devices.closeSessions(deviceId, 'credentials-changed')
  return saved
}

function alreadyRegistered(): Error {
  return badRequest('Specified credentials are already registered!')
}

type Login = Pick<DeviceCredentials, 'credentialsType' | 'credentialsId' | 'credentialsValue'>

/** What is stored for a login of each kind: the text it is looked up by, and the rest of it. */
function loginOf(body: Credentials): Login {
  const type = body.credentialsType
  if (!isType(type)) {
    throw badRequest(`Validation error: credentialsType must be one of ${Object.keys(logins).join(', ')}`)
  }
  return { credentialsType: type, ...logins[type](body) }
}

const logins: Readonly<Record<CredentialsType, (body: Credentials) => Omit<Login, 'credentialsType'>>> = {
  ACCESS_TOKEN: ({ credentialsId }) => {
    if (!credentialsId) throw badRequest('Device access token should be specified!')
    return { credentialsId, credentialsValue: null }
  },
  MQTT_BASIC: ({ credentialsValue }) => mqttLogin(credentialsValue ?? ''),
  X509_CERTIFICATE: ({ credentialsValue }) => {
    const pem = (credentialsValue ?? '').trim()
    const body = pem.replace(/-----(BEGIN|END) CERTIFICATE-----/g, '').replace(/\s+/g, '')
    if (!body) throw badRequest('Certificate should be specified!')
    return { credentialsId: sha3(body), credentialsValue: body }
  },
  LWM2M_CREDENTIALS: () => {
    throw badRequest('LwM2M devices are not supported: use an access token, MQTT basic or a certificate')
  },
}

function isType(type: unknown): type is CredentialsType {
  return typeof type === 'string' && Object.hasOwn(logins, type)
}

/** User name alone is looked up as it is; with a client id, by the hash of what is there (rest-core.md 12.2). */
function mqttLogin(value: string): Omit<Login, 'credentialsType'> {
  const { clientId, userName, password } = mqttParts(value)
  if (!clientId && !userName) throw badRequest('Both mqtt client id and user name are empty!')
  if (!userName && password) throw badRequest('Password cannot be specified along with client id only!')
  const credentialsId = clientId
    ? sha3(userName ? `${clientId}|${userName}` : clientId)
    : (userName as string)
  return { credentialsId, credentialsValue: value }
}

function mqttParts(value: string): Record<'clientId' | 'userName' | 'password', string | undefined> {
  let parsed: unknown
  try {
    parsed = JSON.parse(value)
  } catch {
    throw badRequest('Invalid credentials body for simple mqtt credentials!')
  }
  if (typeof parsed !== 'object' || parsed === null) {
    throw badRequest('Invalid credentials body for simple mqtt credentials!')
  }
  const text = (name: string) => {
    const found = Object.hasOwn(parsed, name) ? (parsed as Record<string, unknown>)[name] : undefined
    return typeof found === 'string' && found !== '' ? found : undefined
  }
  return { clientId: text('clientId'), userName: text('userName'), password: text('password') }
}

function sha3(text: string): string {
  return createHash('sha3-256').update(text).digest('hex')
}
