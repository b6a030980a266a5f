/** The rules of a profile at work for one device (alarms.md 3.3 to 3.5). Knows no store and no clock. */
import { type Alarm, type Severity, severities } from '../rules/alarms.ts'
import { stringifyJson } from '../rules/json.ts'
import type { JsonObject, JsonValue } from '../rules/values.ts'
import type { CompiledRule, CompiledRuleSet, CompiledRules, DeviceWorld, OwnerValues } from './compile.ts'

/** What a rule asks for. Whoever carries it out tells the outcome by `became`. */
export interface Decision {
  readonly ruleSet: CompiledRuleSet
  readonly rule: CompiledRule
  /** the severity to raise to; null clears the alarm */
  readonly severity: Severity | null
  /** the alarm that is active; null where one is to be made */
  readonly alarm: Alarm | null
  /** null clears an alarm without touching its details */
  readonly details: JsonValue
  readonly startTs: number
  readonly endTs: number
  /** the metadata that tells how the condition came true */
  readonly metadata: Readonly<Record<string, string>>
  readonly values: JsonObject
}

/** A point in the life of a device's rules, to which a failed message goes back. */
export interface Saved {
  readonly values: readonly (JsonValue | undefined)[]
  readonly ts: number
  readonly counters: Float64Array
}

type Outcome = 'true' | 'false' | 'not yet'

/** of each rule: when its condition held last, for how long it has, how often */
const lastEventTs = 0
const duration = 1
const eventCount = 2
const width = 3

/** A device that is more ahead than this has a wrong clock: its durations run by ours. */
const clocksMayDiffer = 86_400_000

/** whose key changed: a look at one number per rule and key, so a message that no rule asks about costs next to nothing */
class Changed {
  #round = 0
  #rounds = new Float64Array(0)

