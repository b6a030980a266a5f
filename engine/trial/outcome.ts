import { stringifyJson } from '../rules/json.ts'
import { type JsonValue, numberOf, valueAt } from '../rules/values.ts'
import type { TrialResult } from './trial.ts'
import { isTrialId, type TrialDeed } from './world.ts'

/** What became of a message, as text that can be kept, compared and read. */
export interface Outcome {
  /** `node → output` of each step, those of branches in alphabetical order */
  readonly path: readonly string[]
  /** what would have been done, in order, one sentence each */
  readonly deeds: readonly string[]
  /** why it failed; null when it ended well */
  readonly failure: string | null
}

/** One thing in which two outcomes differ. */
export interface OutcomeDifference {
  readonly what: 'path' | 'deed' | 'failure'
  /** only the first has this; null when it is the other's */
  readonly before: string | null
  readonly after: string | null
}

export function outcomeOf({ steps, deeds, failure }: TrialResult): Outcome {
  return {
    path: steps
      .map(({ node, output, error }) => `${node} → ${output ?? (error === null ? 'end' : 'failed')}`)
      .sort(),
    deeds: deeds.map(describeDeed),
    failure,
  }
}

/** Everything that the second outcome has other than the first; empty when they are the same. */
export function differences(before: Outcome, after: Outcome): OutcomeDifference[] {
  const found: OutcomeDifference[] = []
  if (before.failure !== after.failure)
    found.push({ what: 'failure', before: before.failure, after: after.failure })
  for (const what of ['path', 'deed'] as const) {
    const [old, now] = what === 'path' ? [before.path, after.path] : [before.deeds, after.deeds]
    for (const text of without(old, now)) found.push({ what, before: text, after: null })
    for (const text of without(now, old)) found.push({ what, before: null, after: text })
  }
  return found
}

/** What the first list has more often than the second. */
function without(list: readonly string[], other: readonly string[]): string[] {
  const left = new Map<string, number>()
  for (const text of other) left.set(text, (left.get(text) ?? 0) + 1)
  return list.filter((text) => {
    const count = left.get(text) ?? 0
    left.set(text, count - 1)
    return count <= 0
  })
}

/** A deed as a sentence. Ids that the trial made up are left out: they mean nothing. */
export function describeDeed({ need, act, args }: TrialDeed): string {
  const sentence = sentences[`${need}.${act}`]
  return sentence === undefined ? `${need}.${act}(${args.map(textOf).join(', ')})` : sentence(args)
}

type Sentence = (args: readonly JsonValue[]) => string

