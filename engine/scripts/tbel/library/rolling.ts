/** Values of calculated fields: a rolling argument is the history of one key within a window of time. */

import { begin, spend } from '../../meter.ts'
import { fail } from '../failure.ts'
import { isMap, ScriptObject, type Value } from '../kinds.ts'
import { getEntry, mapOf } from '../map-keys.ts'
import { double, longOfNumber, toNumber } from '../numbers.ts'
import { textOf } from '../text.ts'
import { asBoolean, asItems, asLong } from './arguments.ts'
import { type Method, type Methods, method } from './define.ts'
import { dataByType, own, parseJsonText } from './json.ts'

interface Sample {
  /** epoch milliseconds */
  readonly ts: number
  readonly value: number
}

interface TimeWindow {
  /** epoch milliseconds, the first one that belongs to it */
  readonly start: number
  /** epoch milliseconds, the first one behind it */
  readonly end: number
}

class RollingArgument extends ScriptObject {
  readonly type = 'RollingArgument'
  readonly #window: TimeWindow
  readonly #samples: readonly Sample[]

  constructor(window: TimeWindow, samples: readonly Sample[]) {
    super()
    this.#window = window
    this.#samples = samples
  }

  static window(argument: RollingArgument): TimeWindow {
    return argument.#window
  }

  static samples(argument: RollingArgument): readonly Sample[] {
    return argument.#samples
  }

