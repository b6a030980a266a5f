/** The JSON of a device profile's alarm rules (`profileData.alarms`), for who draws and writes it, and their state for a device. */
import type { RuleSetState } from '../alarm-rules/explain.ts'

export type {
  ConditionState,
  RuleSetState,
  RuleState,
  RuleVerdict,
  TestState,
} from '../alarm-rules/explain.ts'
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

/** Answer of `GET /api/weir/devices/:id/alarm-rules`: why nothing fires. Times are epoch ms. */
export interface DeviceAlarmRules {
  readonly deviceId: string
  readonly profile: { readonly id: string; readonly name: string }
  /** when it was so */
  readonly at: number
  /** a node that runs alarm rules is in a live chain; without one no rule ever fires */
  readonly isRun: boolean
  /**
   * NODE: what the running node knows · STORE: its counts as it wrote them down, with the stored values · VALUES: the stored
   * values alone, nothing counted, because no node has met the device since its start
   */
  readonly source: 'NODE' | 'STORE' | 'VALUES'
  /** the node that runs the rules; null for who may not see chains */
  readonly node: {
    readonly chainId: string
    readonly chainName: string
    readonly nodeId: string
    readonly nodeName: string
  } | null
  /** the time of the last values that the node saw; null = none yet */
  readonly lastValueAt: number | null
  /** rules of the profile that can't be read, and why */
  readonly problems: readonly string[]
  readonly alarmTypes: readonly RuleSetState[]
}
