import type { EntityRef } from '../rules/message.ts'
import type { JsonObject, JsonValue } from '../rules/values.ts'
import type { KeyDictionary } from './key-dictionary.ts'
import { arrayLiteral, TypedColumns } from './typed-columns.ts'

/** One call of `save`. */
export interface TelemetryEntry {
  readonly entity: EntityRef
  readonly ts: number
  readonly tie: number
  readonly values: JsonObject
  readonly isHistory: boolean
  readonly isLatest: boolean
  /** live views hear of it */
  readonly isLive: boolean
  /** epoch ms after which the rows may go; null = never */
  readonly expires: number | null
}

/** The keys of the entries that the dictionary doesn't remember. */
export function unknownKeys(entries: readonly TelemetryEntry[], keys: KeyDictionary): string[] {
  const unknown = new Set<string>()
  for (const { values } of entries) {
    for (const key in values) if (keys.known(key) === undefined) unknown.add(key)
  }
  return [...unknown]
}

/** Rows gathered column by column for one table; a row that comes a second time takes the place of the first. */
class Rows {
  readonly ids: string[] = []
  readonly keys: number[] = []
  readonly times: number[] = []
  readonly ties: number[] = []
  readonly expires: (number | 'null')[] = []
  #expire = false
  readonly values = new TypedColumns()

  add(id: string, key: number, { ts, tie, expires }: TelemetryEntry, value: JsonValue): number {
    this.ids.push(id)
    this.keys.push(key)
    this.times.push(ts)
    this.ties.push(tie)
    this.#setExpiry(this.expires.length, expires)
    this.values.add(value)
    return this.ids.length - 1
  }

  set(row: number, { ts, tie, expires }: TelemetryEntry, value: JsonValue): void {
    this.times[row] = ts
    this.ties[row] = tie
    this.#setExpiry(row, expires)
    this.values.set(row, value)
  }

  /** Whether the row is older than this moment: negative when it is, 0 when it is the same. */
  compare(row: number, ts: number, tie: number): number {
    return (this.times[row] ?? 0) - ts || (this.ties[row] ?? 0) - tie
  }

  /** Ids, keys, times, ties and the typed columns. */
  parameters(): string[] {
    const { ids, keys, times, ties, values } = this
    return [
      arrayLiteral(ids),
      arrayLiteral(keys),
      arrayLiteral(times),
      arrayLiteral(ties),
      ...values.literals(),
    ]
  }

  /** The times to expire; empty when no row has one. */
  expiries(): string {
    return arrayLiteral(this.#expire ? this.expires : [])
  }

  #setExpiry(row: number, expires: number | null): void {
    this.expires[row] = expires ?? 'null'
    if (expires !== null) this.#expire = true
  }
}

/** What goes into the two tables: history without double rows, and the newest row of each entity and key. */
export interface TelemetryRows {
  readonly history: Rows
  readonly latest: Rows
}

/**
 * Turns entries into rows. One statement can't touch a row twice, so of equal ones the last is kept. Whether a row was
 * there before is asked only of those that are not newer than all before them, which is rare.
 */
export function telemetryRows(entries: readonly TelemetryEntry[], keys: KeyDictionary): TelemetryRows {
  const history = new Rows()
  const latest = new Rows()
  const slots = new Map<string, number>()
  const newest = new Map<number, number>()
  const newestHistory = new Map<number, number>()
  /** for each history row, the one that was the newest of its entity and key before it */
  const before: number[] = []
  /** of an entity and key whose rows came out of order: all its rows by moment */
  const outOfOrder = new Map<number, Map<string, number>>()

  for (const entry of entries) {
    const id = entry.entity.id
    let slot = slots.get(id)
    if (slot === undefined) {
      slot = slots.size
      slots.set(id, slot)
    }
    for (const key in entry.values) {
      const keyId = keys.known(key)
      const value = entry.values[key]
      if (keyId === undefined || value === undefined) continue
      const place = slot * 0x8000_0000 + keyId
      if (entry.isHistory) addToHistory(place, id, keyId, entry, value)
      if (entry.isLatest) addToLatest(place, id, keyId, entry, value)
    }
  }
  return { history, latest }

  function addToLatest(
    place: number,
    id: string,
    keyId: number,
    entry: TelemetryEntry,
    value: JsonValue,
  ): void {
    const row = newest.get(place)
    if (row === undefined) newest.set(place, latest.add(id, keyId, entry, value))
    else if (latest.compare(row, entry.ts, entry.tie) <= 0) latest.set(row, entry, value)
  }

  function addToHistory(
    place: number,
    id: string,
    keyId: number,
    entry: TelemetryEntry,
    value: JsonValue,
  ): void {
    const last = newestHistory.get(place) ?? -1
    const isNewest = last < 0 || history.compare(last, entry.ts, entry.tie) < 0
    const moments = isNewest ? outOfOrder.get(place) : (outOfOrder.get(place) ?? momentsOf(place, last))
    const same = isNewest ? undefined : moments?.get(`${entry.ts} ${entry.tie}`)
    if (same !== undefined) {
      history.set(same, entry, value)
      return
    }
    const row = history.add(id, keyId, entry, value)
    moments?.set(`${entry.ts} ${entry.tie}`, row)
    if (!isNewest) return
    before[row] = last
    newestHistory.set(place, row)
  }

  function momentsOf(place: number, last: number): Map<string, number> {
    const moments = new Map<string, number>()
    for (let row = last; row >= 0; row = before[row] ?? -1) {
      moments.set(`${history.times[row]} ${history.ties[row]}`, row)
    }
    outOfOrder.set(place, moments)
    return moments
  }
}
