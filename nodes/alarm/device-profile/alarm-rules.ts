import { causeOf } from '../../sdk/alarm-message.ts'
import { alarmJson, type Decision, type DeviceRules, RuleFailure } from '../../sdk/alarm-rules.ts'
import { answered } from '../../sdk/answered.ts'
import {
  type Emit,
  InTurn,
  isObject,
  type JsonObject,
  Message,
  type NodeContext,
  NodeFailure,
  numberOf,
  type Severity,
  valueAt,
} from '../../sdk/index.ts'
import { type KnownDevice, KnownDevices } from './known-devices.ts'
import { OwnerAttributes } from './owner-attributes.ts'
import { isAboutRules, type Update, updatesOf } from './updates.ts'

export type Output =
  | 'Alarm Created'
  | 'Alarm Updated'
  | 'Alarm Severity Updated'
  | 'Alarm Cleared'
  | 'Success'

/** milliseconds between two looks at conditions that must hold for a while */
const tickEvery = 60_000
/** devices that such a look serves at a time */
const atATime = 100

export interface AlarmRulesOptions {
  readonly persistAlarmRulesState: boolean
  readonly fetchAlarmRulesStateOnStart: boolean
  readonly mostDevices: number
}

/** The rules of all devices that a node has met. What is done for one device is done in turn. */
export class AlarmRules {
  readonly #context: NodeContext
  readonly #options: AlarmRulesOptions
  readonly #alarms: NonNullable<NodeContext['alarms']>
  readonly #tenantId: string
  readonly #turns = new InTurn()
  readonly #devices: KnownDevices
  readonly #owners: OwnerAttributes
  #stopTicks: () => void = () => {}
  #isStopped = false

