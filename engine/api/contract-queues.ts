/** Queues as the editor sees them: what each of them is doing. */
export interface QueueStatusJson {
  readonly id: string
  readonly name: string
  /** messages in memory that have not begun, or wait for their next try */
  readonly waiting: number
  readonly inWork: number
  /** messages since the start: done, and given up with at least one of their branches */
  readonly done: number
  readonly lost: number
  /** tries since the start: failed, taking too long, and made once more */
  readonly failed: number
  readonly timedOut: number
  readonly retries: number
  /** records of its journal that are not done, and its bytes on disk */
  readonly backlog: number
  readonly bytes: number
  /** it keeps so much waiting that new messages stay in its journal for now */
  readonly isBlocked: boolean
  /** it was deleted, and only runs what it still holds */
  readonly isLeaving: boolean
}
