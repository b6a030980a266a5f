import {
  type AlarmCause,
  DeviceRules,
  isRunningState,
  knowStored,
  restoreState,
  stateJson,
} from '../../sdk/alarm-rules.ts'
import { answered } from '../../sdk/answered.ts'
import type { Alarm, EntityRef, JsonObject, JsonValue, Message, NodeContext } from '../../sdk/index.ts'
import { valueAt } from '../../sdk/index.ts'
import { rulesOfProfile } from './rules-of-profile.ts'
import { SeenMessages } from './seen-messages.ts'

/** A device whose rules are at work. */
export interface KnownDevice {
  readonly ref: EntityRef
  readonly profileId: string
  rules: DeviceRules
  readonly seen: SeenMessages
  customerId: string | null
  /** the last message that brought values; what alarms say takes its metadata from there */
  last: Message | null
  /** epoch ms; past it the profile is asked for again */
  freshUntil: number
  /** something came for it since it was last looked at for leaving */
  isTouched: boolean
  /** its alarms were read as one message found them that may have changed them before a crash */
  isAsFound: boolean
}

export interface KnownDevicesOptions {
  /** what the rules count is written to the store with each change */
  readonly persists: boolean
  /** devices in memory at a time */
  readonly most: number
  /** something is being done for the device, so it can't leave */
  readonly isBusy: (id: string) => boolean
}

/** milliseconds for which a device's profile is taken for what it was, where nobody tells of a change */
const freshFor = 60_000
/** milliseconds after the start in which messages may come that were handled before a crash */
const replaysWithin = 600_000
/** devices looked at, at most, for one that may leave */
const looks = 64
/** devices out of memory for which time goes on; some ten bytes each beside their ids */
const mostWaiting = 200_000
/** rows read at a time at the start */
const pageSize = 1000

/**
 * The devices that a node has met, bounded in number: one that has been silent for long leaves memory, what its rules
 * counted goes to the store, and it comes back with its next message.
 */
export class KnownDevices {
  readonly #context: NodeContext
  readonly #options: KnownDevicesOptions
  readonly #profileOf: NonNullable<NodeContext['devices']['profileOf']>
  readonly #alarms: NonNullable<NodeContext['alarms']>
  readonly #state: NonNullable<NodeContext['state']>
  readonly #devices = new Map<string, KnownDevice>()
  readonly #leaving = new Map<string, Promise<void>>()
  readonly #warned = new Set<string>()
  /** those that left memory while a condition was holding that must do so for a while: time goes on for them */
  readonly #waiting = new Set<string>()
  readonly #startedAt: number
  readonly stop: () => void

