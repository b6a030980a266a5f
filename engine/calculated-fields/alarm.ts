/** Alarm rules: raises an alarm while its conditions hold, and clears it when the clear rule does (alarms.md 4). */
import { Reader } from '../alarm-rules/conditions.ts'
import { severities } from '../rules/alarms.ts'
import type { Scripts } from '../rules/needs.ts'
import { readCondition } from './alarm-conditions.ts'
import { AlarmWork, type CompiledRule } from './alarm-work.ts'
import { InvalidField, type Plan } from './field.ts'
import { type Given, readArguments, refuseRolling } from './read.ts'

/** The type of the alarm is the name of the field. */
export function readAlarm(given: Given): Plan {
  const { configuration, name } = given
  const specs = readArguments(given)
  refuseRolling(given, specs)
  const names = specs.map((spec) => spec.name)
  const reader = new Reader(configuration)
  const rules = readRules(reader, names, given.scripts)
  const clearRule = readClearRule(reader, names, given.scripts)
  const propagation = readPropagation(reader)
  const [problem] = reader.problems
  if (problem !== undefined) throw new InvalidField(`${problem.path}: ${problem.message}`)
  if (rules.length === 0) throw new InvalidField('createRules must not be empty')
  const work = new AlarmWork({ type: name, rules, clearRule, ...propagation })
  return {
    arguments: specs,
    output: null,
    calculate: (state, occasion, world) =>
      world.alarms.inOrder(state.entity, () => work.run(state, occasion, world)),
    nextLook: (state, now) => work.nextLook(state, now),
    saved: (state) => work.saved(state),
    restore: (state, saved) => work.restore(state, saved),
  }
}

function readRules(reader: Reader, names: readonly string[], scripts: Scripts): CompiledRule[] {
  const given = reader.at('createRules')
  if (!given.isObject('createRules')) return []
  for (const severity of Object.keys(given.value as object))
    if (!severities.some((known) => known === severity))
      given.at(severity).wrong(`“${severity}” is no severity; use one of ${severities.join(', ')}`)
  return severities.flatMap((severity) => {
    const at = given.at(severity)
    const rule = at.isMissing ? null : readRule(at, names, scripts)
    return rule === null ? [] : [{ ...rule, severity }]
  })
}

function readClearRule(reader: Reader, names: readonly string[], scripts: Scripts): CompiledRule | null {
  const at = reader.at('clearRule')
  const rule = at.isMissing ? null : readRule(at, names, scripts)
  return rule === null ? null : { ...rule, severity: null }
}

function readRule(
  at: Reader,
  names: readonly string[],
  scripts: Scripts,
): Omit<CompiledRule, 'severity'> | null {
  if (!at.isObject('The rule')) return null
  const condition = readCondition(at.at('condition'), { names, scripts })
  const details = at.at('alarmDetails').text('alarmDetails')
  const dashboard = at.at('dashboardId')
  const dashboardId = dashboard.isMissing ? null : dashboard.at('id').text('The id of the dashboard')
  return condition === null ? null : { condition, details: details || null, dashboardId }
}

function readPropagation(reader: Reader) {
  return {
    propagate: reader.at('propagate').flag('propagate'),
    propagateToOwner: reader.at('propagateToOwner').flag('propagateToOwner'),
    propagateToTenant: reader.at('propagateToTenant').flag('propagateToTenant'),
    propagateRelationTypes: reader
      .at('propagateRelationTypes')
      .items('propagateRelationTypes')
      .flatMap((each) => each.text('A type of relation') ?? []),
  }
}