  constructor(context: NodeContext, options: AlarmRulesOptions) {
    this.#context = context
    this.#options = options
    this.#alarms = answered(context.alarms, 'keeps no alarms')
    this.#tenantId = answered(context.server, 'does not know its tenant').tenantId
    this.#owners = new OwnerAttributes(context)
    this.#devices = new KnownDevices(context, {
      persists: options.persistAlarmRulesState,
      most: options.mostDevices,
      isBusy: (id) => this.#turns.isBusy(id),
    })
  }

  /** devices in memory */
  get size(): number {
    return this.#devices.size
  }

  /** What is known of a device, for who asks why nothing fires. */
  of(deviceId: string): DeviceRules | null {
    return this.#devices.peek(deviceId)
  }

  async start(): Promise<void> {
    this.#tickLater()
    await this.#devices.begin(this.#options.fetchAlarmRulesStateOnStart, (ref) =>
      this.#turns.run(ref.id, () => this.#devices.open(ref)),
    )
  }

  stop(): void {
    this.#isStopped = true
    this.#stopTicks()
    this.#devices.stop()
    this.#owners.stop()
  }

  handle(message: Message, emit: Emit<Output>): void | Promise<void> {
    const { id, entityType } = message.originator
    if (entityType !== 'DEVICE') return emit('Success', message)
    if (!this.#turns.isBusy(id) && message.type !== 'ENTITY_DELETED') {
      const device = this.#devices.fresh(id, this.#context.clock.now())
      if (device !== null) {
        const done = this.#take(device, message, emit)
        return done === undefined ? undefined : this.#turns.run(id, () => done)
      }
    }
    return this.#turns.run(id, () => this.#takeUnknown(message, emit))
  }

  async #takeUnknown(message: Message, emit: Emit<Output>): Promise<void> {
    const { originator } = message
    if (message.type === 'ENTITY_DELETED') {
      await this.#devices.forget(originator.id)
      return emit('Success', message)
    }
    if (!isAboutRules(message.type)) {
      if (await this.#devices.isThere(originator.id)) emit('Success', message)
      return
    }
    const fresh = this.#devices.fresh(originator.id, this.#context.clock.now())
    const device = fresh ?? (await this.#devices.open(originator, causeOf(message, this.#context.node)))
    if (device === null) return
    await this.#take(device, message, emit)
  }

  #take(device: KnownDevice, message: Message, emit: Emit<Output>): void | Promise<void> {
    switch (message.type) {
      case 'ALARM_CLEAR':
      case 'ALARM_ACK':
      case 'ALARM_DELETE':
        return this.#alarmChanged(device, message, emit)
      case 'ENTITY_UPDATED':
      case 'ENTITY_ASSIGNED':
      case 'ENTITY_UNASSIGNED':
        return this.#deviceChanged(device, message, emit)
    }
    const updates = updatesOf(message, this.#context.clock.now())
    if (updates.length === 0) return emit('Success', message)
    const { ownerKeys } = device.rules.rules
    if (ownerKeys.length > 0) {
      const owners = this.#owners.of(device.customerId, ownerKeys)
      if (owners === null)
        return this.#owners.read(device.customerId, ownerKeys).then((read) => {
          device.rules.owners = read
          return this.#update(device, message, updates, emit)
        })
      device.rules.owners = owners
    }
    return this.#update(device, message, updates, emit)
  }

  /** Lets the rules see the values of a message. Waits only where an alarm changes or something is to be written. */
  #update(
    device: KnownDevice,
    message: Message,
    updates: readonly Update[],
    emit: Emit<Output>,
  ): void | Promise<void> {
    const { rules, seen } = device
    // It was counted before a crash, or before a later node failed.
    if (seen.isRepeated(message)) {
      if (!device.isAsFound) return emit('Success', message)
      return this.#devices.settleAlarms(device).then(() => emit('Success', message))
    }
    const before = rules.save()
    let at = 0
    const next = (): readonly Decision[] => {
      const now = this.#context.clock.now()
      while (at < updates.length) {
        const update = updates[at++] as Update
        const decisions =
          update.of === 'removed'
            ? rules.forget(update.keys, now)
            : rules[update.of](update.ts, update.values, now)
        if (decisions.length > 0) return decisions
      }
      return nothing
    }
    const restore = (error: unknown): never => {
      rules.restore(before)
      throw error instanceof RuleFailure ? new NodeFailure(error.message) : error
    }
    let first: readonly Decision[]
    try {
      first = next()
    } catch (error) {
      return restore(error)
    }
    device.last = message
    const mustWrite = () => this.#options.persistAlarmRulesState && rules.hasCountedSince(before)
    if (first.length === 0 && !device.isAsFound && !mustWrite()) {
      seen.add(message, this.#context.clock.now())
      return emit('Success', message)
    }
    const finish = async () => {
      let isAdded = false
      try {
        for (let decisions = first; decisions.length > 0; decisions = next())
          for (const decision of decisions)
            await this.#carryOut(device, decision, message, message.customerId)
        seen.add(message, this.#context.clock.now())
        isAdded = true
        if (mustWrite()) await this.#devices.save(device)
        if (device.isAsFound) await this.#devices.settleAlarms(device)
      } catch (error) {
        if (isAdded) seen.undo()
        restore(error)
      }
      emit('Success', message)
    }
    return finish()
  }

  /** @param origin the message whose metadata the alarm's message has; null where there is none */
  async #carryOut(
    device: KnownDevice,
    decision: Decision,
    origin: Message | null,
    customerId: string | null,
    isTick = false,
  ): Promise<void> {
    const { ruleSet, rule, severity, alarm, details, startTs, endTs, values } = decision
    const {
      alarmType: type,
      propagate,
      propagateToOwner,
      propagateToTenant,
      propagateRelationTypes,
    } = ruleSet.json
    const { node } = this.#context
    const about = { rule: rule.words, values }
    const cause =
      origin === null || isTick
        ? { chainId: node.chainId, nodeId: node.id, ...about }
        : { ...causeOf(origin, node), ...about }
    const result =
      severity === null
        ? alarm === null
          ? null
          : await this.#alarms.clear(alarm.id, endTs, details, cause)
        : await this.#alarms.raise(
            {
              type,
              originator: device.ref,
              severity,
              startTs,
              endTs,
              details,
              propagate,
              propagateToOwner,
              propagateToTenant,
              propagateRelationTypes,
              // A rule that stays true says so with each message; the message about it tells the chains.
              isRoutine: true,
            },
            cause,
          )
    device.rules.became(ruleSet, severity === null ? null : (result?.alarm ?? null))
    if (result === null || result.isShelved) return
    const told = toldAs(severity, result)
    if (told === null) return
    const metadata = { ...origin?.metadata, ...told.flags, ...decision.metadata }
    const data = alarmJson(result.alarm, this.#tenantId)
    await this.#context.originate(this.#alarmMessage(device, origin, metadata, data, customerId), told.output)
  }

  #alarmMessage(
    device: KnownDevice,
    origin: Message | null,
    metadata: Record<string, string>,
    data: JsonObject,
    customerId: string | null,
  ): Message {
    const { identity, clock } = this.#context
    return Message.of({
      id: identity.uuid(),
      ts: clock.now(),
      type: 'ALARM',
      originator: device.ref,
      customerId,
      metadata,
      data,
      queue: origin?.queue ?? null,
      callers: origin?.callers ?? null,
    })
  }

  /** Somebody else cleared, acknowledged or deleted an alarm. */
  #alarmChanged(device: KnownDevice, message: Message, emit: Emit<Output>): void | Promise<void> {
    const { rules } = device
    const { type, data } = message
    const id = valueAt(valueAt(data, 'id') ?? null, 'id')
    const before = rules.save()
    for (const ruleSet of rules.rules.ruleSets) {
      const alarm = rules.alarms[ruleSet.index] ?? null
      if (alarm === null || alarm.id !== id) continue
      if (type === 'ALARM_ACK') {
        const ackTs = isObject(data) ? (numberOf(data.ackTs) ?? 0) : 0
        rules.became(ruleSet, { ...alarm, acknowledged: true, ackTs })
        continue
      }
      rules.became(ruleSet, null)
      rules.resetRuleSet(ruleSet)
    }
    if (!this.#options.persistAlarmRulesState || !rules.hasCountedSince(before))
      return emit('Success', message)
    return this.#devices.save(device).then(() => emit('Success', message))
  }

  /** Its name, its customer or its profile may be another. */
  async #deviceChanged(device: KnownDevice, message: Message, emit: Emit<Output>): Promise<void> {
    // An alarm of the device that is updated comes by the same type, and says nothing about the device.
    if (valueAt(valueAt(message.data, 'id') ?? null, 'entityType') === 'ALARM')
      return emit('Success', message)
    const profile = valueAt(message.data, 'deviceProfileId')
    const profileId = profile === undefined ? undefined : valueAt(profile, 'id')
    if (message.type === 'ENTITY_UPDATED' && typeof profileId === 'string' && profileId !== device.profileId)
      await this.#devices.forget(device.ref.id)
    else device.freshUntil = 0
    emit('Success', message)
  }

  #tickLater(): void {
    if (this.#isStopped) return
    this.#stopTicks = this.#context.clock.after(tickEvery, () => {
      this.#tick().finally(() => this.#tickLater())
    })
  }

  /** Time has passed: conditions that had to hold for a while may have done so. */
  async #tick(): Promise<void> {
    const running = this.#devices.running()
    for (let from = 0; from < running.length && !this.#isStopped; from += atATime)
      await Promise.all(
        running.slice(from, from + atATime).map((id) =>
          this.#turns
            .run(id, () => this.#tickDevice(id))
            .catch((error: Error) => {
              this.#context.log.warn(
                'The alarm rules of a device could not be looked at; it is tried again',
                {
                  node: this.#context.node.name,
                  device: id,
                  error: error.message,
                },
              )
            }),
        ),
      )
  }

  async #tickDevice(id: string): Promise<void> {
    const ref = { entityType: 'DEVICE', id }
    const now = this.#context.clock.now()
    const device = this.#devices.fresh(id, now) ?? (await this.#devices.open(ref))
    if (device === null) return
    const { rules, last } = device
    const { ownerKeys } = rules.rules
    if (ownerKeys.length > 0)
      rules.owners =
        this.#owners.of(device.customerId, ownerKeys) ??
        (await this.#owners.read(device.customerId, ownerKeys))
    const before = rules.save()
    try {
      for (const decision of rules.tick(now)) await this.#carryOut(device, decision, last, null, true)
      if (this.#options.persistAlarmRulesState && rules.hasCountedSince(before))
        await this.#devices.save(device)
    } catch (error) {
      rules.restore(before)
      throw error
    }
  }
}

const nothing: readonly Decision[] = []

type Told = { readonly output: Output; readonly flags: Readonly<Record<string, string>> }

/** By which output the news of an alarm leaves; null where there is none. */
function toldAs(
  severity: Severity | null,
  result: { readonly isCreated: boolean; readonly isSeverityUpdated: boolean; readonly isCleared: boolean },
): Told | null {
  if (severity === null)
    return result.isCleared ? { output: 'Alarm Cleared', flags: { isClearedAlarm: 'true' } } : null
  if (result.isCreated) return { output: 'Alarm Created', flags: { isNewAlarm: 'true' } }
  if (result.isSeverityUpdated)
    return {
      output: 'Alarm Severity Updated',
      flags: { isExistingAlarm: 'true', isSeverityUpdated: 'true' },
    }
  // A rule that is true twice in a millisecond changes nothing in the store, and is told as it is at any other time.
  return { output: 'Alarm Updated', flags: { isExistingAlarm: 'true' } }
}
