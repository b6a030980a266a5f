/**
 * Alarm rules as a device profile carries them (`profileData.alarms`, alarms.md 3.1), in their newest form. `readAlarmRules`
 * makes it of whatever is stored; forms from before 3.3 are brought up to it.
 */
import type { Severity } from '../rules/alarms.ts'

/** All rules about one type of alarm: when to raise it, how severe, when to clear it. */
export interface AlarmRuleSet {
  /** free text, unique in its profile; the state of the rules is kept under it */
  readonly id: string
  readonly alarmType: string
  /** tried from the most severe on */
  readonly createRules: { readonly [S in Severity]?: AlarmRule }
  readonly clearRule: AlarmRule | null
  readonly propagate: boolean
  readonly propagateToOwner: boolean
  readonly propagateToTenant: boolean
  /** empty = along every type of relation */
  readonly propagateRelationTypes: readonly string[]
}

export interface AlarmRule {
  readonly condition: AlarmCondition
  /** null = always */
  readonly schedule: Schedule | null
  /** text with `${key}` of the keys that the condition looks at; null = none */
  readonly alarmDetails: string | null
  readonly dashboardId: { readonly entityType: string; readonly id: string } | null
}

export interface AlarmCondition {
  /** all of them must hold; an empty list holds always */
  readonly condition: readonly ConditionFilter[]
  readonly spec: ConditionSpec
}

export interface ConditionFilter {
  readonly key: {
    readonly type: 'ATTRIBUTE' | 'TIME_SERIES' | 'ENTITY_FIELD' | 'CONSTANT'
    readonly key: string
  }
  readonly valueType: ValueType
  /** the left side of a CONSTANT, else null */
  readonly value: string | number | boolean | null
  readonly predicate: Predicate<ProfileThreshold>
}

export type ValueType = 'STRING' | 'NUMERIC' | 'BOOLEAN' | 'DATE_TIME'

export const stringOperations = [
  'EQUAL',
  'NOT_EQUAL',
  'STARTS_WITH',
  'ENDS_WITH',
  'CONTAINS',
  'NOT_CONTAINS',
  'IN',
  'NOT_IN',
] as const
export const numericOperations = [
  'EQUAL',
  'NOT_EQUAL',
  'GREATER',
  'LESS',
  'GREATER_OR_EQUAL',
  'LESS_OR_EQUAL',
] as const
export const booleanOperations = ['EQUAL', 'NOT_EQUAL'] as const
export const complexOperations = ['AND', 'OR'] as const

/** @typeParam T what the value is compared with, as JSON: of a profile, or of a calculated field */
export type Predicate<T> =
  | {
      readonly type: 'STRING'
      readonly operation: (typeof stringOperations)[number]
      readonly ignoreCase: boolean
      readonly value: T
    }
  | { readonly type: 'NUMERIC'; readonly operation: (typeof numericOperations)[number]; readonly value: T }
  | { readonly type: 'BOOLEAN'; readonly operation: (typeof booleanOperations)[number]; readonly value: T }
  | ComplexPredicate<T>

export interface ComplexPredicate<T> {
  readonly type: 'COMPLEX'
  readonly operation: (typeof complexOperations)[number]
  readonly predicates: readonly Predicate<T>[]
}

/** What a value is compared with: an attribute, or the default where that has nothing that fits. */
export interface ProfileThreshold {
  readonly defaultValue: string | number | boolean | null
  /** written by other tools; never used */
  readonly userValue?: string | number | boolean | null
  readonly dynamicValue: DynamicValue | null
}

export const dynamicSources = [
  'CURRENT_DEVICE',
  'CURRENT_CUSTOMER',
  'CURRENT_TENANT',
  'CURRENT_USER',
] as const

/** An attribute of the device, of its customer or of the tenant. */
export interface DynamicValue {
  readonly sourceType: (typeof dynamicSources)[number]
  readonly sourceAttribute: string
  /** where the source has none: look at the customer, then at the tenant */
  readonly inherit: boolean
}

export type ConditionSpec =
  | { readonly type: 'SIMPLE' }
  | { readonly type: 'DURATION'; readonly unit: DurationUnit; readonly predicate: ProfileThreshold }
  | { readonly type: 'REPEATING'; readonly predicate: ProfileThreshold }

export const durationUnits = [
  'NANOSECONDS',
  'MICROSECONDS',
  'MILLISECONDS',
  'SECONDS',
  'MINUTES',
  'HOURS',
  'DAYS',
] as const
export type DurationUnit = (typeof durationUnits)[number]

/** Times of day are milliseconds since local midnight; `endsOn` 0 = the end of the day. Days: 1 = Monday … 7 = Sunday. */
export type Schedule =
  | { readonly type: 'ANY_TIME' }
  | {
      readonly type: 'SPECIFIC_TIME'
      readonly timezone: string
      readonly daysOfWeek: readonly number[]
      readonly startsOn: number
      readonly endsOn: number
      /** an attribute with JSON text of such a schedule */
      readonly dynamicValue: DynamicValue | null
    }
  | {
      readonly type: 'CUSTOM'
      readonly timezone: string
      readonly items: readonly CustomScheduleItem[]
      readonly dynamicValue: DynamicValue | null
    }

export interface CustomScheduleItem {
  readonly enabled: boolean
  readonly dayOfWeek: number
  readonly startsOn: number
  readonly endsOn: number
}