  constructor(context: NodeContext, options: KnownDevicesOptions) {
    const { devices, clock } = context
    this.#context = context
    this.#options = options
    const profileOf = answered(devices.profileOf, 'does not know the profiles of devices')
    this.#profileOf = (id) => profileOf(id)
    this.#alarms = answered(context.alarms, 'keeps no alarms')
    this.#state = answered(context.state, 'keeps no state of nodes')
    this.#startedAt = clock.now()
    this.stop = devices.onChanged?.((ref, isRemoved) => this.#changed(ref, isRemoved)) ?? (() => {})
  }

  get size(): number {
    return this.#devices.size
  }

  /** Devices for which the passing of time may change something, those out of memory too. */
  running(): string[] {
    const here = [...this.#devices.values()].filter(({ rules }) => rules.isRunning)
    return [...here.map(({ ref }) => ref.id), ...this.#waiting]
  }

  /** The rules of a device where it is in memory, without counting as a touch. */
  peek(id: string): DeviceRules | null {
    return this.#devices.get(id)?.rules ?? null
  }

  /** The device where it is in memory and up to date. */
  fresh(id: string, now: number): KnownDevice | null {
    const device = this.#devices.get(id)
    if (device === undefined || device.freshUntil <= now) return null
    device.isTouched = true
    return device
  }

  /**
   * The device, read or brought up to date where it must be; null when there is none. Call in turn for one device.
   * @param cause of the message that is the first one for the device
   */
  async open(ref: EntityRef, cause?: AlarmCause): Promise<KnownDevice | null> {
    const profile = await this.#profileOf(ref.id)
    if (profile === null) {
      this.#devices.delete(ref.id)
      this.#waiting.delete(ref.id)
      return null
    }
    const known = this.#devices.get(ref.id)
    if (known === undefined) return this.#load(ref, profile, cause)
    if (known.profileId !== profile.id) {
      await this.forget(ref.id)
      return this.#load(ref, profile, cause)
    }
    await this.#refresh(known, profile)
    return known
  }

  /** Whether there is such a device, for those who ask no more. */
  async isThere(id: string): Promise<boolean> {
    return this.#devices.has(id) || (await this.#profileOf(id)) !== null
  }

  /** Drops all that is known of a device and was written of it. */
  async forget(id: string): Promise<void> {
    this.#devices.delete(id)
    this.#waiting.delete(id)
    await this.#state.remove(this.#context.node.id, id)
  }

  /** Writes what the rules of a device have counted; resolves after the commit. */
  async save(device: KnownDevice): Promise<void> {
    // Of a device that was removed meanwhile nothing may stay.
    if (this.#devices.get(device.ref.id) === device) await this.#write(device)
  }

  async #write(device: KnownDevice): Promise<void> {
    const { profileId, rules, seen, ref } = device
    const value = { ...stateJson(rules), profileId, seen: seen.toText(this.#context.clock.now()) }
    await this.#state.save(this.#context.node.id, ref.id, value)
  }

  /** Takes up, or throws away, what was written before the start. */
  async begin(fetches: boolean, open: (ref: EntityRef) => Promise<unknown>): Promise<void> {
    const { id } = this.#context.node
    if (!this.#options.persists) return this.#state.remove(id)
    if (!fetches) return
    for (let after: string | undefined; ; ) {
      const rows = await this.#state.list(id, pageSize, after)
      // The others have nothing that time alone could change: they are read with their next message.
      for (const { entityId, value } of rows)
        if (isRunningState(value)) await open({ entityType: 'DEVICE', id: entityId })
      if (rows.length < pageSize) return
      after = rows.at(-1)?.entityId
    }
  }

  /** Reads the alarms anew, once what a message may have done before a crash is done again. */
  async settleAlarms(device: KnownDevice): Promise<void> {
    device.isAsFound = false
    await this.#readAlarms(device.ref, device.rules)
  }

  #changed({ entityType, id }: EntityRef, isRemoved: boolean): void {
    if (entityType === 'DEVICE_PROFILE') {
      for (const device of this.#devices.values()) if (device.profileId === id) device.freshUntil = 0
      return
    }
    const device = this.#devices.get(id)
    if (device === undefined) return
    if (isRemoved) {
      this.forget(id).catch((error: Error) => this.#lost('removed', error))
    } else device.freshUntil = 0
  }

  async #load(ref: EntityRef, profile: ProfileOf, cause: AlarmCause | undefined): Promise<KnownDevice> {
    await this.#leaving.get(ref.id)
    const now = this.#context.clock.now()
    const isAsFound = cause !== undefined && now - this.#startedAt < replaysWithin
    const rules = this.#rulesOf(profile)
    const [customerId, stored] = await Promise.all([
      this.#know(ref, rules),
      this.#state.read(this.#context.node.id, ref.id),
      this.#readAlarms(ref, rules, isAsFound ? cause : undefined),
    ])
    const counted = await this.#ofThisProfile(ref, stored, profile.id)
    restoreState(rules, counted)
    const device: KnownDevice = {
      ref,
      profileId: profile.id,
      rules,
      seen: new SeenMessages(now, this.#options.persists ? (valueAt(counted, 'seen') ?? null) : undefined),
      customerId,
      last: null,
      freshUntil: now + freshFor,
      isTouched: true,
      isAsFound,
    }
    this.#devices.set(ref.id, device)
    this.#waiting.delete(ref.id)
    // More than one where all were at work when it was looked.
    while (this.#devices.size > this.#options.most && this.#letOneLeave());
    return device
  }

  /** What was counted under another profile counts for nothing. */
  async #ofThisProfile(ref: EntityRef, stored: JsonValue, profileId: string): Promise<JsonValue> {
    const storedFor = valueAt(stored, 'profileId')
    if (storedFor === undefined || storedFor === profileId) return stored
    await this.#state.remove(this.#context.node.id, ref.id)
    return null
  }

  async #refresh(device: KnownDevice, profile: ProfileOf): Promise<void> {
    const until = this.#context.clock.now() + freshFor
    if (rulesOfProfile(profile).rules === device.rules.rules) {
      // Alarms that others may have cleared are looked at again; no alarm where one is needed shows by itself.
      if (device.rules.alarms.some((alarm) => alarm !== null))
        await this.#readAlarms(device.ref, device.rules)
      device.customerId = await this.#knowDevice(device.ref, device.rules)
    } else {
      const rules = this.#rulesOf(profile)
      const [customerId] = await Promise.all([
        this.#know(device.ref, rules),
        this.#readAlarms(device.ref, rules),
      ])
      rules.takeOver(device.rules)
      device.rules = rules
      device.customerId = customerId
      if (this.#options.persists) await this.save(device)
    }
    device.freshUntil = until
    device.isTouched = true
  }

  #rulesOf(profile: ProfileOf): DeviceRules {
    const { rules, problems } = rulesOfProfile(profile)
    for (const problem of problems) {
      if (this.#warned.has(problem)) continue
      if (this.#warned.size > 1000) this.#warned.clear()
      this.#warned.add(problem)
      this.#context.log.warn(problem, { node: this.#context.node.name })
    }
    return new DeviceRules(rules)
  }

  /** Reads the values that the rules look at; answers the customer, where they ask about it. */
  async #know(ref: EntityRef, device: DeviceRules): Promise<string | null> {
    const [customerId] = await Promise.all([
      this.#knowDevice(ref, device),
      knowStored(ref, device, this.#context),
    ])
    return customerId
  }

  async #knowDevice(ref: EntityRef, device: DeviceRules): Promise<string | null> {
    const { fields, ownerKeys } = device.rules
    if (fields.size === 0 && ownerKeys.length === 0) return null
    const found = await this.#context.devices.byId(ref.id)
    if (found === null) return null
    const { name, type, label, createdTime, customerId } = found
    const values: JsonObject = { name, type, label, createdTime: createdTime ?? null }
    device.know(fields, values)
    return customerId
  }

  async #readAlarms(ref: EntityRef, device: DeviceRules, cause?: AlarmCause): Promise<void> {
    const { ruleSets } = device.rules
    const active = await Promise.all(
      ruleSets.map(({ json: { alarmType } }) => this.#alarms.active(ref, alarmType, cause)),
    )
    ruleSets.forEach((ruleSet, index) => {
      device.became(ruleSet, active[index] as Alarm | null)
    })
  }

  /** The longest silent goes; those at work stay, and those with something running while others can go. */
  #letOneLeave(): boolean {
    for (let look = 1; look <= looks; look++) {
      const [device] = this.#devices.values()
      if (device === undefined) return false
      const { id } = device.ref
      this.#devices.delete(id)
      const isWanted = device.isTouched || device.rules.isRunning
      if (!this.#options.isBusy(id) && (!isWanted || look === looks)) {
        this.#leave(device)
        return true
      }
      device.isTouched = false
      this.#devices.set(id, device)
    }
    return false
  }

  #leave(device: KnownDevice): void {
    if (device.rules.isRunning && this.#waiting.size < mostWaiting) this.#waiting.add(device.ref.id)
    // With each change written there is nothing to write now.
    if (this.#options.persists) return
    const { id } = device.ref
    const leaving = this.#write(device)
      .catch((error: Error) => this.#lost('written', error))
      .finally(() => this.#leaving.delete(id))
    this.#leaving.set(id, leaving)
  }

  #lost(what: string, error: Error): void {
    this.#context.log.warn(`The state of alarm rules could not be ${what}`, {
      node: this.#context.node.name,
      error: error.message,
    })
  }
}

type ProfileOf = NonNullable<Awaited<ReturnType<NonNullable<NodeContext['devices']['profileOf']>>>>
