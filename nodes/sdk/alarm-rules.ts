/** The alarm rules of device profiles, for the node that runs them. */
export {
  type CompiledRuleSet,
  type CompiledRules,
  compileRules,
  type OwnerValues,
  RuleFailure,
} from '../../engine/alarm-rules/compile.ts'
export { type Decision, DeviceRules } from '../../engine/alarm-rules/device-rules.ts'
export { knowStored } from '../../engine/alarm-rules/known-values.ts'
export { readAlarmRules } from '../../engine/alarm-rules/read.ts'
export { isRunningState, restoreState, stateJson } from '../../engine/alarm-rules/state-json.ts'
export { type AlarmCause, alarmJson } from '../../engine/rules/alarms.ts'
export type { DeviceProfileSummary } from '../../engine/rules/needs.ts'
