/** What the rules of a device have counted, as JSON that outlives a restart (alarms.md 3.6). */
import { isObject, type JsonObject, type JsonValue, numberOf, valueAt } from '../rules/values.ts'
import { type DeviceRules, type RuleCount, rulesOf } from './device-rules.ts'

export function stateJson(device: DeviceRules): JsonObject {
  const alarmStates: Record<string, JsonValue> = Object.create(null)
  for (const ruleSet of device.rules.ruleSets) {
    const createRuleStates: Record<string, JsonValue> = {}
    for (const rule of ruleSet.create) createRuleStates[rule.severity] = { ...device.countOf(rule) }
    const clearRuleState = ruleSet.clear === null ? null : { ...device.countOf(ruleSet.clear) }
    alarmStates[ruleSet.json.id] = { createRuleStates, clearRuleState }
  }
  return { alarmStates }
}

/** Takes up what was counted. Rules that are not there any more are passed over. */
export function restoreState(device: DeviceRules, json: JsonValue): void {
  const alarmStates = valueAt(json, 'alarmStates') ?? null
  for (const ruleSet of device.rules.ruleSets) {
    const state = valueAt(alarmStates, ruleSet.json.id) ?? null
    for (const rule of rulesOf(ruleSet)) {
      const created = valueAt(state, 'createRuleStates') ?? null
      const stored =
        rule.severity === null ? valueAt(state, 'clearRuleState') : valueAt(created, rule.severity)
      if (isObject(stored)) device.setCount(rule, countOf(stored))
    }
  }
}

/** Whether a stored state holds a condition that has begun to hold. */
export function isRunningState(json: JsonValue): boolean {
  const alarmStates = valueAt(json, 'alarmStates')
  if (!isObject(alarmStates)) return false
  return Object.values(alarmStates).some((state) => {
    const created = valueAt(state, 'createRuleStates')
    const counts = [
      ...(isObject(created) ? Object.values(created) : []),
      valueAt(state, 'clearRuleState') ?? null,
    ]
    return counts.some((count) => isObject(count) && countOf(count).lastEventTs > 0)
  })
}

function countOf(json: JsonObject): RuleCount {
  const whole = (key: string) => {
    const value = numberOf(json[key]) ?? 0
    return Number.isSafeInteger(value) && value > 0 ? value : 0
  }
  return { lastEventTs: whole('lastEventTs'), duration: whole('duration'), eventCount: whole('eventCount') }
}
