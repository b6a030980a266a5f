import type { RefusalJson } from '../api/contract.ts'
import type { DeviceView } from '../api/needs.ts'
import type { Activity } from '../devices/activity.ts'
import type { Identities } from '../devices/identities.ts'
import type { Refusals } from '../devices/refusals.ts'
import type { Sessions } from '../devices/sessions.ts'
import type { JsonObject } from '../rules/values.ts'

export interface DeviceViewParts {
  readonly identities: Identities
  readonly sessions: Sessions
  readonly activity: Activity
  readonly refusals: Refusals
}

/** Devices and their sessions as the API sees them. */
export class EdgeDeviceView implements DeviceView {
  readonly #parts: DeviceViewParts

  constructor(parts: DeviceViewParts) {
    this.#parts = parts
  }

  isConnected(deviceId: string): boolean {
    return this.#parts.sessions.isConnected(deviceId)
  }

  lastActivity(deviceId: string): number | null {
    return this.#parts.activity.lastSeen(deviceId)
  }

  refusals(deviceId: string): readonly RefusalJson[] {
    return this.#parts.refusals.of(deviceId).map((refusal) => ({
      at: refusal.at,
      transport: refusal.transport,
      path: refusal.path,
      reason: refusal.reason,
      payload: refusal.payload === undefined ? null : Buffer.from(refusal.payload).toString('utf8'),
    }))
  }

  changed(deviceId: string): void {
    this.#parts.identities.forget(deviceId)
  }

  profileChanged(profileId: string): void {
    this.#parts.identities.forgetProfile(profileId)
  }

  closeSessions(deviceId: string, reason: 'credentials-changed' | 'deleted'): void {
    this.#parts.identities.forget(deviceId)
    this.#parts.sessions.close(deviceId, reason)
    if (reason !== 'deleted') return
    this.#parts.activity.forget(deviceId)
    this.#parts.refusals.forget(deviceId)
  }

  notifyShared(deviceId: string, changed: JsonObject, deleted: readonly string[]): void {
    this.#parts.sessions.notifyShared(deviceId, changed, deleted)
  }
}