const sentences: Readonly<Record<string, Sentence>> = {
  'telemetry.save': ([entity, , , values]) => `saves ${pairs(values)} as time series of ${named(entity)}`,
  'attributes.save': ([entity, scope, values]) =>
    `saves ${pairs(values)} as ${scopeName(scope)} of ${named(entity)}`,
  'attributes.show': ([entity, scope, values]) =>
    `shows ${pairs(values)} to those who watch the ${scopeName(scope)} of ${named(entity)}, without saving`,
  'attributes.remove': ([entity, scope, keys]) =>
    `deletes ${listed(keys)} from the ${scopeName(scope)} of ${named(entity)}`,
  'devices.notifyShared': ([id]) => `tells the device ${textOf(id)} its new shared attributes`,
  'deviceStates.record': ([id, event]) => `notes ${textOf(event)} for the device ${textOf(id)}`,
  'state.save': ([, id, value]) => `remembers ${textOf(value)} for ${textOf(id)}`,
  'entities.create': ([kind, name]) => `makes the ${kindName(kind)} “${textOf(name)}”`,
  'entities.assign': ([entity, customer]) =>
    customer === null
      ? `takes ${named(entity)} from its customer`
      : `gives ${named(entity)} to the customer ${textOf(customer)}`,
  'entities.unassign': ([entity, customer]) => `takes ${named(entity)} from the customer ${textOf(customer)}`,
  'relations.save': ([relation]) => `relates ${related(relation)}`,
  'relations.remove': ([relation]) => `no longer relates ${related(relation)}`,
  'alarms.raise': ([request]) =>
    `raises the alarm “${textOf(at(request, 'type'))}”, ${textOf(at(request, 'severity'))}, of ${named(
      at(request, 'originator'),
    )}${at(request, 'details') === null ? '' : `, with ${textOf(at(request, 'details'))}`}`,
  'alarms.clear': ([id, , details]) =>
    `clears the alarm ${textOf(id)}${details === null || details === undefined ? '' : `, with ${textOf(details)}`}`,
  'customTables.insert': ([table, row]) =>
    `writes ${textOf(at(row, 'values'))} to the table ${textOf(table)}`,
  'calls.call': ([request]) =>
    `calls ${textOf(at(request, 'method'))}(${textOf(at(request, 'params'))}) of the device ${textOf(at(request, 'deviceId'))}`,
  'calls.answer': ([id, , , text]) => `answers the device ${textOf(id)}: ${textOf(text)}`,
  'restReplies.reply': ([, , message]) => `answers the caller over REST: ${textOf(at(message, 'data'))}`,
  'cloud.push': ([event]) =>
    `pushes ${textOf(at(event, 'action'))} of a ${kindName(at(event, 'type'))} to the cloud`,
  'edges.push': ([edge, event]) => `pushes ${textOf(at(event, 'action'))} to the edge ${textOf(edge)}`,
  'queue.enqueue': ([message]) =>
    `puts ${textOf(at(message, 'type'))} of ${named(at(message, 'originator'))} into the queue`,
  'log.info': ([text]) => `logs: ${textOf(text)}`,
  'effects.perform': ([what]) => textOf(what),
}

function at(value: JsonValue | undefined, key: string): JsonValue {
  return (value === undefined ? undefined : valueAt(value, key)) ?? null
}

function named(entity: JsonValue | undefined): string {
  const id = textOf(at(entity, 'id'))
  return `${kindName(at(entity, 'entityType'))}${isTrialId(id) ? '' : ` ${id}`}`
}

function kindName(kind: JsonValue | undefined): string {
  return textOf(kind).toLowerCase().replaceAll('_', ' ')
}

function scopeName(scope: JsonValue | undefined): string {
  return `${textOf(scope).replace('_SCOPE', '').toLowerCase()} attributes`
}

function related(relation: JsonValue | undefined): string {
  return `${named(at(relation, 'from'))} to ${named(at(relation, 'to'))} by “${textOf(at(relation, 'type'))}”`
}

function pairs(values: JsonValue | undefined): string {
  if (typeof values !== 'object' || values === null || Array.isArray(values)) return textOf(values)
  const texts = Object.entries(values).map(([key, value]) => `${key} = ${textOf(value as JsonValue)}`)
  return texts.length === 0 ? 'nothing' : texts.join(', ')
}

function listed(keys: JsonValue | undefined): string {
  return Array.isArray(keys) ? keys.map(textOf).join(', ') : textOf(keys)
}

function textOf(value: JsonValue | undefined): string {
  if (value === undefined || value === null) return 'null'
  if (typeof value === 'string') return isTrialId(value) ? 'of this trial' : value
  if (typeof value === 'object' && numberOf(value) === undefined) return stringifyJson(withoutTrialIds(value))
  return stringifyJson(value)
}

function withoutTrialIds(value: JsonValue): JsonValue {
  if (typeof value === 'string') return isTrialId(value) ? 'of this trial' : value
  if (typeof value !== 'object' || value === null || numberOf(value) !== undefined) return value
  if (Array.isArray(value)) return value.map(withoutTrialIds)
  return Object.fromEntries(
    Object.entries(value).map(([key, member]) => [key, withoutTrialIds(member as JsonValue)]),
  )
}
