import type { EntityRef } from '../rules/message.ts'
import type { Attributes, Clock, Logger } from '../rules/needs.ts'
import type { JsonObject } from '../rules/values.ts'
import type { DeviceIdentity } from '../transports/gate.ts'

/** The four events that tell a chain of a device's coming and going (device-api.md 6.2, 6.3). */
export type ActivityEvent = 'CONNECT_EVENT' | 'DISCONNECT_EVENT' | 'ACTIVITY_EVENT' | 'INACTIVITY_EVENT'

interface State {
  readonly device: DeviceIdentity
  active: boolean
  lastActivityTime: number
  lastConnectTime: number
  lastDisconnectTime: number
  lastInactivityAlarmTime: number
  inactivityTimeout: number
  /** something of it is not written yet */
  isDirty: boolean
}

export interface ActivityOptions {
  readonly clock: Clock
  readonly log: Logger
  readonly attributes: Attributes
  /** The device, also when it has not logged in since the start. */
  readonly find: (deviceId: string) => Promise<DeviceIdentity | null>
  /** Ids of the devices that were active when this server stopped. */
  readonly active: () => Promise<readonly string[]>
  /** Sends an event through the device's chain. */
  readonly tell: (device: DeviceIdentity, type: ActivityEvent, data: JsonObject) => void
}

/** milliseconds after which activity is written, the last one winning */
const reportEvery = 3000
const checkEvery = 60_000
const defaultTimeout = 600_000

/**
 * Whether devices are active: kept in memory, written to server attributes every few seconds. A disconnect does not
 * make a device inactive; silence for longer than its `inactivityTimeout` does.
 */
export class Activity {
  readonly #options: ActivityOptions
  readonly #states = new Map<string, State>()
  readonly #loading = new Map<string, Promise<State>>()
  #stops: (() => void)[] = []
  #isClosed = false

  constructor(options: ActivityOptions) {
    this.#options = options
  }

  start(): void {
    void this.#resume()
    this.#every(reportEvery, () => this.#report())
    this.#every(checkEvery, () => this.#check())
  }

