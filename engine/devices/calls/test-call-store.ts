/** Persistent calls in memory, for tests of calls and for the conformance runner; by the rules of store/calls.ts. */
import type { CallMove, CallStatus, CallStore, StoredCall } from '../../store/calls.ts'

export class MemoryCalls implements CallStore {
  readonly rows = new Map<string, { call: StoredCall; isOpen: boolean }>()
  /** set to make the database fail */
  failure: Error | null = null

  async add(call: StoredCall, most: number): Promise<'added' | 'repeated' | 'taken' | 'full'> {
    this.#admit()
    const known = this.rows.get(call.id)?.call
    if (known !== undefined)
      return known.deviceId === call.deviceId && known.method === call.method && known.params === call.params
        ? 'repeated'
        : 'taken'
    const isOpen = call.status !== 'EXPIRED'
    if (isOpen && this.#open().filter(({ deviceId }) => deviceId === call.deviceId).length >= most)
      return 'full'
    this.rows.set(call.id, { call, isOpen })
    return 'added'
  }

  async move(id: string, from: readonly CallStatus[], to: CallMove): Promise<StoredCall | null> {
    this.#admit()
    const row = this.rows.get(id)
    if (row === undefined || !row.isOpen || !from.includes(row.call.status)) return null
    const { isOpen, ...changed } = to
    const call = { ...row.call, ...changed }
    this.rows.set(id, { call, isOpen })
    return call
  }

  async reply(deviceId: string, requestId: number, response: string): Promise<StoredCall | null> {
    this.#admit()
    const found = this.#open().find(
      (call) => call.deviceId === deviceId && call.requestId === requestId && !call.isOneWay,
    )
    if (found === undefined) return null
    return this.move(found.id, [found.status], { status: 'SUCCESSFUL', isOpen: false, response })
  }

  async expire(now: number, limit: number): Promise<StoredCall[]> {
    this.#admit()
    const over = this.#open()
      .filter(({ expirationTime }) => expirationTime <= now)
      .slice(0, limit)
    const moved: StoredCall[] = []
    for (const { id, status } of over) {
      const call = await this.move(id, [status], { status: 'EXPIRED', isOpen: false })
      if (call !== null) moved.push(call)
    }
    return moved
  }

  async nextExpiry(): Promise<number | null> {
    this.#admit()
    const times = this.#open().map(({ expirationTime }) => expirationTime)
    return times.length === 0 ? null : Math.min(...times)
  }

  async open(deviceId: string, after: number, limit: number): Promise<StoredCall[]> {
    this.#admit()
    return this.#open()
      .filter((call) => call.deviceId === deviceId && call.requestId > after)
      .sort((one, other) => one.requestId - other.requestId)
      .slice(0, limit)
  }

  async devicesWithOpen(): Promise<{ deviceId: string; highest: number }[]> {
    const byDevice = Map.groupBy(this.#open(), ({ deviceId }) => deviceId)
    return [...byDevice].map(([deviceId, calls]) => ({
      deviceId,
      highest: Math.max(...calls.map(({ requestId }) => requestId)),
    }))
  }

  async get(id: string): Promise<StoredCall | null> {
    return this.rows.get(id)?.call ?? null
  }

  list(): never {
    throw new Error('Lists are tested on the database')
  }

  async remove(id: string): Promise<boolean> {
    return this.rows.delete(id)
  }

  async removeEnded(): Promise<number> {
    return 0
  }

  #open(): StoredCall[] {
    return [...this.rows.values()].filter(({ isOpen }) => isOpen).map(({ call }) => call)
  }

  #admit(): void {
    if (this.failure !== null) throw this.failure
  }
}