  /** The values, without those that are NaN unless they are asked for. Throws where the argument is empty. */
  static numbers(argument: RollingArgument, ignoreNaN: Value = true): number[] {
    if (argument.#samples.length === 0) fail('Rolling argument values are empty.')
    return RollingArgument.counted(argument, ignoreNaN)
  }

  static counted(argument: RollingArgument, ignoreNaN: Value = true): number[] {
    spend(argument.#samples.length)
    const values = argument.#samples.map(({ value }) => value)
    return asBoolean(ignoreNaN) ? values.filter((value) => !Number.isNaN(value)) : values
  }
}

/** One moment of several arguments that were merged. */
class MergedRow extends ScriptObject {
  readonly type = 'MergedRow'
  readonly #ts: number
  readonly #values: readonly number[]

  constructor(ts: number, values: readonly number[]) {
    super()
    this.#ts = ts
    this.#values = values
  }

  static ts(row: MergedRow): number {
    return row.#ts
  }

  static values(row: MergedRow): readonly number[] {
    return row.#values
  }

  static at(row: MergedRow, index: number): number {
    return (
      row.#values[index] ?? fail(`There is no value ${index + 1}; the row has ${row.#values.length} values`)
    )
  }
}

class MergedArguments extends ScriptObject {
  readonly type = 'MergedArguments'
  readonly #window: TimeWindow
  readonly #rows: readonly MergedRow[]

  constructor(window: TimeWindow, rows: readonly MergedRow[]) {
    super()
    this.#window = window
    this.#rows = rows
  }

  static window(merged: MergedArguments): TimeWindow {
    return merged.#window
  }

  static rows(merged: MergedArguments): readonly MergedRow[] {
    return merged.#rows
  }
}

function windowMap({ start, end }: TimeWindow): Value {
  return fixedMap([
    ['startTs', longOfNumber(start)],
    ['endTs', longOfNumber(end)],
  ])
}

function fixedMap(entries: readonly (readonly [string, Value])[]): Value {
  return Object.freeze(mapOf(entries))
}

function sampleMaps(argument: RollingArgument): readonly Value[] {
  const maps = RollingArgument.samples(argument).map(({ ts, value }) =>
    fixedMap([
      ['ts', longOfNumber(ts)],
      ['value', double(value)],
    ]),
  )
  return Object.freeze(maps)
}

const rowValues = (row: MergedRow) => Object.freeze(MergedRow.values(row).map((value) => double(value)))

dataByType.set('RollingArgument', (argument: RollingArgument) =>
  mapOf([
    ['type', 'TS_ROLLING'],
    ['timeWindow', windowMap(RollingArgument.window(argument))],
    ['values', sampleMaps(argument)],
  ]),
)
dataByType.set('MergedRow', (row: MergedRow) =>
  mapOf([
    ['ts', longOfNumber(MergedRow.ts(row))],
    ['values', rowValues(row)],
  ]),
)
dataByType.set('MergedArguments', (merged: MergedArguments) =>
  mapOf([
    ['timeWindow', windowMap(MergedArguments.window(merged))],
    ['values', MergedArguments.rows(merged)],
  ]),
)

function mean(numbers: readonly number[]): number {
  return total(numbers) / numbers.length
}

/** Standard deviation of the whole population. */
function deviation(numbers: readonly number[]): number {
  const middle = mean(numbers)
  return Math.sqrt(mean(numbers.map((one) => (one - middle) ** 2)))
}

function total(numbers: readonly number[]): number {
  return numbers.reduce((sum, one) => sum + one, 0)
}

/** Of numbers of which one at least is none the others have no extreme, and no place. */
function someOf(compute: (numbers: readonly number[]) => number): (numbers: readonly number[]) => number {
  return (numbers) => (numbers.length === 0 ? fail('Rolling argument values are empty.') : compute(numbers))
}

function extreme(sign: 1 | -1): (numbers: readonly number[]) => number {
  return (numbers) =>
    numbers.reduce((most, one) => (Number.isNaN(most) || one * sign <= most * sign ? most : one))
}

function median(numbers: readonly number[]): number {
  if (numbers.some(Number.isNaN)) return Number.NaN
  const ordered = [...numbers].sort((a, b) => a - b)
  const half = ordered.length >> 1
  const upper = ordered[half] as number
  return ordered.length % 2 === 1 ? upper : ((ordered[half - 1] as number) + upper) / 2
}

function statistic(compute: (numbers: readonly number[]) => number): Method {
  return method(0, 1, (argument: RollingArgument, ignoreNaN?: Value) =>
    double(compute(RollingArgument.numbers(argument, ignoreNaN))),
  )
}

/** The window that the settings of a merge ask for, as a map or as JSON text. */
function askedWindow(value: Value): TimeWindow | null {
  const asked = typeof value === 'string' ? parseJsonText(value) : value
  if (!isMap(asked)) return null
  const moment = (name: string) => Number(asLong(getEntry(asked, name)))
  return { start: moment('startTs'), end: moment('endTs') }
}

function merge(argument: RollingArgument, others: readonly Value[], settings?: Value): MergedArguments {
  const all = [argument, ...others].map((one) =>
    one instanceof RollingArgument ? one : fail('merge needs rolling arguments'),
  )
  const given = settings !== undefined && isMap(settings) ? settings : {}
  const ignoreNaN = textOf(getEntry(given, 'ignoreNaN') ?? true).toLowerCase() === 'true'
  const asked = askedWindow(getEntry(given, 'timeWindow'))
  const window = asked ?? {
    start: Math.min(...all.map((one) => RollingArgument.window(one).start)),
    end: Math.max(...all.map((one) => RollingArgument.window(one).end)),
  }
  const times = [...new Set(all.flatMap((one) => RollingArgument.samples(one).map(({ ts }) => ts)))].sort(
    (a, b) => a - b,
  )
  spend(times.length * all.length)
  // The last known value of each is carried forward.
  const last = all.map(() => Number.NaN)
  const next = all.map(() => 0)
  const rows: MergedRow[] = []
  for (const ts of times) {
    for (const [index, one] of all.entries()) {
      for (
        let sample = RollingArgument.samples(one)[next[index] as number];
        sample !== undefined && sample.ts <= ts;
      ) {
        last[index] = sample.value
        next[index] = (next[index] as number) + 1
        sample = RollingArgument.samples(one)[next[index] as number]
      }
    }
    if (asked !== null && (ts < asked.start || ts >= asked.end)) continue
    if (!ignoreNaN || !last.some(Number.isNaN)) rows.push(new MergedRow(ts, [...last]))
  }
  return new MergedArguments(window, rows)
}

const argumentMethods: Methods = {
  getType: method(0, 0, () => 'TS_ROLLING'),
  getTimeWindow: method(0, 0, (argument: RollingArgument) => windowMap(RollingArgument.window(argument))),
  getValues: method(0, 0, sampleMaps),
  getValue: method(0, 0, sampleMaps),
  getSize: method(0, 0, (argument: RollingArgument) => RollingArgument.samples(argument).length),
  max: statistic(someOf(extreme(1))),
  min: statistic(someOf(extreme(-1))),
  avg: statistic(mean),
  mean: statistic(mean),
  std: statistic(deviation),
  median: statistic(someOf(median)),
  sum: statistic(total),
  first: statistic(someOf((numbers) => numbers[0] as number)),
  last: statistic(someOf((numbers) => numbers.at(-1) as number)),
  count: method(
    0,
    1,
    (argument: RollingArgument, ignoreNaN?: Value) => RollingArgument.counted(argument, ignoreNaN).length,
  ),
  merge: method(1, 2, (argument: RollingArgument, other: Value, settings?: Value) =>
    merge(argument, [other], settings),
  ),
  mergeAll: method(1, 2, (argument: RollingArgument, others: Value, settings?: Value) =>
    merge(argument, asItems(others), settings),
  ),
}

const rowMethods: Methods = {
  getTs: method(0, 0, (row: MergedRow) => longOfNumber(MergedRow.ts(row))),
  getValues: method(0, 0, rowValues),
  ...Object.fromEntries(
    [0, 1, 2, 3, 4].map((index) => [
      `getV${index + 1}`,
      method(0, 0, (row: MergedRow) => double(MergedRow.at(row, index))),
    ]),
  ),
}

const mergedMethods: Methods = {
  getTimeWindow: method(0, 0, (merged: MergedArguments) => windowMap(MergedArguments.window(merged))),
  getValues: method(0, 0, (merged: MergedArguments) => Object.freeze([...MergedArguments.rows(merged)])),
  getSize: method(0, 0, (merged: MergedArguments) => MergedArguments.rows(merged).length),
}

export const rollingMethods: readonly [string, Methods][] = [
  ['RollingArgument', argumentMethods],
  ['MergedRow', rowMethods],
  ['MergedArguments', mergedMethods],
]

/** What a `foreach` over such a value runs over, null for other values. */
export function rollingItems(value: Value): readonly Value[] | null {
  if (value instanceof RollingArgument) return sampleMaps(value)
  return value instanceof MergedArguments ? MergedArguments.rows(value) : null
}

function rolling(data: Record<string, Value>): RollingArgument {
  const window = data.timeWindow as { startTs: number; endTs: number }
  const samples = (data.values as { ts: number; value: Value }[]).map(({ ts, value }) => ({
    ts,
    value: value === 'NaN' ? Number.NaN : toNumber(value),
  }))
  return new RollingArgument({ start: window.startTs, end: window.endTs }, samples)
}

/**
 * The variables of a calculated field: each argument by its name, and `ctx` with all of them where there is a single
 * value or a rolling one among them.
 */
export function argumentValues(args: Readonly<Record<string, Value>>): Map<string, Value> {
  begin()
  const values = new Map<string, Value>()
  const inContext: [string, Value][] = []
  let latest = -1
  for (const [name, given] of Object.entries(args)) {
    const type = isMap(given) ? given.type : undefined
    if (!isMap(given) || (type !== 'TS_ROLLING' && type !== 'SINGLE_VALUE')) {
      values.set(name, given)
      continue
    }
    const value = type === 'TS_ROLLING' ? rolling(given) : own(given.value)
    values.set(name, value)
    inContext.push([name, type === 'TS_ROLLING' ? value : Object.freeze(own(given))])
    latest = Math.max(
      latest,
      ...(type === 'TS_ROLLING'
        ? RollingArgument.samples(value as RollingArgument).map(({ ts }) => ts)
        : [given.ts as number]),
    )
  }
  if (inContext.length === 0) return values
  const latestTs = args.$latestTs ?? longOfNumber(latest)
  values.delete('$latestTs')
  return values.set(
    'ctx',
    fixedMap([
      ['args', fixedMap(inContext)],
      ['latestTs', latestTs],
    ]),
  )
}
