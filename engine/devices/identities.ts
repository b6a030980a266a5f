import { createHash, timingSafeEqual } from 'node:crypto'
import type { Device, DeviceCredentials, DeviceProfile, Store } from '../store/store.ts'
import type { DeviceIdentity, Login } from '../transports/gate.ts'

/** logins remembered at a time; beyond it the oldest is forgotten */
const remembered = 20_000

interface Known {
  readonly identity: DeviceIdentity
  readonly credentials: DeviceCredentials
}

/**
 * Who a device is, by what it shows at the door. Successful look-ups are remembered until the device or its profile
 * changes; failed ones are not, so that a token works as soon as it is given out.
 */
export class Identities {
  readonly #store: Store
  readonly #byCredentials = new Map<string, Known>()
  readonly #byDevice = new Map<string, DeviceIdentity>()

  constructor(store: Store) {
    this.#store = store
  }

  /** device-api.md 1.2 and 1.3: a token, or the order in which an MQTT login is resolved. */
  async login(login: Login): Promise<DeviceIdentity | null> {
    if (login.kind === 'token') return this.#byToken(login.token)
    const { clientId, userName, password } = login
    if (userName === undefined || userName === '') {
      if (clientId === '') return null
      const known = await this.#lookUp(sha3(clientId))
      return known !== null && basicAllows(known.credentials, login) ? known.identity : null
    }
    const both = await this.#lookUp(sha3(`${clientId}|${userName}`))
    if (both !== null && both.credentials.credentialsType === 'MQTT_BASIC') {
      return basicAllows(both.credentials, { ...login, password }) ? both.identity : null
    }
    const known = await this.#lookUp(userName)
    if (known === null) return null
    if (known.credentials.credentialsType === 'ACCESS_TOKEN') return known.identity
    return basicAllows(known.credentials, login) ? known.identity : null
  }

  async #byToken(token: string): Promise<DeviceIdentity | null> {
    const known = await this.#lookUp(token)
    return known?.credentials.credentialsType === 'ACCESS_TOKEN' ? known.identity : null
  }

  async #lookUp(credentialsId: string): Promise<Known | null> {
    if (credentialsId === '') return null
    const cached = this.#byCredentials.get(credentialsId)
    if (cached !== undefined) return cached
    const found = await this.#store.devices.byCredentials(credentialsId)
    if (found === null) return null
    const profile = await this.#store.profiles.get(found.device.profileId)
    if (profile === null) return null
    // One object per device, also when two logins were looked up at the same time.
    const identity = this.#byDevice.get(found.device.id) ?? identityOf(found.device, profile)
    this.#byDevice.set(identity.id, identity)
    const known = { identity, credentials: found.credentials }
    if (this.#byCredentials.size >= remembered) this.#forgetOldest()
    this.#byCredentials.set(credentialsId, known)
    return known
  }

  #forgetOldest(): void {
    const [oldest] = this.#byCredentials.keys()
    if (oldest === undefined) return
    const known = this.#byCredentials.get(oldest)
    this.#byCredentials.delete(oldest)
    if (known !== undefined) this.#byDevice.delete(known.identity.id)
  }

  /** The identity of a device by its id, whether or not it ever logged in; null when there is none. */
  async of(deviceId: string): Promise<DeviceIdentity | null> {
    const known = this.#byDevice.get(deviceId)
    if (known !== undefined) return known
    const device = await this.#store.devices.get(deviceId)
    const profile = device === null ? null : await this.#store.profiles.get(device.profileId)
    return device === null || profile === null ? null : identityOf(device, profile)
  }

  /** Reads the device anew at its next login. */
  forget(deviceId: string): void {
    // a device that was never looked up has nothing to be forgotten, and most that are made have not been
    if (!this.#byDevice.delete(deviceId)) return
    for (const [id, known] of this.#byCredentials) {
      if (known.identity.id === deviceId) this.#byCredentials.delete(id)
    }
  }

  forgetProfile(profileId: string): void {
    for (const [id, known] of this.#byCredentials) {
      if (known.identity.profile.id !== profileId) continue
      this.#byCredentials.delete(id)
      this.#byDevice.delete(known.identity.id)
    }
  }
}

/** SHA3-256 as the cloud computes credentials ids (device-api.md 1.1). */
export function sha3(text: string): string {
  const plain = text.replace(/-----(BEGIN|END) CERTIFICATE-----|\r|\n/g, '')
  return createHash('sha3-256').update(plain, 'utf8').digest('hex')
}

function identityOf(device: Device, profile: DeviceProfile): DeviceIdentity {
  const transport = profile.profileData.transportConfiguration
  return {
    id: device.id,
    ref: { entityType: 'DEVICE', id: device.id },
    name: device.name,
    type: device.type,
    label: device.label,
    customerId: device.customerId,
    profile: {
      id: profile.id,
      name: profile.name,
      transportType: profile.transportType,
      transport:
        typeof transport === 'object' && transport !== null ? (transport as Record<string, unknown>) : {},
    },
  }
}

function basicAllows(
  credentials: DeviceCredentials,
  login: { clientId: string; userName: string | undefined; password: string | undefined },
): boolean {
  if (credentials.credentialsType !== 'MQTT_BASIC') return false
  const wanted = basicOf(credentials)
  if (wanted === null) return false
  if (wanted.clientId !== undefined && wanted.clientId !== login.clientId) return false
  if (wanted.userName !== undefined && wanted.userName !== login.userName) return false
  return wanted.password === undefined || same(wanted.password, login.password ?? '')
}

function basicOf(
  credentials: DeviceCredentials,
): Record<'clientId' | 'userName' | 'password', string | undefined> | null {
  try {
    const value = JSON.parse(credentials.credentialsValue ?? '') as Record<string, unknown>
    const text = (key: string) => {
      const part = Object.hasOwn(value, key) ? value[key] : undefined
      return typeof part === 'string' && part !== '' ? part : undefined
    }
    return { clientId: text('clientId'), userName: text('userName'), password: text('password') }
  } catch {
    return null
  }
}

/** Compares without telling by its time where two secrets differ. */
function same(a: string, b: string): boolean {
  const digest = (text: string) => createHash('sha256').update(text).digest()
  return timingSafeEqual(digest(a), digest(b))
}
