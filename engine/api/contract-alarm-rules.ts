/** The JSON of a device profile's alarm rules (`profileData.alarms`), for who draws and writes it. */
export type {
  AlarmCondition,
  AlarmRule,
  AlarmRuleSet,
  ConditionFilter,
  ConditionSpec,
  CustomScheduleItem,
  DurationUnit,
  DynamicValue,
  Predicate,
  ProfileThreshold,
  Schedule,
  ValueType,
} from '../alarm-rules/rule-json.ts'
