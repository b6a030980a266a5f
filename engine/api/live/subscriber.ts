import type { Caller } from '../../access/caller.ts'
import type { ApiParts } from '../routes.ts'
import type { Feed } from './feed.ts'
import type { Outgoing } from './outgoing.ts'

/** Error codes of replies (websocket.md 2.1). */
export const replyCode = { internal: 1, badRequest: 2, unauthorized: 3 } as const

/** What a command handler has of its session. */
export interface LiveSession {
  readonly parts: ApiParts
  readonly feed: Feed
  readonly caller: Caller
  readonly outgoing: Outgoing
  /** Answers a command with an error. */
  refuse(cmdId: number, code: number, message: string): void
  /** Keeps a subscription under its command's id, in place of an earlier one. `stop` is called once, at its end. */
  keep(cmdId: number, stop: () => void, about?: unknown): void
  /** What an open subscription was kept with; undefined when there is none. */
  about(cmdId: number): unknown
  drop(cmdId: number): void
  dropAll(): void
  /** Calls four times a second until the returned function is called. */
  whileLive(call: () => void): () => void
}
