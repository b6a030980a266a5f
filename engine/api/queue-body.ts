import { type ProcessingType, processingTypes, type SubmitType, submitTypes } from '../rules/queue-config.ts'
import type { NewQueue } from '../store/queues.ts'
import { badRequest } from './errors.ts'

type Json = Record<string, unknown>

/** The queue in a request body. Throws 400 that says which value is wrong, and what it may be (rule-engine.md 4). */
export function queueOf(body: Json): NewQueue {
  const submit = strategy(body.submitStrategy, 'submit strategy')
  const processing = strategy(body.processingStrategy, 'processing strategy')
  const submitType = kind<SubmitType>(submit.type, submitTypes, 'submit strategy')
  const pause = number(processing.pauseBetweenRetries, 'pause between retries', 0)
  return {
    name: word(body.name, 'name'),
    topic: word(body.topic, 'topic'),
    pollInterval: whole(body.pollInterval, 'poll interval', 1),
    partitions: whole(body.partitions, 'number of partitions', 1),
    consumerPerPartition: body.consumerPerPartition === true,
    packProcessingTimeout: whole(body.packProcessingTimeout, 'processing timeout', 1),
    submitStrategy: {
      type: submitType,
      batchSize: whole(submit.batchSize, 'batch size', submitType === 'BATCH' ? 1 : 0),
    },
    processingStrategy: {
      type: kind<ProcessingType>(processing.type, processingTypes, 'processing strategy'),
      retries: whole(processing.retries, 'number of retries', 0),
      failurePercentage: number(processing.failurePercentage, 'failure percentage', 0, 100),
      pauseBetweenRetries: pause,
      maxPauseBetweenRetries: longestPause(processing.maxPauseBetweenRetries, pause),
    },
    additionalInfo: isJson(body.additionalInfo) ? body.additionalInfo : null,
  }
}

function strategy(value: unknown, what: string): Json {
  if (!isJson(value)) throw invalid(`the ${what} is missing. Give it as an object with a type`)
  return value
}

function kind<T extends string>(value: unknown, all: readonly T[], what: string): T {
  const found = all.find((each) => each === value)
  if (found === undefined) throw invalid(`the type of the ${what} must be one of ${all.join(', ')}`)
  return found
}

function word(value: unknown, what: string): string {
  if (typeof value !== 'string' || value === '') throw invalid(`the ${what} of the queue is missing`)
  if (value.length > 255) throw invalid(`the ${what} of the queue is longer than 255 characters`)
  if (!/^[\w.-]+$/.test(value))
    throw invalid(`the ${what} of the queue may hold letters, digits, points, hyphens and underscores only`)
  return value
}

function whole(value: unknown, what: string, least: number): number {
  const given = number(value, what, least)
  if (!Number.isSafeInteger(given) || given > 2 ** 31 - 1) throw invalid(`the ${what} must be a whole number`)
  return given
}

function number(value: unknown, what: string, least: number, most = Number.POSITIVE_INFINITY): number {
  const given = value ?? 0
  if (typeof given !== 'number' || !(given >= least && given <= most)) {
    const bounds = Number.isFinite(most) ? `from ${least} to ${most}` : `${least} or more`
    throw invalid(`the ${what} must be ${bounds}`)
  }
  return given
}

function longestPause(value: unknown, pause: number): number {
  const longest = number(value, 'longest pause between retries', 0)
  if (longest < pause) throw invalid('the longest pause between retries is shorter than the pause itself')
  return longest
}

function isJson(value: unknown): value is Json {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

function invalid(sentence: string) {
  return badRequest(`Validation error: ${sentence}`)
}
