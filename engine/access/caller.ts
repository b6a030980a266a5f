import type { User } from '../store/store.ts'

/** The id the cloud writes for "none": no customer, the system tenant (rest-core.md 4). */
export const nullUuid = '13814000-1dd2-11b2-8080-808080808080'

export type Authority = User['authority']

/** Who asks: a user who proved it with a token that is alive. */
export interface Caller {
  readonly userId: string
  readonly email: string
  readonly authority: Authority
  readonly customerId: string | null
  readonly sessionId: string
  /** seconds; when the token was issued */
  readonly issuedAt: number
}