  begin(slots: number): void {
    if (this.#rounds.length < slots) this.#rounds = new Float64Array(slots)
    this.#round++
  }
  add(slot: number): void {
    this.#rounds[slot] = this.#round
  }
  hasAny(slots: readonly number[]): boolean {
    for (let i = 0; i < slots.length; i++) if (this.#rounds[slots[i] as number] === this.#round) return true
    return false
  }
}

// Filled and read in one go, so one serves all devices.
const changed = new Changed()
const nothing: readonly Decision[] = []

export class DeviceRules implements DeviceWorld {
  readonly rules: CompiledRules
  readonly values: (JsonValue | undefined)[]
  /** of the last update; 0 = none yet */
  ts = 0
  readonly counters: Float64Array
  /** the active alarm of each rule set */
  readonly alarms: (Alarm | null)[]
  owners: OwnerValues = nobody

  constructor(rules: CompiledRules) {
    this.rules = rules
    this.values = new Array<JsonValue | undefined>(rules.slots).fill(undefined)
    this.counters = new Float64Array(rules.rules.length * width)
    this.alarms = rules.ruleSets.map(() => null)
  }

  /** Takes values as they are known at first, without looking at the rules. */
  know(of: ReadonlyMap<string, number>, values: JsonObject): void {
    for (const [key, slot] of of) {
      const value = Object.hasOwn(values, key) ? values[key] : undefined
      if (value !== undefined && value !== null) this.values[slot] = value
    }
  }

  /** New time series values of one point in time. */
  series(ts: number, values: JsonObject, now: number): readonly Decision[] {
    return this.#update(this.rules.series, ts, values, now)
  }

  /** New attribute values, of any scope. */
  attributes(ts: number, values: JsonObject, now: number): readonly Decision[] {
    return this.#update(this.rules.attributes, ts, values, now)
  }

  /** Attributes that are gone. */
  forget(keys: readonly string[], now: number): readonly Decision[] {
    changed.begin(this.rules.slots)
    let any = false
    for (const key of keys) {
      const slot = this.rules.attributes.get(key)
      if (slot === undefined) continue
      this.values[slot] = undefined
      changed.add(slot)
      any = true
    }
    return any ? this.#evaluate(now) : nothing
  }

  #update(of: ReadonlyMap<string, number>, ts: number, values: JsonObject, now: number): readonly Decision[] {
    changed.begin(this.rules.slots)
    const isNewTime = ts !== this.ts
    let any = false
    for (const key in values) {
      const slot = of.get(key)
      if (slot === undefined) continue
      const value = values[key]
      if (value === undefined || value === null) continue
      if (isNewTime || !isSame(this.values[slot], value)) {
        changed.add(slot)
        any = true
      }
      this.values[slot] = value
    }
    this.ts = ts
    return any ? this.#evaluate(now) : nothing
  }

  #evaluate(now: number): readonly Decision[] {
    let decisions: Decision[] | null = null
    for (const ruleSet of this.rules.ruleSets) {
      const decision = this.#decide(ruleSet, now, (rule) =>
        changed.hasAny(rule.slots) ? this.#onUpdate(rule, now) : null,
      )
      if (decision === null) continue
      decisions ??= []
      decisions.push(decision)
    }
    return decisions ?? nothing
  }

  /** Time has passed: conditions that must hold for a while may have done so. */
  tick(now: number): readonly Decision[] {
    return this.rules.ruleSets.flatMap(
      (ruleSet) => this.#decide(ruleSet, now, (rule) => this.#onTick(rule, now)) ?? [],
    )
  }

  /** Whether a condition holds that must do so for a while: only then a tick can change something. */
  get isRunning(): boolean {
    for (const { kind, index } of this.rules.rules)
      if (kind === 'DURATION' && this.counters[index * width + lastEventTs] !== 0) return true
    return false
  }

  /** The decision of alarms.md 3.5. `outcomeOf` answers null for a rule that has nothing to look at. */
  #decide(
    ruleSet: CompiledRuleSet,
    now: number,
    outcomeOf: (rule: CompiledRule) => Outcome | null,
  ): Decision | null {
    const { create, clear, index } = ruleSet
    for (const rule of create) {
      const outcome = outcomeOf(rule)
      if (outcome === 'false') this.#reset(rule)
      if (outcome !== 'true') continue
      if (clear !== null) this.#reset(clear)
      return this.#raise(ruleSet, rule, now)
    }
    const alarm = this.alarms[index] ?? null
    if (alarm === null || clear === null) return null
    const outcome = outcomeOf(clear)
    if (outcome === 'false') this.#reset(clear)
    if (outcome !== 'true') return null
    const decision = this.#decision(ruleSet, clear, alarm, {
      severity: null,
      startTs: alarm.startTs,
      endTs: now,
    })
    this.resetRuleSet(ruleSet)
    return decision
  }

  /** Never lowers a severity: then nothing happens, not even to the details. */
  #raise(
    ruleSet: CompiledRuleSet,
    rule: CompiledRule & { severity: Severity },
    now: number,
  ): Decision | null {
    const { severity } = rule
    const alarm = this.alarms[ruleSet.index] ?? null
    if (alarm === null) {
      const startTs = this.ts === 0 || this.ts > now ? now : this.ts
      return this.#decision(ruleSet, rule, null, { severity, startTs, endTs: startTs })
    }
    if (severities.indexOf(severity) > severities.indexOf(alarm.severity)) return null
    const { startTs } = alarm
    return this.#decision(ruleSet, rule, alarm, { severity, startTs, endTs: Math.max(now, startTs) })
  }

  #decision(
    ruleSet: CompiledRuleSet,
    rule: CompiledRule,
    alarm: Alarm | null,
    rest: Pick<Decision, 'severity' | 'startTs' | 'endTs'>,
  ): Decision {
    // A clear rule that says nothing about details leaves them as they are.
    const kept = alarm === null ? {} : rest.severity === null ? null : alarm.details
    const details = rule.details(this) ?? kept
    return { ruleSet, rule, alarm, details, metadata: this.#metadata(rule), values: rule.seen(this), ...rest }
  }

  #metadata({ kind, index }: CompiledRule): Record<string, string> {
    if (kind === 'REPEATING')
      return { alarmConditionRepeats: String(this.counters[index * width + eventCount]) }
    if (kind === 'DURATION')
      return { alarmConditionDuration: String(this.counters[index * width + duration]) }
    return {}
  }

  #onUpdate(rule: CompiledRule, now: number): Outcome {
    const ts = this.ts === 0 ? now : this.ts
    if (!rule.isActive(this, ts) || !rule.holds(this)) return 'false'
    if (rule.kind === 'SIMPLE') return 'true'
    const { counters } = this
    const at = rule.index * width
    const required = rule.required(this)
    if (rule.kind === 'REPEATING') {
      const count = (counters[at + eventCount] as number) + 1
      counters[at + eventCount] = count
      return count >= required ? 'true' : 'not yet'
    }
    const time = ts > now + clocksMayDiffer ? now : ts
    const last = counters[at + lastEventTs] as number
    if (last === 0) {
      counters[at + lastEventTs] = time
      counters[at + duration] = 0
    } else if (time > last) {
      counters[at + duration] = (counters[at + duration] as number) + time - last
      counters[at + lastEventTs] = time
    } else if (last > now) {
      // What was ahead of us is not, any more: waiting until it is reached would stop the rule.
      counters[at + lastEventTs] = time
    }
    return (counters[at + duration] as number) > required ? 'true' : 'not yet'
  }

  #onTick(rule: CompiledRule, now: number): Outcome {
    if (rule.kind !== 'DURATION') return 'not yet'
    const at = rule.index * width
    const last = this.counters[at + lastEventTs] as number
    if (last === 0) return 'false'
    if (!rule.isActive(this, now)) return 'false'
    const held = (this.counters[at + duration] as number) + Math.max(0, now - last)
    return held > rule.required(this) ? 'true' : 'not yet'
  }

  #reset({ index }: CompiledRule): void {
    this.counters.fill(0, index * width, (index + 1) * width)
  }

  resetRuleSet({ create, clear }: CompiledRuleSet): void {
    for (const rule of create) this.#reset(rule)
    if (clear !== null) this.#reset(clear)
  }

  /** The alarm of a rule set is now this one; null where none is active. */
  became(ruleSet: CompiledRuleSet, alarm: Alarm | null): void {
    this.alarms[ruleSet.index] = alarm
  }

  save(): Saved {
    return { values: this.values.slice(), ts: this.ts, counters: this.counters.slice() }
  }

  restore({ values, ts, counters }: Saved): void {
    for (let slot = 0; slot < values.length; slot++) this.values[slot] = values[slot]
    this.ts = ts
    this.counters.set(counters)
  }

  /** Whether a rule counted or forgot something since then. */
  hasCountedSince({ counters }: Saved): boolean {
    for (let i = 0; i < counters.length; i++) if (counters[i] !== this.counters[i]) return true
    return false
  }

  /** Takes over what another version of the same profile's rules knew: values by key, the rest by rule set and severity. */
  takeOver(before: DeviceRules): void {
    for (const kind of ['series', 'attributes', 'fields'] as const)
      for (const [key, slot] of this.rules[kind]) {
        const old = before.rules[kind].get(key)
        const value = old === undefined ? undefined : before.values[old]
        if (value !== undefined) this.values[slot] = value
      }
    this.ts = before.ts
    for (const ruleSet of this.rules.ruleSets) {
      const old = before.rules.ruleSets.find(({ json: { id } }) => id === ruleSet.json.id)
      if (old === undefined) continue
      for (const rule of rulesOf(ruleSet)) {
        const same = rulesOf(old).find(
          ({ severity, kind }) => severity === rule.severity && kind === rule.kind,
        )
        if (same === undefined) continue
        this.counters.set(
          before.counters.subarray(same.index * width, (same.index + 1) * width),
          rule.index * width,
        )
      }
    }
  }

  /** What a rule has counted. */
  countOf({ index }: CompiledRule): RuleCount {
    const [ts = 0, ms = 0, events = 0] = this.counters.subarray(index * width, (index + 1) * width)
    return { lastEventTs: ts, duration: ms, eventCount: events }
  }

  setCount({ index }: CompiledRule, { lastEventTs: ts, duration: ms, eventCount: events }: RuleCount): void {
    this.counters.set([ts, ms, events], index * width)
  }
}

export interface RuleCount {
  readonly lastEventTs: number
  readonly duration: number
  readonly eventCount: number
}

export function rulesOf({ create, clear }: CompiledRuleSet): readonly CompiledRule[] {
  return clear === null ? create : [...create, clear]
}

const nobody: OwnerValues = { customer: () => undefined, tenant: () => undefined }

function isSame(one: JsonValue | undefined, other: JsonValue): boolean {
  if (one === other) return true
  if (typeof one !== 'object' || one === null || typeof other !== 'object' || other === null) return false
  return stringifyJson(one) === stringifyJson(other)
}
