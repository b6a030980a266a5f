import type { Clock, Logger } from '../../rules/needs.ts'
import type { DeviceIdentity, Gate } from '../gate.ts'
import type { Connection } from './connection.ts'
import type { MqttLimits } from './limits.ts'
import type { Session } from './session.ts'

/** Most of a refused payload that is kept, in bytes. */
const shownPayload = 1024

/** What all connections of the MQTT transport share. */
export class Door {
  readonly gate: Gate
  readonly clock: Clock
  readonly log: Logger
  readonly limits: MqttLimits
  readonly connections = new Set<Connection>()
  /** one session per device, whatever the client id (device-api.md 6.1) */
  readonly sessions = new Map<string, Session>()
  readonly #addresses = new Map<string, number>()
  readonly #waiting = new Set<Connection>()
  readonly #stopListening: () => void
  #emptied: (() => void) | null = null

  constructor(gate: Gate, clock: Clock, log: Logger, limits: MqttLimits) {
    this.gate = gate
    this.clock = clock
    this.log = log
    this.limits = limits
    this.#stopListening = gate.onRoom(() => this.#letIn())
  }

  /** False when this address has as many connections as it may have. */
  mayEnter(address: string): boolean {
    return (this.#addresses.get(address) ?? 0) < this.limits.connectionsPerAddress
  }

  remember(connection: Connection): void {
    this.connections.add(connection)
    const { remoteAddress } = connection
    this.#addresses.set(remoteAddress, (this.#addresses.get(remoteAddress) ?? 0) + 1)
  }

  forget(connection: Connection): void {
    this.#waiting.delete(connection)
    if (!this.connections.delete(connection)) return
    const { remoteAddress } = connection
    const left = (this.#addresses.get(remoteAddress) ?? 1) - 1
    if (left === 0) this.#addresses.delete(remoteAddress)
    else this.#addresses.set(remoteAddress, left)
    if (this.connections.size === 0) this.#emptied?.()
  }

  /** Resolves when the last connection is gone. */
  whenEmpty(): Promise<void> {
    if (this.connections.size === 0) return Promise.resolve()
    return new Promise((resolve) => {
      this.#emptied = resolve
    })
  }

  /** The connection reads on when the gate has room; first come, first served. */
  waitForRoom(connection: Connection): void {
    this.#waiting.add(connection)
  }

  /** Counts something that was not taken, and shows it on the device's live tap. */
  refuse(device: DeviceIdentity | null, path: string, reason: string, payload?: Uint8Array): void {
    this.gate.refuse({
      transport: 'mqtt',
      device,
      path,
      reason,
      ...(payload && { payload: payload.slice(0, shownPayload) }),
    })
  }

  close(): void {
    this.#stopListening()
  }

  #letIn(): void {
    for (const connection of this.#waiting) {
      if (!this.gate.hasRoom) return
      this.#waiting.delete(connection)
      connection.read()
    }
  }
}
