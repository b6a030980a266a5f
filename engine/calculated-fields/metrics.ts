import { stringifyJson } from '../rules/json.ts'
import type { Scripts } from '../rules/needs.ts'
import { type JsonValue, numberOf } from '../rules/values.ts'
import { pointOf } from './arguments.ts'
import { InvalidField } from './field.ts'
import { rounded } from './numbers.ts'
import { choiceAt, type Json, objectAt, textAt } from './read.ts'
import { compiledScript } from './script.ts'

const functions = ['MIN', 'MAX', 'SUM', 'AVG', 'COUNT', 'COUNT_UNIQUE'] as const
export type AggregateFunction = (typeof functions)[number]

/** One number made of many values. */
export interface Metric {
  readonly name: string
  readonly function: AggregateFunction
  /** which values count: the arguments of one entity as a script sees them; null = all */
  readonly filter: ReturnType<typeof compiledScript> | null
  /** an argument by its name, or a script over the arguments of one entity */
  readonly input: { readonly key: string } | { readonly script: ReturnType<typeof compiledScript> }
  readonly defaultValue: number | null
}

export function readMetrics(configuration: Json, names: readonly string[], scripts: Scripts): Metric[] {
  const given = Object.entries(objectAt(configuration, 'metrics') ?? {})
  if (given.length === 0) throw new InvalidField('Metrics map cannot be empty.')
  return given.map(([name, metric]) => {
    if (typeof metric !== 'object' || metric === null)
      throw new InvalidField(`Metric “${name}” must be an object`)
    return readMetric(name, metric as Json, names, scripts)
  })
}

function readMetric(name: string, json: Json, names: readonly string[], scripts: Scripts): Metric {
  if (name.trim() === '') throw new InvalidField('A metric has no name')
  const input = objectAt(json, 'input')
  if (input === null) throw new InvalidField(`Metric “${name}” has no input`)
  const filter = textAt(json, 'filter')
  const { defaultValue = null } = json
  if (defaultValue !== null && !Number.isFinite(defaultValue))
    throw new InvalidField(`The default of metric “${name}” must be a number`)
  return {
    name,
    function: choiceAt(json, 'function', functions),
    filter: filter.trim() === '' ? null : compiledScript(scripts, filter, names),
    input: readInput(input, names, scripts),
    defaultValue: defaultValue as number | null,
  }
}

function readInput(json: Json, names: readonly string[], scripts: Scripts): Metric['input'] {
  if (choiceAt(json, 'type', ['key', 'function']) === 'function')
    return { script: compiledScript(scripts, textAt(json, 'function'), names) }
  const key = textAt(json, 'key')
  if (!names.includes(key)) throw new InvalidField(`Metric references unknown argument: '${key}'.`)
  return { key }
}

/** Sums up values as they come. Throws for what is no number where one is needed. */
export class Aggregate {
  readonly #function: AggregateFunction
  #count = 0
  #sum = 0
  #least = Number.POSITIVE_INFINITY
  #most = Number.NEGATIVE_INFINITY
  readonly #different = new Set<string>()

  constructor(how: AggregateFunction) {
    this.#function = how
  }

  add(value: JsonValue): void {
    if (this.#function === 'COUNT_UNIQUE') {
      const number = numberOf(value)
      this.#different.add(number === undefined ? stringifyJson(value) : String(number))
      return
    }
    this.#count++
    if (this.#function === 'COUNT') return
    const number = pointOf(value)
    if (Number.isNaN(number))
      throw new Error(`${stringifyJson(value).slice(0, 60)} is not a number to be summed up`)
    this.#sum += number
    this.#least = Math.min(this.#least, number)
    this.#most = Math.max(this.#most, number)
  }

  /** Undefined where nothing was added and the function needs something. */
  result(decimals: number | null, defaultValue: number | null): JsonValue | undefined {
    if (this.#function === 'COUNT_UNIQUE') return this.#different.size
    if (this.#function === 'COUNT') return this.#count
    if (this.#count === 0) return defaultValue === null ? undefined : rounded(defaultValue, decimals)
    return rounded(this.#number(), decimals)
  }

  #number(): number {
    switch (this.#function) {
      case 'MIN':
        return this.#least
      case 'MAX':
        return this.#most
      case 'AVG':
        return this.#sum / this.#count
      default:
        return this.#sum
    }
  }
}
