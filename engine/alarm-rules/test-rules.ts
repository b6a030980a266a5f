/** Short ways to write alarm rules in tests. */
import type { Alarm, Severity } from '../rules/alarms.ts'
import { compileRules } from './compile.ts'
import { type Decision, DeviceRules } from './device-rules.ts'
import { readAlarmRules } from './read.ts'

export const start = 1_700_000_000_000

export interface RuleText {
  /** `temperature > 30`, `attribute mode = on`: several are all to hold */
  readonly when: string | readonly string[]
  readonly spec?: object
  readonly schedule?: object | null
  readonly alarmDetails?: string
  readonly dashboardId?: unknown
}

const operations: Record<string, string> = {
  '>': 'GREATER',
  '<': 'LESS',
  '=': 'EQUAL',
  '!=': 'NOT_EQUAL',
  '>=': 'GREATER_OR_EQUAL',
}

/** A filter from text. `$name` compares with that attribute of the device, `$customer.name`, `$tenant.name`; `^` inherits. */
export function filter(text: string): object {
  const match = /^(?:(attribute|field|constant) )?(\S+) (>=|!=|[<>=]) (?:(\S+) or )?(\S+)$/.exec(text)
  if (match === null) throw new Error(`not a filter: ${text}`)
  const [, kind = 'series', key = '', sign = '', dynamic, value = ''] = match
  const type = { series: 'TIME_SERIES', attribute: 'ATTRIBUTE', field: 'ENTITY_FIELD', constant: 'CONSTANT' }[
    kind
  ]
  const isNumber = Number.isFinite(Number(value))
  const isBoolean = value === 'true' || value === 'false'
  const valueType = isNumber ? 'NUMERIC' : isBoolean ? 'BOOLEAN' : 'STRING'
  return {
    key: { type, key },
    valueType,
    value: kind === 'constant' ? (isNumber ? Number(key) : key) : null,
    predicate: {
      type: valueType,
      operation: operations[sign],
      ignoreCase: false,
      value: {
        defaultValue: isNumber ? Number(value) : isBoolean ? value === 'true' : value,
        userValue: null,
        dynamicValue: dynamic === undefined ? null : dynamicOf(dynamic),
      },
    },
  }
}

/** `$name`, `$customer.name`, `$tenant.name`, each with `^` behind it to inherit. */
export function dynamicOf(text: string): object {
  const match = /^\$(?:(customer|tenant)\.)?([^^]+)(\^?)$/.exec(text)
  if (match === null) throw new Error(`not a dynamic value: ${text}`)
  const [, owner = 'device', sourceAttribute, inherit] = match
  return { sourceType: `CURRENT_${owner.toUpperCase()}`, sourceAttribute, inherit: inherit === '^' }
}

export const lasting = (seconds: number, dynamic?: string) => ({
  type: 'DURATION',
  unit: 'SECONDS',
  predicate: { defaultValue: seconds, userValue: null, dynamicValue: dynamic ? dynamicOf(dynamic) : null },
})

export const repeating = (times: number, dynamic?: string) => ({
  type: 'REPEATING',
  predicate: { defaultValue: times, userValue: null, dynamicValue: dynamic ? dynamicOf(dynamic) : null },
})

export function rule({ when, spec = { type: 'SIMPLE' }, schedule = null, ...more }: RuleText): object {
  return { condition: { condition: [when].flat().map(filter), spec }, schedule, ...more }
}

/** Rules about one type of alarm, as a profile has them. */
export function ruleSet(
  create: { readonly [S in Severity]?: RuleText },
  clear?: RuleText,
  more: { readonly id?: string; readonly alarmType?: string } = {},
): object {
  return {
    id: 'rules',
    alarmType: 'Alarm',
    createRules: Object.fromEntries(Object.entries(create).map(([severity, text]) => [severity, rule(text)])),
    clearRule: clear === undefined ? null : rule(clear),
    propagate: false,
    propagateToOwner: false,
    propagateToTenant: false,
    propagateRelationTypes: null,
    ...more,
  }
}

/** The rules of a device, and a store of alarms that does what they decide. */
export class TestDevice {
  readonly rules: DeviceRules
  now = start
  #alarms = 0

  constructor(...ruleSets: object[]) {
    const { ruleSets: read, problems } = readAlarmRules(ruleSets)
    if (problems.length > 0) throw new Error(JSON.stringify(problems))
    this.rules = new DeviceRules(compileRules(read))
  }

  /** `ts` seconds after the start; what was decided is done and told in short: `CRITICAL`, `clear`. */
  sends(values: Record<string, string | number | boolean>, seconds = (this.now - start) / 1000): string[] {
    this.now = Math.max(this.now, start + seconds * 1000)
    return this.#do(this.rules.series(start + seconds * 1000, values, this.now))
  }

  /** Attributes of the device, at the time that is now. */
  has(values: Record<string, string | number | boolean>): string[] {
    return this.#do(this.rules.attributes(this.now, values, this.now))
  }

  loses(...keys: string[]): string[] {
    return this.#do(this.rules.forget(keys, this.now))
  }

  ticks(seconds: number): string[] {
    this.now = start + seconds * 1000
    return this.#do(this.rules.tick(this.now))
  }

  last: Decision | undefined

  #do(decisions: readonly Decision[]): string[] {
    return decisions.map((decision) => {
      this.last = decision
      const { ruleSet, severity, startTs, endTs, details, alarm } = decision
      if (severity === null) this.rules.became(ruleSet, null)
      else
        this.rules.became(ruleSet, {
          id: alarm?.id ?? `alarm ${++this.#alarms}`,
          severity,
          startTs,
          endTs,
          details,
        } as Alarm)
      return severity ?? 'clear'
    })
  }
}
