import {
  type CompiledRules,
  compileRules,
  type DeviceProfileSummary,
  readAlarmRules,
} from '../../sdk/alarm-rules.ts'

export interface RulesOfProfile {
  readonly rules: CompiledRules
  /** what is wrong with rules that were left out, in words */
  readonly problems: readonly string[]
}

// A profile's settings are one object until something in them changes; all nodes share what is made of them.
const compiled = new WeakMap<object, RulesOfProfile>()

/** The alarm rules of a profile, compiled once. Those that can't be read are left out. */
export function rulesOfProfile({ name, profileData }: DeviceProfileSummary): RulesOfProfile {
  const known = compiled.get(profileData)
  if (known !== undefined) return known
  const { ruleSets, problems } = readAlarmRules(profileData.alarms)
  const made = {
    rules: compileRules(ruleSets),
    problems: problems.map(
      ({ path, message }) =>
        `An alarm rule of the device profile “${name}” is left out: ${message} (alarms${path})`,
    ),
  }
  compiled.set(profileData, made)
  return made
}
