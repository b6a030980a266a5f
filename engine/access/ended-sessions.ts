import type { Clock } from '../rules/needs.ts'
import type { SettingStore } from '../store/store.ts'
import { refreshSeconds } from './tokens.ts'

/** Logins that ended by a logout. Kept until no token of theirs could still be alive. */
export interface EndedSessions {
  has(sessionId: string): boolean
  end(sessionId: string): Promise<void>
}

const name = 'access.endedSessions'

export async function openEndedSessions(settings: SettingStore, clock: Clock): Promise<EndedSessions> {
  const saved = (await settings.get<Record<string, number>>(name)) ?? {}
  /** session id → epoch ms from when on it may be forgotten */
  const ended = new Map(Object.entries(saved))

  return {
    has: (sessionId) => ended.has(sessionId),
    async end(sessionId) {
      const now = clock.now()
      for (const [id, until] of ended) if (until <= now) ended.delete(id)
      // A refresh keeps the session id, but only tokens issued before this moment exist.
      ended.set(sessionId, now + refreshSeconds * 1000)
      await settings.set(name, Object.fromEntries(ended))
    },
  }
}
