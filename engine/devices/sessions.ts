import type { Arrival } from '../rules/message.ts'
import type { JsonObject } from '../rules/values.ts'
import type { DeviceListener } from '../transports/gate.ts'

interface Session {
  readonly transport: Arrival['transport']
  readonly listener: DeviceListener
}

/** The open sessions of all devices (device-api.md 6.1). */
export class Sessions {
  readonly #byDevice = new Map<string, Set<Session>>()
  #connected = 0

  /** devices with at least one open session */
  get connected(): number {
    return this.#connected
  }

  isConnected(deviceId: string): boolean {
    return connects(this.#byDevice.get(deviceId))
  }

  /**
   * Opens a session. An MQTT login takes the place of the device's MQTT session before, whatever its client id.
   * @returns whether it is the device's first connection, and the way to end it (which answers whether it was the last).
   *   A long poll over HTTP is a session that listens, and no connection (6.1).
   */
  open(
    deviceId: string,
    transport: Arrival['transport'],
    listener: DeviceListener,
  ): { isFirst: boolean; end: () => boolean } {
    const session: Session = { transport, listener }
    const sessions = this.#byDevice.get(deviceId) ?? new Set<Session>()
    this.#byDevice.set(deviceId, sessions)
    const isFirst = transport !== 'http' && !connects(sessions)
    if (isFirst) this.#connected++
    const before = transport === 'mqtt' ? [...sessions].filter((other) => other.transport === 'mqtt') : []
    sessions.add(session)
    for (const other of before) {
      sessions.delete(other)
      other.listener.onClosed?.('taken-over')
    }
    return { isFirst, end: () => this.#end(deviceId, session) }
  }

  #end(deviceId: string, session: Session): boolean {
    const sessions = this.#byDevice.get(deviceId)
    if (sessions?.delete(session) !== true) return false
    if (sessions.size === 0) this.#byDevice.delete(deviceId)
    const wasLast = session.transport !== 'http' && !connects(sessions)
    if (wasLast) this.#connected--
    return wasLast
  }

  close(deviceId: string, reason: 'credentials-changed' | 'deleted'): void {
    for (const session of [...(this.#byDevice.get(deviceId) ?? [])]) session.listener.onClosed?.(reason)
  }

  notifyShared(deviceId: string, changed: JsonObject, deleted: readonly string[]): void {
    for (const session of [...(this.#byDevice.get(deviceId) ?? [])]) {
      session.listener.onSharedAttributes?.(changed, deleted)
    }
  }
}

function connects(sessions: ReadonlySet<Session> | undefined): boolean {
  if (sessions === undefined) return false
  for (const { transport } of sessions) if (transport !== 'http') return true
  return false
}
