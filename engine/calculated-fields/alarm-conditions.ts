/** The conditions of alarm rules as calculated fields write them: thresholds name arguments, and data may be missing. */
import {
  allOf,
  anyOf,
  type Condition,
  compilePredicate,
  type Filter,
  type Operand,
  type PredicateTree,
  Reader,
  readPredicate,
  type Test,
  textFrom,
  wholeFrom,
} from '../alarm-rules/conditions.ts'
import { millisecondsOf } from '../alarm-rules/durations.ts'
import { type DurationUnit, durationUnits } from '../alarm-rules/rule-json.ts'
import { compileSchedule, type Hours, readSchedule } from '../alarm-rules/schedule.ts'
import type { Scripts } from '../rules/needs.ts'
import type { JsonValue } from '../rules/values.ts'
import { scriptOf } from './script.ts'
import type { FieldState } from './state.ts'

/** A look at the arguments of a state at some moment. */
export interface Look {
  readonly state: FieldState
  /** epoch milliseconds of the server */
  readonly now: number
}

/** A value, or the argument that has it. */
interface Threshold {
  readonly staticValue: JsonValue | undefined
  readonly argument: string | null
}

export interface NoData {
  readonly argument: string
  /** milliseconds without a value */
  readonly duration: (look: Look) => number
}

export interface CompiledCondition {
  readonly type: 'SIMPLE' | 'DURATION' | 'REPEATING'
  readonly holds: Condition<Look>
  /** null = at any time */
  readonly hours: ((look: Look, ts: number) => boolean) | null
  /** milliseconds that it has to hold, or how often */
  readonly required: (look: Look) => number
  /** what is waited for to stay away */
  readonly noData: readonly NoData[]
}

interface Ground {
  /** names of the field's arguments */
  readonly names: readonly string[]
  readonly scripts: Scripts
}

/** Reads a condition; what is wrong is noted in the reader. */
export function readCondition(at: Reader, ground: Ground): CompiledCondition | null {
  if (!at.isObject('The condition')) return null
  const type = at.at('type').choice('The type of the condition', ['SIMPLE', 'DURATION', 'REPEATING'])
  const noData: NoData[] = []
  const holds = readExpression(at.at('expression'), ground, noData)
  if (holds === null) return null
  const hours = readHours(at.at('schedule'), ground)
  return { type, holds, hours, required: readRequired(at, type, ground), noData }
}

function readRequired(
  at: Reader,
  type: CompiledCondition['type'],
  ground: Ground,
): CompiledCondition['required'] {
  if (type === 'SIMPLE') return () => 0
  if (type === 'REPEATING') return wholeOf(readThreshold(at.at('count'), ground))
  const unit = at.at('unit').choice('The unit', durationUnits)
  return inMilliseconds(wholeOf(readThreshold(at.at('value'), ground)), unit)
}

function inMilliseconds(amount: (look: Look) => number, unit: DurationUnit): (look: Look) => number {
  return (look) => millisecondsOf(amount(look), unit)
}

function readThreshold(at: Reader, { names }: Ground): Threshold {
  if (!at.isObject('The value')) return { staticValue: undefined, argument: null }
  const staticValue = at.at('staticValue').scalar('staticValue')
  const name = at.at('dynamicValueArgument').text('dynamicValueArgument')
  if (staticValue === null && !name) at.wrong('Give a staticValue, or a dynamicValueArgument')
  if (name && staticValue === null && !names.includes(name)) at.wrong(`There is no argument “${name}”`)
  // The cloud takes the argument only where there is no value.
  return { staticValue: staticValue ?? undefined, argument: staticValue === null ? name : null }
}

function wholeOf({ staticValue, argument }: Threshold): (look: Look) => number {
  if (argument === null) {
    const fixed = wholeFrom(staticValue ?? null) ?? 0
    return () => fixed
  }
  return ({ state }) => {
    const value = singleOf(state, argument)
    const whole = value === undefined ? undefined : wholeFrom(value)
    if (whole === undefined)
      throw new Error(`No proper value found for argument ${argument}: it must be a whole number`)
    return whole
  }
}

function singleOf(state: FieldState, name: string): JsonValue | undefined {
  const argument = state.args.get(name)
  return argument?.kind === 'SINGLE' ? argument.value : undefined
}

function readExpression(at: Reader, ground: Ground, noData: NoData[]): Condition<Look> | null {
  if (!at.isObject('The expression')) return null
  const type = at.at('type').choice('The type of the expression', ['SIMPLE', 'TBEL'])
  if (type === 'TBEL') return readScriptCondition(at.at('expression'), ground)
  const members = at.at('filters').items('filters')
  if (members.length === 0) at.at('filters').wrong('The expression needs a filter at least')
  const filters = members.map((each) => readFilter(each, ground, noData)).filter((each) => each !== null)
  return at.at('operation').choice('The operation', ['AND', 'OR'], 'AND') === 'OR'
    ? anyOf(filters)
    : allOf(filters)
}

