/** A queue as the outside has it; what the form does not draw of it travels along untouched. */

import { mainQueue, type QueueConfig } from '../../../engine/rules/queue-config.ts'
import type { EntityId } from '../api/devices.ts'

export interface Queue extends QueueConfig {
  readonly id?: EntityId
  readonly additionalInfo?: { readonly description?: string } | null
  readonly [member: string]: unknown
}

export const freshQueue: Queue = {
  name: '',
  topic: '',
  pollInterval: 25,
  partitions: 1,
  consumerPerPartition: false,
  packProcessingTimeout: 2000,
  submitStrategy: { type: 'BURST', batchSize: 1000 },
  processingStrategy: {
    type: 'RETRY_FAILED_AND_TIMED_OUT',
    retries: 3,
    failurePercentage: 0,
    pauseBetweenRetries: 5,
    maxPauseBetweenRetries: 60,
  },
  additionalInfo: null,
}

/** As it is saved: a new queue gets the topic that the cloud gives to one of its name. */
export const savedQueue = (queue: Queue): Queue => {
  const name = queue.name.trim()
  return queue.id === undefined ? { ...queue, name, topic: `tb_rule_engine.${name}` } : queue
}

/** where all goes that names no queue */
export const isMain = ({ name }: Queue): boolean => name === mainQueue

export const retries = (type: QueueConfig['processingStrategy']['type']): boolean => type.startsWith('RETRY')
