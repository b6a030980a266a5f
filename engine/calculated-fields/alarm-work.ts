import { textFrom } from '../alarm-rules/conditions.ts'
import {
  type Alarm,
  type AlarmCause,
  type AlarmResult,
  alarmJson,
  type Severity,
  severities,
} from '../rules/alarms.ts'
import { isObject, type JsonObject, type JsonValue, numberOf } from '../rules/values.ts'
import type { CompiledCondition, Look } from './alarm-conditions.ts'
import { latestTsOf } from './arguments.ts'
import { nothing, type Occasion, type Outcome } from './field.ts'
import type { FieldState } from './state.ts'
import type { World } from './world.ts'

export interface CompiledRule {
  /** null = it clears the alarm */
  readonly severity: Severity | null
  readonly condition: CompiledCondition
  /** text with `${argument}` */
  readonly details: string | null
  readonly dashboardId: string | null
}

export interface AlarmRules {
  readonly type: string
  /** from the most severe on */
  readonly rules: readonly CompiledRule[]
  readonly clearRule: CompiledRule | null
  readonly propagate: boolean
  readonly propagateToOwner: boolean
  readonly propagateToTenant: boolean
  readonly propagateRelationTypes: readonly string[]
}

/** How far a rule is. */
interface RuleState {
  /** server time at which it began to hold; 0 = it does not */
  since: number
  /** events at which it held, without a break */
  count: number
}

interface Memory {
  /** by severity; CLEAR for the clear rule */
  readonly rules: Map<string, RuleState>
  /** undefined = not asked yet */
  alarm: Alarm | null | undefined
  /** when the alarm was asked for */
  askedAt: number
  /** the message that was counted last: one that comes again after a crash is not counted again */
  lastMessage: string | null
}

type Verdict = 'TRUE' | 'FALSE' | 'NOT_YET'

/** What a look is for: a value that came, one that comes again after a crash, a new field, or only time. */
type News = 'VALUE' | 'AGAIN' | 'FIELD' | 'TIME'

/** milliseconds for which an alarm is taken as it was read: people acknowledge and clear alarms as well */
const alarmTrustedFor = 5_000
/** milliseconds between two looks at rules that have a schedule */
const scheduleStep = 60_000

/** Evaluates the rules of one field, for each of its entities with a state of its own. */
export class AlarmWork {
  readonly #rules: AlarmRules

  constructor(rules: AlarmRules) {
    this.#rules = rules
  }

  async run(state: FieldState, occasion: Occasion, world: World): Promise<Outcome> {
    const memory = memoryOf(state)
    const look: Look = { state, now: occasion.now }
    const cause = causeOf(state, occasion)
    await this.#readAlarm(state, memory, world, occasion.now, cause)
    const news = newsOf(memory, occasion)
    const rule = this.#firstThatHolds(memory, look, news)
    if (rule !== null) {
      const reached = reachedBy(rule, memory, look)
      const result = await this.#raise(rule, state, memory, occasion, cause, world)
      stateOf(memory, 'CLEAR', true)
      return told(result, reached, world)
    }
    return this.#clear(memory, look, news, cause, world)
  }

  nextLook(state: FieldState, now: number): number | null {
    const memory = memoryOf(state)
    const { rules, clearRule } = this.#rules
    let next = Number.POSITIVE_INFINITY
    for (const rule of clearRule === null ? rules : [...rules, clearRule])
      next = Math.min(next, lookOf(rule, memory, { state, now }))
    return next === Number.POSITIVE_INFINITY ? null : next
  }

  saved(state: FieldState): JsonValue | undefined {
    const { rules, lastMessage } = memoryOf(state)
    const begun = [...rules].filter(([, { since, count }]) => since > 0 || count > 0)
    if (begun.length === 0) return undefined
    const counts = begun.some(([, { count }]) => count > 0)
    return {
      rules: Object.fromEntries(begun.map(([name, rule]) => [name, { ...rule }])),
      ...(counts && lastMessage !== null && { lastMessage }),
    }
  }

  restore(state: FieldState, saved: JsonValue): void {
    const memory = memoryOf(state)
    if (!isObject(saved) || !isObject(saved.rules)) return
    for (const [name, rule] of Object.entries(saved.rules)) {
      if (!isObject(rule)) continue
      memory.rules.set(name, { since: numberOf(rule.since) ?? 0, count: numberOf(rule.count) ?? 0 })
    }
    if (typeof saved.lastMessage === 'string') memory.lastMessage = saved.lastMessage
  }

