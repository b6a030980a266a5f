import type { JsonObject } from '../../rules/values.ts'
import type { CallToDevice, DeviceIdentity, SessionHandle } from '../gate.ts'
import { pushAttributes } from './attributes.ts'
import type { Connection } from './connection.ts'
import { type Connect, type Qos, TopicMemory } from './decode.ts'
import type { Door } from './door.ts'
import { Outgoing } from './outgoing.ts'
import { Reason } from './reasons.ts'
import { Topics } from './topics.ts'

/** What a connected device may do and has asked for. Lives as long as its connection. */
export class Session {
  readonly door: Door
  readonly connection: Connection
  readonly device: DeviceIdentity
  readonly topics: Topics
  readonly topicMemory = new TopicMemory()
  /** granted QoS by filter, in the order of the last SUBSCRIBE */
  readonly subscriptions = new Map<string, Qos>()
  readonly outgoing: Outgoing
  /** packet ids of QoS 2 publishes that the client has not released yet */
  readonly received = new Set<number>()
  /** ways to stop waiting for answers to the device’s own calls */
  readonly ownCalls = new Set<() => void>()
  #handle: SessionHandle | null = null
  #ended = false

  constructor(connection: Connection, device: DeviceIdentity, connect: Connect) {
    this.door = connection.door
    this.connection = connection
    this.device = device
    this.topics = new Topics(device.profile)
    this.outgoing = new Outgoing(this, connect.receiveMaximum)
  }

  /** Opens the session and takes the place of the device's former one. */
  begin(): void {
    const { gate, sessions } = this.door
    const former = sessions.get(this.device.id)
    sessions.set(this.device.id, this)
    this.connection.session = this
    // Open first: the device never looks disconnected in between.
    this.#handle = gate.open(this.device, 'mqtt', {
      onSharedAttributes: (changed: JsonObject, deleted: readonly string[]) =>
        pushAttributes(this, changed, deleted),
      onClosed: (reason) => this.#closedByGate(reason),
    })
    former?.connection.closeInTurn(Reason.sessionTakenOver, 'The device opened another session')
    this.connection.isActive = true
  }

  /** Ends the session on the gate's side; the connection closes on its own terms. */
  end(): void {
    if (this.#ended) return
    this.#ended = true
    const { sessions } = this.door
    if (sessions.get(this.device.id) === this) sessions.delete(this.device.id)
    this.#handle?.close()
    for (const stop of this.ownCalls) stop()
    this.outgoing.close()
  }

  /** The device subscribed to calls, or to none any more (null). */
  takeCalls(take: ((call: CallToDevice) => void) | null): void {
    if (!this.#ended) this.#handle?.takeCalls(take)
  }

  #closedByGate(reason: 'taken-over' | 'credentials-changed' | 'deleted'): void {
    if (reason === 'taken-over') {
      this.connection.closeInTurn(Reason.sessionTakenOver, 'The device opened another session')
    } else {
      const what = reason === 'deleted' ? 'The device was deleted' : 'The credentials of the device changed'
      this.connection.closeInTurn(Reason.administrativeAction, what)
    }
  }
}
