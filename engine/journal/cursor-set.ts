import type { Clock, Logger } from '../rules/needs.ts'
import type { CursorFile, SavedState } from './cursor-file.ts'

const saveMs = 1_000

export interface CursorSetParts {
  readonly journal: string
  readonly file: CursorFile
  readonly saved: SavedState | null
  readonly salt: number
  readonly clock: Clock
  readonly log: Logger | undefined
  /** where the journal begins and ends now */
  readonly first: () => number
  readonly end: () => number
  /** the cursors are saved: what all of them have passed may go */
  readonly onSaved: () => void
}

/** The cursors of a journal in memory; saved within a second of a change, and one save at a time. */
export class CursorSet {
  readonly #parts: CursorSetParts
  readonly #positions: Map<string, number>
  #savedLowest = 0
  #cancelSave: (() => void) | null = null
  #saving: Promise<void> | null = null
  #isClosed = false

  constructor(parts: CursorSetParts) {
    this.#parts = parts
    this.#positions = new Map(parts.saved?.cursors)
  }

  position(name: string): number | undefined {
    return this.#positions.get(name)
  }

  set(name: string, position: number): void {
    this.#positions.set(name, position)
    this.#saveSoon()
  }

  forget(name: string): void {
    if (this.#positions.delete(name)) this.saveNow()
  }

  /** What every cursor has passed. Without any cursor nothing is. */
  get lowest(): number {
    let lowest = this.#positions.size === 0 ? 0 : this.#parts.end()
    for (const position of this.#positions.values()) if (position < lowest) lowest = position
    return lowest
  }

  /** What every cursor has passed and will have passed after a crash. */
  get passed(): number {
    return Math.min(this.#savedLowest, this.lowest)
  }

  saveNow(): void {
    if (this.#saving !== null) {
      this.#saveSoon()
      return
    }
    this.#saving = this.save().finally(() => {
      this.#saving = null
    })
  }

  async save(): Promise<void> {
    const { file, salt, first, end, log, journal, onSaved } = this.#parts
    const { lowest } = this
    try {
      const start = this.#positions.size === 0 ? first() : lowest
      await file.save({ salt, start, end: end(), cursors: new Map(this.#positions) })
    } catch (cause) {
      log?.warn('Could not save the cursors of the journal; it is tried again', { journal, cause })
      this.#saveSoon()
      return
    }
    this.#savedLowest = lowest
    onSaved()
  }

  #saveSoon(): void {
    if (this.#isClosed) return
    this.#cancelSave ??= this.#parts.clock.after(saveMs, () => {
      this.#cancelSave = null
      this.saveNow()
    })
  }

  async close(): Promise<void> {
    this.#isClosed = true
    this.#cancelSave?.()
    await this.#saving
    await this.save()
    await this.#parts.file.close()
  }
}
