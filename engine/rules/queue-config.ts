/** How many messages of a queue are in work at a time (rule-engine.md 4, submit strategies). */
export const submitTypes = [
  'BURST',
  'BATCH',
  'SEQUENTIAL_BY_ORIGINATOR',
  'SEQUENTIAL_BY_TENANT',
  'SEQUENTIAL',
] as const
export type SubmitType = (typeof submitTypes)[number]

/** What becomes of messages that failed or took too long (rule-engine.md 4, processing strategies). */
export const processingTypes = [
  'SKIP_ALL_FAILURES',
  'SKIP_ALL_FAILURES_AND_TIMED_OUT',
  'RETRY_ALL',
  'RETRY_FAILED',
  'RETRY_TIMED_OUT',
  'RETRY_FAILED_AND_TIMED_OUT',
] as const
export type ProcessingType = (typeof processingTypes)[number]

/** A queue as far as the engine cares, in the words and units of the cloud. */
export interface QueueConfig {
  readonly name: string
  /** milliseconds for which a message may be in work */
  readonly packProcessingTimeout: number
  readonly submitStrategy: { readonly type: SubmitType; readonly batchSize: number }
  readonly processingStrategy: {
    readonly type: ProcessingType
    /** tries after the first; 0 = without end */
    readonly retries: number
    /** share of failures above which nothing is tried again; 0 = never */
    readonly failurePercentage: number
    /** seconds; doubled with each try up to the longest */
    readonly pauseBetweenRetries: number
    readonly maxPauseBetweenRetries: number
  }
}

/** Where messages go that name no queue, or one that there is not. */
export const mainQueue = 'Main'

/** The queue whose messages are begun before those of all others. */
export const urgentQueue = 'HighPriority'

/** The queues of a new installation. */
export const installedQueues: readonly QueueConfig[] = [
  {
    name: mainQueue,
    packProcessingTimeout: 2000,
    submitStrategy: { type: 'BURST', batchSize: 1000 },
    processingStrategy: {
      type: 'SKIP_ALL_FAILURES',
      retries: 3,
      failurePercentage: 0,
      pauseBetweenRetries: 3,
      maxPauseBetweenRetries: 3,
    },
  },
  {
    name: urgentQueue,
    packProcessingTimeout: 2000,
    submitStrategy: { type: 'BURST', batchSize: 100 },
    processingStrategy: {
      type: 'RETRY_FAILED_AND_TIMED_OUT',
      retries: 0,
      failurePercentage: 0,
      pauseBetweenRetries: 5,
      maxPauseBetweenRetries: 5,
    },
  },
  {
    name: 'SequentialByOriginator',
    packProcessingTimeout: 2000,
    submitStrategy: { type: 'SEQUENTIAL_BY_ORIGINATOR', batchSize: 100 },
    processingStrategy: {
      type: 'RETRY_FAILED_AND_TIMED_OUT',
      retries: 3,
      failurePercentage: 0,
      pauseBetweenRetries: 5,
      maxPauseBetweenRetries: 5,
    },
  },
]

/** What a strategy does, as answers to what the queue asks. */
export interface Policy {
  /**
   * which failures are tried again. `passing`: those that say that they may pass by themselves. ThingsBoard skips these
   * too, and what it skips is gone; here a message is only given up when trying again is no use.
   */
  readonly failed: 'passing' | 'all'
  /** what happens to a message that takes too long: it goes on, is given up, or is tried again */
  readonly late: 'goes on' | 'give up' | 'again'
  /** 0 = without end */
  readonly retries: number
  /** share of failures, 0 to 1, above which nothing is tried again; 0 = never */
  readonly mostFailing: number
  /** milliseconds */
  readonly pause: number
  readonly maxPause: number
}

export function policyOf({ processingStrategy }: QueueConfig): Policy {
  const { type, retries, failurePercentage, pauseBetweenRetries, maxPauseBetweenRetries } = processingStrategy
  const repeatsFailed =
    type === 'RETRY_ALL' || type === 'RETRY_FAILED' || type === 'RETRY_FAILED_AND_TIMED_OUT'
  const repeatsLate =
    type === 'RETRY_ALL' || type === 'RETRY_TIMED_OUT' || type === 'RETRY_FAILED_AND_TIMED_OUT'
  return {
    failed: repeatsFailed ? 'all' : 'passing',
    late: type === 'SKIP_ALL_FAILURES' ? 'goes on' : repeatsLate ? 'again' : 'give up',
    retries,
    // In the cloud only values below 1 ever take effect, and they are a share there. From 1 on it is what it says.
    mostFailing: failurePercentage < 1 ? failurePercentage : failurePercentage / 100,
    pause: pauseBetweenRetries * 1000,
    maxPause: Math.max(pauseBetweenRetries, maxPauseBetweenRetries) * 1000,
  }
}