  /** The alarm that is active; where somebody cleared it meanwhile, the rules begin anew. */
  async #readAlarm(
    state: FieldState,
    memory: Memory,
    { alarms }: World,
    now: number,
    cause: AlarmCause,
  ): Promise<void> {
    if (memory.alarm !== undefined && now - memory.askedAt < alarmTrustedFor) return
    const before = memory.alarm
    memory.alarm = await alarms.active(state.entity, this.#rules.type, cause)
    memory.askedAt = now
    if (before && memory.alarm?.id !== before.id) memory.rules.clear()
  }

  /** The most severe rule that holds; those that do not begin anew. */
  #firstThatHolds(memory: Memory, look: Look, news: News): CompiledRule | null {
    for (const rule of this.#rules.rules) {
      const verdict = judge(rule, memory, look, news)
      if (verdict === 'TRUE') return rule
      if (verdict === 'FALSE') stateOf(memory, nameOf(rule), true)
    }
    return null
  }

  async #raise(
    rule: CompiledRule,
    state: FieldState,
    memory: Memory,
    { now, isTimer }: Occasion,
    cause: AlarmCause,
    { alarms }: World,
  ): Promise<AlarmResult | null> {
    const severity = rule.severity as Severity
    const { alarm } = memory
    if (alarm) {
      const step = severities.indexOf(severity) - severities.indexOf(alarm.severity)
      // It never becomes less severe by itself, and time alone is no news.
      if (step > 0 || (step === 0 && isTimer)) return null
    }
    const latest = latestTsOf(state.args.values())
    const startTs = alarm?.startTs ?? (latest > 0 && latest <= now ? latest : now)
    const { type, propagate, propagateToOwner, propagateToTenant, propagateRelationTypes } = this.#rules
    const result = await alarms.raise(
      {
        type,
        originator: state.entity,
        severity,
        startTs,
        endTs: alarm ? Math.max(now, startTs) : startTs,
        details: detailsOf(rule, state, alarm ?? null),
        propagate,
        propagateToOwner,
        propagateToTenant,
        propagateRelationTypes,
      },
      cause,
    )
    memory.alarm = result.alarm
    memory.askedAt = now
    return result
  }

  async #clear(memory: Memory, look: Look, news: News, cause: AlarmCause, world: World): Promise<Outcome> {
    const { clearRule } = this.#rules
    const { alarm } = memory
    const { now } = look
    if (clearRule === null || !alarm) return nothing
    const verdict = judge(clearRule, memory, look, news)
    if (verdict === 'FALSE') stateOf(memory, 'CLEAR', true)
    if (verdict !== 'TRUE') return nothing
    const reached = reachedBy(clearRule, memory, look)
    memory.rules.clear()
    const result = await world.alarms.clear(alarm.id, now, detailsOf(clearRule, look.state, alarm), cause)
    memory.alarm = null
    memory.askedAt = now
    return result?.isCleared ? told(result, reached, world) : nothing
  }
}

function newsOf(memory: Memory, { updated, isTimer, messageId }: Occasion): News {
  if (isTimer) return 'TIME'
  const isAgain = messageId !== undefined && memory.lastMessage === messageId
  if (messageId !== undefined) memory.lastMessage = messageId
  if (isAgain) return 'AGAIN'
  return updated.length > 0 ? 'VALUE' : 'FIELD'
}

function memoryOf(state: FieldState): Memory {
  state.memory ??= { rules: new Map(), alarm: undefined, askedAt: 0, lastMessage: null } satisfies Memory
  return state.memory as Memory
}

function nameOf({ severity }: CompiledRule): string {
  return severity ?? 'CLEAR'
}

/** How far the rule is, from the beginning where that is asked for. */
function stateOf({ rules }: Memory, name: string, isNew = false): RuleState {
  const known = isNew ? undefined : rules.get(name)
  if (known !== undefined) return known
  const fresh = { since: 0, count: 0 }
  rules.set(name, fresh)
  return fresh
}