  async close(): Promise<void> {
    this.#isClosed = true
    for (const stop of this.#stops) stop()
    this.#stops = []
    await this.#report()
  }

  /** epoch ms; null when the device was not seen since the start */
  lastSeen(deviceId: string): number | null {
    const seen = this.#states.get(deviceId)?.lastActivityTime ?? 0
    return seen === 0 ? null : seen
  }

  /** Something came from the device. Called for every message, so it does no work that can wait. */
  seen(device: DeviceIdentity): void {
    const state = this.#states.get(device.id)
    if (state === undefined) {
      void this.#load(device).then((loaded) => this.#mark(loaded))
      return
    }
    this.#mark(state)
  }

  connected(device: DeviceIdentity): void {
    void this.#load(device).then((state) => {
      state.lastConnectTime = this.#options.clock.now()
      state.isDirty = true
      this.#tell(state, 'CONNECT_EVENT')
      this.#mark(state)
    })
  }

  disconnected(device: DeviceIdentity): void {
    void this.#load(device).then((state) => {
      state.lastDisconnectTime = this.#options.clock.now()
      state.isDirty = true
      this.#tell(state, 'DISCONNECT_EVENT')
    })
  }

  /**
   * A chain knows of an event that no transport saw, as a device behind a gateway that went silent. Does nothing when
   * the device is not known to this server, or something newer of that kind is.
   * @param ts epoch ms
   */
  async record(deviceId: string, event: ActivityEvent, ts: number): Promise<void> {
    const device = this.#states.get(deviceId)?.device ?? (await this.#options.find(deviceId))
    if (device === null) return
    const state = await this.#load(device)
    const time = timeOfEvent[event]
    if (state[time] >= ts) return
    state[time] = ts
    state.isDirty = true
    if (event === 'ACTIVITY_EVENT' || event === 'INACTIVITY_EVENT') {
      const active = event === 'ACTIVITY_EVENT'
      if (state.active === active) return
      state.active = active
    }
    this.#tell(state, event)
  }

  /** A server attribute of the device was written; its time-out may be among them. */
  timeoutChanged(deviceId: string, milliseconds: number | null): void {
    const state = this.#states.get(deviceId)
    if (state !== undefined) state.inactivityTimeout = timeoutOf(milliseconds)
  }

  forget(deviceId: string): void {
    this.#states.delete(deviceId)
  }

  #mark(state: State): void {
    state.lastActivityTime = this.#options.clock.now()
    state.isDirty = true
    if (state.active) return
    state.active = true
    this.#tell(state, 'ACTIVITY_EVENT')
  }

  /** Takes up the devices that were active at the last stop, so that those that stay silent are noticed. */
  async #resume(): Promise<void> {
    try {
      for (const id of await this.#options.active()) {
        if (this.#isClosed) return
        const device = await this.#options.find(id)
        if (device !== null) await this.#load(device)
      }
    } catch (error) {
      this.#options.log.warn('Devices that were active before are watched only from their next message on', {
        error: error instanceof Error ? error.message : String(error),
      })
    }
  }

  #check(): void {
    const now = this.#options.clock.now()
    for (const state of this.#states.values()) {
      if (!state.active || now < state.lastActivityTime + state.inactivityTimeout) continue
      state.active = false
      state.lastInactivityAlarmTime = now
      state.isDirty = true
      this.#tell(state, 'INACTIVITY_EVENT')
    }
  }

  async #report(): Promise<void> {
    const dirty = [...this.#states.values()].filter((state) => state.isDirty)
    await Promise.all(dirty.map((state) => this.#write(state)))
  }

  async #write(state: State): Promise<void> {
    state.isDirty = false
    const values: Record<string, number | boolean> = { active: state.active }
    for (const key of times) if (state[key] > 0) values[attributeNames[key]] = state[key]
    try {
      await this.#options.attributes.save(state.device.ref, 'SERVER_SCOPE', values, this.#options.clock.now())
    } catch (error) {
      state.isDirty = true
      this.#options.log.warn('The activity of a device could not be written; it is tried again', {
        device: state.device.name,
        error: error instanceof Error ? error.message : String(error),
      })
    }
  }

  #load(device: DeviceIdentity): Promise<State> {
    const known = this.#states.get(device.id)
    if (known !== undefined) return Promise.resolve(known)
    const loading = this.#loading.get(device.id) ?? this.#read(device)
    this.#loading.set(device.id, loading)
    return loading
  }

  async #read(device: DeviceIdentity): Promise<State> {
    const stored = await this.#stored(device.ref)
    const number = (key: string) => (typeof stored[key] === 'number' ? (stored[key] as number) : 0)
    const state: State = {
      device,
      active: stored.active === true,
      lastActivityTime: number('lastActivityTime'),
      lastConnectTime: number('lastConnectTime'),
      lastDisconnectTime: number('lastDisconnectTime'),
      lastInactivityAlarmTime: number('inactivityAlarmTime'),
      inactivityTimeout: timeoutOf(number('inactivityTimeout')),
      isDirty: false,
    }
    this.#states.set(device.id, state)
    this.#loading.delete(device.id)
    return state
  }

  async #stored(ref: EntityRef): Promise<JsonObject> {
    const keys = ['active', 'inactivityTimeout', ...Object.values(attributeNames)]
    try {
      return await this.#options.attributes.read(ref, 'SERVER_SCOPE', keys)
    } catch {
      return {}
    }
  }

  #tell(state: State, type: ActivityEvent): void {
    const { active, lastConnectTime, lastActivityTime, lastDisconnectTime } = state
    const { lastInactivityAlarmTime, inactivityTimeout } = state
    const rest = {
      lastConnectTime,
      lastActivityTime,
      lastDisconnectTime,
      lastInactivityAlarmTime,
      inactivityTimeout,
    }
    this.#options.tell(state.device, type, type === 'CONNECT_EVENT' ? rest : { active, ...rest })
  }

  #every(ms: number, call: () => void | Promise<void>): void {
    const index = this.#stops.length
    const again = () => {
      this.#stops[index] = this.#options.clock.after(ms, () => {
        void call()
        again()
      })
    }
    this.#stops.push(() => {})
    again()
  }
}

const times = [
  'lastActivityTime',
  'lastConnectTime',
  'lastDisconnectTime',
  'lastInactivityAlarmTime',
] as const

const timeOfEvent = {
  CONNECT_EVENT: 'lastConnectTime',
  DISCONNECT_EVENT: 'lastDisconnectTime',
  ACTIVITY_EVENT: 'lastActivityTime',
  INACTIVITY_EVENT: 'lastInactivityAlarmTime',
} as const

const attributeNames = {
  lastActivityTime: 'lastActivityTime',
  lastConnectTime: 'lastConnectTime',
  lastDisconnectTime: 'lastDisconnectTime',
  lastInactivityAlarmTime: 'inactivityAlarmTime',
} as const

function timeoutOf(milliseconds: number | null): number {
  return milliseconds !== null && milliseconds > 0 ? milliseconds : defaultTimeout
}
