import type { Message } from '../../engine/rules/message.ts'
import { type Field, field } from './fields.ts'

/**
 * When a saving node really saves: the cloud's `processingSettings`, kept verbatim. `ADVANCED` chooses per action
 * (history, latest values …), the other kinds decide for all of them at once.
 */
export interface ProcessingSettings {
  readonly type: 'ON_EVERY_MESSAGE' | 'DEDUPLICATE' | 'WEBSOCKETS_ONLY' | 'ADVANCED'
  readonly deduplicationIntervalSecs?: number
  readonly [action: string]: unknown
}

/** Whether one action is due for a message with this time (epoch ms). */
export type Due = (message: Message, ts: number) => boolean

const interval = field.optional(
  field.number({
    label: 'At most once in',
    hint: 'The first message of each device in each interval counts, the others do nothing',
    default: 60,
    min: 1,
    max: 86_400,
    whole: true,
    unit: 's',
    showWhen: { field: 'type', is: ['DEDUPLICATE'] },
  }),
)

const strategy = (label: string) =>
  field.optional(
    field.group({
      label,
      showWhen: { field: 'type', is: ['ADVANCED'] },
      fields: {
        type: field.choice({
          label,
          options: [
            { value: 'ON_EVERY_MESSAGE', label: 'On every message' },
            { value: 'DEDUPLICATE', label: 'At most once per interval' },
            { value: 'SKIP', label: 'Never' },
          ],
          default: 'ON_EVERY_MESSAGE',
        }),
        deduplicationIntervalSecs: interval,
      },
      default: { type: 'ON_EVERY_MESSAGE' },
    }),
  )

/** The form of processing settings whose advanced kind decides about the given actions. */
export function processingField(actions: Readonly<Record<string, string>>): Field<ProcessingSettings> {
  const strategies = Object.fromEntries(Object.entries(actions).map(([key, label]) => [key, strategy(label)]))
  return field.group({
    label: 'When to save',
    fields: {
      type: field.choice({
        label: 'When to save',
        options: [
          { value: 'ON_EVERY_MESSAGE', label: 'On every message' },
          { value: 'DEDUPLICATE', label: 'At most once per interval' },
          { value: 'WEBSOCKETS_ONLY', label: 'Never, only show live' },
          { value: 'ADVANCED', label: 'Choose for each' },
        ],
        default: 'ON_EVERY_MESSAGE',
      }),
      deduplicationIntervalSecs: interval,
      ...strategies,
    },
    default: { type: 'ON_EVERY_MESSAGE' },
  }) as Field<ProcessingSettings>
}

/**
 * Compiles the settings: one question per action. `DEDUPLICATE` of all actions answers alike for all of them, since
 * each has its own memory of the same messages.
 */
export function dueActions<Action extends string>(
  settings: ProcessingSettings,
  actions: readonly Action[],
): Record<Action, Due> {
  const due = (action: Action): Due => {
    switch (settings.type) {
      case 'ON_EVERY_MESSAGE':
        return always
      case 'WEBSOCKETS_ONLY':
        return action === 'webSockets' ? always : never
      case 'DEDUPLICATE':
        return oncePerInterval(settings.deduplicationIntervalSecs ?? 60)
      case 'ADVANCED':
        return ofStrategy(settings[action] as Strategy | undefined)
    }
  }
  return Object.fromEntries(actions.map((action) => [action, due(action)])) as Record<Action, Due>
}

export const always: Due = () => true
export const never: Due = () => false

interface Strategy {
  readonly type: 'ON_EVERY_MESSAGE' | 'DEDUPLICATE' | 'SKIP'
  readonly deduplicationIntervalSecs?: number
}

function ofStrategy(strategy: Strategy | undefined): Due {
  if (strategy?.type === 'DEDUPLICATE') return oncePerInterval(strategy.deduplicationIntervalSecs ?? 60)
  return strategy?.type === 'SKIP' ? never : always
}

const rememberedIds = 100_000

/**
 * True for the first message of each originator in each interval of `seconds`, also when that same message comes
 * again after a failure. Late messages of older intervals are told apart for as long as the memory lasts; then the
 * oldest interval is forgotten and would count once more.
 */
export function oncePerInterval(seconds: number): Due {
  const seen = new Map<number, Map<string, string>>()
  let size = 0
  return ({ id, originator }, ts) => {
    const interval = Math.floor(ts / (seconds * 1000))
    let firsts = seen.get(interval)
    if (firsts === undefined) {
      firsts = new Map()
      seen.set(interval, firsts)
    }
    const first = firsts.get(originator.id)
    if (first !== undefined) return first === id
    firsts.set(originator.id, id)
    size++
    for (const [old, forgotten] of seen) {
      if (size <= rememberedIds || old === interval) break
      seen.delete(old)
      size -= forgotten.size
    }
    return true
  }
}