function readScriptCondition(at: Reader, { names, scripts }: Ground): Condition<Look> | null {
  try {
    const run = scriptOf(scripts, at.text('The expression') ?? '', names)
    return ({ state, now }) => {
      const result = run(state, now)
      if (typeof result !== 'boolean')
        throw new Error(`Condition expression returned non-boolean value: '${textFrom(result) ?? result}'`)
      return result
    }
  } catch (error) {
    at.wrong((error as Error).message)
    return null
  }
}

type NoDataPredicate = { readonly type: 'NO_DATA'; readonly duration: (look: Look) => number }
type Tree = PredicateTree<Threshold, NoDataPredicate>

function readFilter(at: Reader, ground: Ground, noData: NoData[]): Filter<Look> | null {
  if (!at.isObject('The filter')) return null
  const name = at.at('argument').text('The argument') ?? ''
  if (!ground.names.includes(name)) at.at('argument').wrong(`There is no argument “${name}”`)
  at.at('valueType').choice('valueType', ['STRING', 'NUMERIC', 'BOOLEAN', 'DATE_TIME'], 'STRING')
  const members = at.at('predicates').items('predicates')
  if (members.length === 0) at.at('predicates').wrong('The filter needs a predicate at least')
  const predicates = members.map((each) =>
    readPredicate<Threshold, NoDataPredicate>(
      each,
      (threshold) => readThreshold(threshold, ground),
      (other) => readNoData(other, ground),
    ),
  )
  const tests = predicates.filter((each) => each !== null).map((each) => testOf(each, name, noData))
  const isAny = at.at('operation').choice('The operation', ['AND', 'OR'], 'AND') === 'OR'
  return {
    value: ({ state }) => singleOf(state, name),
    test: isAny
      ? (value, look) => tests.some((test) => test(value, look))
      : (value, look) => tests.every((test) => test(value, look)),
  }
}

function readNoData(at: Reader, ground: Ground): NoDataPredicate | null {
  if (at.at('type').value !== 'NO_DATA') return null
  const unit = at.at('unit').choice('The unit', durationUnits)
  const amount = wholeOf(readThreshold(at.at('duration'), ground))
  return { type: 'NO_DATA', duration: inMilliseconds(amount, unit) }
}

function testOf(predicate: Tree, name: string, noData: NoData[]): Test<Look> {
  return compilePredicate<Threshold, Look, NoDataPredicate>(predicate, operandOf, ({ duration }) => {
    noData.push({ argument: name, duration })
    return (_value, look) => {
      const argument = look.state.args.get(name)
      const required = duration(look)
      return argument?.kind === 'SINGLE' && required > 0 && look.now - argument.ts >= required
    }
  })
}

function operandOf({ staticValue, argument }: Threshold): Operand<Look> {
  return {
    fallback: staticValue,
    dynamic: argument === null ? null : ({ state }) => singleOf(state, argument),
  }
}

function readHours(at: Reader, { names }: Ground): CompiledCondition['hours'] {
  if (at.isMissing) return null
  if (!at.isObject('The schedule')) return null
  const own = readSchedule(at.at('staticValue'))
  if (own !== null) {
    if (own.type === 'ANY_TIME') return null
    const hours = compileSchedule(own)
    return (_look, ts) => hours(ts)
  }
  const name = at.at('dynamicValueArgument').text('dynamicValueArgument')
  if (!name) return null
  if (!names.includes(name)) at.wrong(`There is no argument “${name}”`)
  return hoursOfArgument(name)
}

/** A schedule that an argument has as JSON text; the last one is kept, since it hardly ever changes. */
function hoursOfArgument(name: string): (look: Look, ts: number) => boolean {
  let last: { text: string; hours: Hours } | undefined
  return ({ state }, ts) => {
    const text = textFrom(singleOf(state, name) ?? null) ?? ''
    if (last?.text !== text) last = { text, hours: hoursOfText(text, name) }
    return last.hours(ts)
  }
}

function hoursOfText(text: string, name: string): Hours {
  const reader = new Reader(parsed(text))
  const schedule = readSchedule(reader)
  if (schedule === null || reader.problems.length > 0)
    throw new Error(`Argument ${name} is no schedule: ${reader.problems[0]?.message ?? 'it is empty'}`)
  return compileSchedule(schedule)
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return text
  }
}
