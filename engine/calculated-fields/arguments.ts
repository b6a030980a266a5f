/** The values of arguments, and how new ones change them. */
import type { EntityRef } from '../rules/message.ts'
import type { ScriptArgument } from '../rules/needs.ts'
import { type JsonValue, numberOf } from '../rules/values.ts'

/** One value with its time. */
export interface Single {
  readonly kind: 'SINGLE'
  readonly ts: number
  readonly value: JsonValue
  /** it stands for a value that there is none of */
  readonly isDefault: boolean
}

/** One value of each of several entities. */
export interface Group {
  readonly kind: 'GROUP'
  /** by id */
  readonly members: Map<string, Member>
}

export interface Member {
  readonly entity: EntityRef
  readonly ts: number
  readonly value: JsonValue
}

export type Argument = Single | Rolling | Group

/** The newest points of a time series, as numbers: at most `limit` of them, none older than `window` before now. */
export class Rolling {
  readonly kind = 'ROLLING'
  readonly limit: number
  readonly window: number
  readonly times: number[] = []
  readonly values: number[] = []

  constructor(limit: number, window: number) {
    this.limit = limit
    this.window = window
  }

  get size(): number {
    return this.times.length
  }

  get latestTs(): number {
    return this.times.at(-1) ?? -1
  }

  /** A point of the same time is replaced. */
  add(ts: number, value: JsonValue, now: number): void {
    const number = pointOf(value)
    let at = this.times.length
    while (at > 0 && (this.times[at - 1] as number) > ts) at--
    if (at > 0 && this.times[at - 1] === ts) this.values[at - 1] = number
    else if (at === this.times.length) {
      this.times.push(ts)
      this.values.push(number)
    } else {
      this.times.splice(at, 0, ts)
      this.values.splice(at, 0, number)
    }
    this.forget(now)
  }

  /** Drops what is too old by now, and the oldest points where there are too many. */
  forget(now: number): void {
    let first = Math.max(0, this.times.length - this.limit)
    const oldest = now - this.window
    while (first < this.times.length && (this.times[first] as number) < oldest) first++
    if (first === 0) return
    this.times.splice(0, first)
    this.values.splice(0, first)
  }

  /** As scripts get it, in a window that ends before `endTs`. */
  script(endTs: number): ScriptArgument {
    const values = this.times.map((ts, index) => ({ ts, value: this.values[index] as number }))
    return { type: 'TS_ROLLING', timeWindow: { startTs: Math.max(0, endTs - this.window), endTs }, values }
  }
}

/** A number as it is, true and false as 1 and 0, text that is a number; anything else is NaN. */
export function pointOf(value: JsonValue): number {
  const number = numberOf(value)
  if (number !== undefined) return number
  if (typeof value === 'boolean') return value ? 1 : 0
  if (typeof value === 'string' && value.trim() !== '') return Number(value)
  return Number.NaN
}

/** The single value after a new one came: an older one than is known changes nothing, the same object is answered. */
export function newerOf(known: Single | undefined, ts: number, value: JsonValue): Single {
  if (known !== undefined && !known.isDefault && ts < known.ts) return known
  return { kind: 'SINGLE', ts, value, isDefault: false }
}

/** Time of the newest value that really came; -1 where none did. */
export function latestTsOf(args: Iterable<Argument>): number {
  let latest = -1
  for (const argument of args) {
    if (argument.kind === 'SINGLE') {
      if (!argument.isDefault) latest = Math.max(latest, argument.ts)
    } else if (argument.kind === 'ROLLING') latest = Math.max(latest, argument.latestTs)
    else for (const { ts } of argument.members.values()) latest = Math.max(latest, ts)
  }
  return latest
}

export function isFilled(argument: Argument | undefined): boolean {
  if (argument === undefined) return false
  if (argument.kind === 'SINGLE') return true
  return argument.kind === 'ROLLING' ? argument.size > 0 : argument.members.size > 0
}

/** Rough bytes that an argument takes. */
export function weightOf(argument: Argument): number {
  if (argument.kind === 'SINGLE') return 64 + weightOfValue(argument.value)
  if (argument.kind === 'ROLLING') return 128 + 16 * argument.size
  let weight = 64
  for (const { value } of argument.members.values()) weight += 160 + weightOfValue(value)
  return weight
}

function weightOfValue(value: JsonValue): number {
  if (typeof value === 'string') return 2 * value.length
  return typeof value === 'object' && value !== null ? 2 * JSON.stringify(value).length : 8
}