function judge(rule: CompiledRule, memory: Memory, look: Look, news: News): Verdict {
  const { condition } = rule
  const { state, now } = look
  const latest = latestTsOf(state.args.values())
  const at = news === 'TIME' || latest <= 0 ? now : latest
  if ((condition.hours !== null && !condition.hours(look, at)) || !condition.holds(look)) return 'FALSE'
  if (condition.type === 'SIMPLE') return 'TRUE'
  const reached = stateOf(memory, nameOf(rule))
  if (condition.type === 'DURATION') {
    if (reached.since === 0) reached.since = now
    return now - reached.since >= condition.required(look) ? 'TRUE' : 'NOT_YET'
  }
  if (news === 'TIME' || news === 'FIELD') return 'NOT_YET'
  if (news === 'VALUE') reached.count++
  return reached.count >= condition.required(look) ? 'TRUE' : 'NOT_YET'
}

/** When the rule may hold although nothing comes. */
function lookOf({ condition, ...rule }: CompiledRule, memory: Memory, look: Look): number {
  const { state, now } = look
  let next = Number.POSITIVE_INFINITY
  if (condition.hours !== null) next = now + scheduleStep
  const since = memory.rules.get(rule.severity ?? 'CLEAR')?.since ?? 0
  if (condition.type === 'DURATION' && since > 0) {
    const end = since + condition.required(look)
    if (end > now) next = Math.min(next, end)
  }
  for (const { argument, duration } of condition.noData) {
    const known = state.args.get(argument)
    if (known?.kind !== 'SINGLE') continue
    const end = known.ts + duration(look)
    if (end > now) next = Math.min(next, end)
  }
  return next
}

interface Reached {
  readonly repeats?: number
  readonly duration?: number
}

function reachedBy(rule: CompiledRule, memory: Memory, { now }: Look): Reached {
  const { since, count } = stateOf(memory, nameOf(rule))
  if (rule.condition.type === 'REPEATING') return { repeats: count }
  return rule.condition.type === 'DURATION' ? { duration: now - since } : {}
}

/** Text with the values of all arguments; what the alarm has already where the rule says nothing of it. */
function detailsOf(
  { details, dashboardId }: CompiledRule,
  state: FieldState,
  alarm: Alarm | null,
): JsonValue {
  if (details === null && dashboardId === null) return alarm === null ? {} : alarm.details
  return {
    ...(details !== null && { data: filledIn(details, state) }),
    ...(dashboardId !== null && { dashboardId }),
  }
}

function filledIn(text: string, { args }: FieldState): string {
  return text.replace(/\$\{([^}]*)\}/g, (written, name: string) => {
    const argument = args.get(name)
    return argument?.kind === 'SINGLE' ? (textFrom(argument.value) ?? 'null') : written
  })
}

function causeOf({ field, args }: FieldState, { messageId, flight, place }: Occasion): AlarmCause {
  const values = Object.fromEntries(
    [...args].flatMap(([name, argument]) => (argument.kind === 'SINGLE' ? [[name, argument.value]] : [])),
  )
  return {
    rule: field.stored.name,
    values,
    // Named by field and message, the same message changes the alarm once, however often it comes.
    ...(messageId !== undefined && { nodeId: field.stored.id, messageId }),
    ...(flight !== undefined && { flight }),
    ...(place && { place }),
  }
}

/** The message that tells chains of the alarm. */
function told(result: AlarmResult | null, { repeats, duration }: Reached, { tenantId }: World): Outcome {
  // In a flood of changes each is kept, but chains are not flooded as well.
  if (result === null || result.isShelved || (result.isGathered && result.isUpdated)) return nothing
  const kind = kindOf(result)
  if (kind === null) return nothing
  const data: JsonObject = alarmJson(result.alarm, tenantId)
  const metadata = {
    ...kind.metadata,
    ...(repeats !== undefined && { alarmConditionRepeats: String(repeats) }),
    ...(duration !== undefined && { alarmConditionDuration: String(duration) }),
  }
  return { is: 'ALARM', messageType: kind.type, data, metadata }
}

function kindOf(result: AlarmResult): { type: string; metadata: Record<string, string> } | null {
  if (result.isCreated) return { type: 'ALARM_CREATED', metadata: { isNewAlarm: 'true' } }
  if (result.isSeverityUpdated)
    return {
      type: 'ALARM_SEVERITY_UPDATED',
      metadata: { isExistingAlarm: 'true', isSeverityUpdated: 'true' },
    }
  if (result.isUpdated) return { type: 'ALARM_UPDATED', metadata: { isExistingAlarm: 'true' } }
  return result.isCleared ? { type: 'ALARM_CLEAR', metadata: { isClearedAlarm: 'true' } } : null
}
