/** Calculated fields as they are kept, and what becomes of their configuration when it is read (alarms.md 4). */
import type { EntityRef, MessagePlace } from '../rules/message.ts'
import type { AttributeScope } from '../rules/needs.ts'
import type { JsonValue } from '../rules/values.ts'
import type { CalculatedField } from '../store/calculated-fields.ts'
import type { IntervalPlan } from './interval-plan.ts'
import type { FieldState } from './state.ts'
import type { World } from './world.ts'

/** One step along relations. */
export interface PathLevel {
  readonly direction: 'FROM' | 'TO'
  readonly relationType: string
}

/** Whose value an argument is. */
export type Source =
  | { readonly of: 'SELF' }
  | { readonly of: 'ENTITY'; readonly entity: EntityRef }
  /** the customer of the entity, or the tenant where it has none */
  | { readonly of: 'OWNER' }
  | { readonly of: 'RELATED'; readonly path: readonly PathLevel[] }

export interface ArgumentSpec {
  readonly name: string
  readonly source: Source
  readonly key: string
  readonly type: 'TS_LATEST' | 'TS_ROLLING' | 'ATTRIBUTE'
  /** of attributes */
  readonly scope: AttributeScope
  /** what it is while there is no value; undefined = it has to have one */
  readonly fallback: JsonValue | undefined
  /** of rolling ones: points at most, and milliseconds back from now */
  readonly limit: number
  readonly timeWindow: number
  /** the values of all entities of the source, not only of the first one that has any */
  readonly isGroup: boolean
}

export type Output =
  | {
      readonly type: 'TIME_SERIES'
      readonly immediate: {
        readonly ttl: number
        readonly history: boolean
        readonly latest: boolean
        readonly live: boolean
        readonly calculates: boolean
      } | null
    }
  | {
      readonly type: 'ATTRIBUTES'
      readonly scope: AttributeScope
      readonly immediate: {
        readonly saves: boolean
        readonly tells: boolean
        readonly onlyChanges: boolean
        readonly calculates: boolean
      } | null
    }

/** Why a field is calculated just now. */
export interface Occasion {
  /** epoch milliseconds of the server */
  readonly now: number
  /** arguments that got a value; empty when nothing did: the field is new, or it is time to look again */
  readonly updated: readonly string[]
  /** a timer of the field, as against data or a new field */
  readonly isTimer: boolean
  readonly messageId: string | undefined
  readonly flight?: number | undefined
  /** where the message comes from; absent where it is of another entity, whose messages have an order of their own */
  readonly place?: MessagePlace | null
}

/** What a calculation gives. */
export type Outcome =
  | { readonly is: 'NOTHING' }
  /** values as a message has them: {key: value}, {ts, values}, or a list of those */
  | { readonly is: 'VALUES'; readonly data: JsonValue; readonly to: readonly EntityRef[] }
  | {
      readonly is: 'ALARM'
      readonly messageType: string
      readonly data: JsonValue
      readonly metadata: Readonly<Record<string, string>>
    }

export const nothing: Outcome = { is: 'NOTHING' }

/** A field whose configuration is read: what it looks at and how it calculates. */
export interface Plan {
  readonly arguments: readonly ArgumentSpec[]
  /** null for alarm rules, which raise alarms instead */
  readonly output: Output | null
  /** May throw; the error is kept with the field. */
  calculate(state: FieldState, occasion: Occasion, world: World): Outcome | Promise<Outcome>
  /** Names of arguments without which it can't calculate; all of them when absent. */
  required?: readonly string[]
  /** Whether some arguments with values are enough. */
  readonly needsOnlySome?: boolean
  /** epoch ms at which the field is to be looked at again although nothing came; null = never */
  nextLook?(state: FieldState, now: number): number | null
  /** What has to outlive a restart, as JSON; undefined = nothing. */
  saved?(state: FieldState): JsonValue | undefined
  /** Takes back what `saved` gave. */
  restore?(state: FieldState, saved: JsonValue): void
  /** intervals of time that it sums up; such a field has no arguments in memory (aggregation.ts) */
  readonly intervals?: IntervalPlan
  /** Said when an entity of a group got another value. */
  replaced?(state: FieldState, argument: string, entity: EntityRef): void
  /** It hands results to related entities, so a new relation is a reason to calculate. */
  readonly followsRelations?: boolean
}

/** A field that runs. */
export interface Field {
  readonly stored: CalculatedField
  readonly plan: Plan
}

/** A field that can't be as it is given; the message says why, in the cloud's words where it has some. */
export class InvalidField extends Error {
  override readonly name = 'InvalidField'
}

/** Defaults of the cloud's tenant profile. */
export const limits = {
  /** alarm rules are not counted */
  fieldsPerEntity: 5,
  arguments: 10,
  rollingPoints: 1000,
  relationLevels: 2,
  /** characters of one value */
  value: 32 * 1024,
  /** entities that one argument gathers */
  group: 10_000,
  /** seconds */
  shortestInterval: 60,
} as const
