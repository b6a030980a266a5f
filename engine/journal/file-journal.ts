/** The journal over files: budget, cursors, reading, and which segments may go. Writing is writer.ts. */
import { join } from 'node:path'
import type { Clock, Logger } from '../rules/needs.ts'
import type { CursorFile, SavedState } from './cursor-file.ts'
import { CursorSet } from './cursor-set.ts'
import type { DamageReport } from './damage.ts'
import type { FileOperations } from './files.ts'
import {
  type Appended,
  type Cursor,
  type Damage,
  type Journal,
  JournalClosed,
  JournalFull,
  type JournalRecord,
  RecordTooLarge,
} from './journal.ts'
import { readBatches } from './read.ts'
import { maxRecordBytes, recordOverhead } from './record.ts'
import type { Recovered } from './recover.ts'
import { SegmentList } from './segment-list.ts'
import { Writer } from './writer.ts'

export interface FileJournalParts {
  readonly name: string
  readonly directory: string
  readonly files: FileOperations
  readonly clock: Clock
  readonly log: Logger | undefined
  readonly segmentBytes: number
  readonly maxBytes: () => number
  readonly damage: DamageReport
  readonly cursorFile: CursorFile
  readonly saved: SavedState | null
  readonly unlock: () => Promise<void>
}

export class FileJournal implements Journal {
  readonly #parts: FileJournalParts
  readonly #segments: SegmentList
  readonly #writer: Writer
  readonly #cursors: CursorSet
  readonly #listeners = new Set<() => void>()
  #removing: Promise<void> = Promise.resolve()
  #isFull = false
  #isClosed = false

  constructor(parts: FileJournalParts, recovered: Recovered) {
    const { name, cursorFile, saved, clock, log } = parts
    this.#parts = parts
    this.#segments = new SegmentList(recovered.segments)
    const onFlushed = () => {
      for (const listener of this.#listeners) listener()
    }
    const onNewSegment = () => this.#dropPassed()
    this.#writer = new Writer({ ...parts, segments: this.#segments, onFlushed, onNewSegment }, recovered)
    this.#cursors = new CursorSet({
      journal: name,
      file: cursorFile,
      saved,
      salt: recovered.salt,
      clock,
      log,
      first: () => this.first,
      end: () => this.#writer.end,
      onSaved: () => this.#dropPassed(),
    })
  }

  async start(): Promise<void> {
    await this.#writer.start()
    await this.#cursors.save()
  }

  append(record: Uint8Array, done: Appended): void {
    const refusal = this.#refusal(record.length + recordOverhead, record.length)
    if (refusal === null) this.#writer.appendOne(record, done)
    else process.nextTick(done, refusal, -1)
  }

  appendMany(records: readonly Uint8Array[], done: Appended): void {
    let bytes = 0
    let longest = 0
    for (const record of records) {
      bytes += record.length + recordOverhead
      longest = Math.max(longest, record.length)
    }
    const refusal = this.#refusal(bytes, longest)
    if (refusal === null) this.#writer.append(records, done)
    else process.nextTick(done, refusal, -1)
  }

  #refusal(bytes: number, longest: number): Error | null {
    const { name } = this.#parts
    if (this.#isClosed) return new JournalClosed(`The journal ${name} is closed`)
    if (this.#writer.failed !== null) return this.#writer.failed
    if (longest > maxRecordBytes) {
      return new RecordTooLarge(
        `A record of ${longest} bytes does not fit the journal ${name}: it takes up to ${maxRecordBytes}`,
      )
    }
    if (this.bytes + this.waitingBytes + bytes > this.#parts.maxBytes()) return this.#full()
    return null
  }

  #full(): JournalFull {
    const { name, log } = this.#parts
    const maxBytes = this.#parts.maxBytes()
    if (!this.#isFull) log?.warn('The journal has used up its budget and refuses records', { name, maxBytes })
    this.#isFull = true
    return new JournalFull(
      `The journal ${name} has used up its ${maxBytes} bytes. Let what waits in it be worked off, or raise its budget`,
    )
  }

  cursor(name: string): Cursor {
    if (this.#cursors.position(name) === undefined) this.#cursors.set(name, this.first)
    const position = () => this.#cursors.position(name) ?? 0
    return {
      name,
      get position() {
        return position()
      },
      advance: (to) => this.#advance(name, to),
    }
  }

  #advance(name: string, to: number): void {
    if (!(to <= this.end)) {
      throw new RangeError(
        `cursor ${name} cannot move to ${to}: the journal ${this.#parts.name} ends at ${this.end}`,
      )
    }
    if (to <= (this.#cursors.position(name) ?? Number.POSITIVE_INFINITY)) return
    this.#cursors.set(name, to)
    if (this.#canDrop(this.#cursors.lowest)) this.#cursors.saveNow()
  }

  forgetCursor(name: string): void {
    this.#cursors.forget(name)
  }

  #canDrop(passed: number): boolean {
    const { oldest } = this.#segments
    if (oldest === undefined) return false
    const limit = this.#segments.limitOf(oldest)
    return limit === null ? this.#canRoll(passed) : limit <= passed
  }

  /** The newest segment is never dropped; one that has its size is closed first when everything in it is done. */
  #canRoll(passed: number): boolean {
    const size = this.#segments.newest?.size ?? 0
    return size >= this.#parts.segmentBytes && passed === this.end
  }

  /** Removes segments that every cursor has passed and will have passed after a crash. */
  #dropPassed(): void {
    const { files, directory, log } = this.#parts
    const { passed } = this.#cursors
    while (this.#segments.count > 1 && this.#canDrop(passed)) {
      const { oldest } = this.#segments
      if (oldest === undefined) break
      this.#segments.remove(oldest)
      this.#isFull = false
      const path = join(directory, oldest.name)
      this.#removing = this.#removing
        .then(() => files.remove(path))
        .catch((cause) => log?.warn('Could not remove a segment; the next start does', { file: path, cause }))
    }
    if (this.#segments.count === 1 && this.#canRoll(passed) && !this.#isClosed) this.#writer.roll()
  }

  async *read(from: number): AsyncGenerator<JournalRecord> {
    for await (const batch of this.readBatches(from)) yield* batch
  }

  readBatches(from: number): AsyncGenerator<JournalRecord[]> {
    const { files, directory, damage } = this.#parts
    return readBatches({ files, directory, damage, segments: this.#segments }, from)
  }

  onFlushed(listener: () => void): () => void {
    this.#listeners.add(listener)
    return () => this.#listeners.delete(listener)
  }

  get first(): number {
    return this.#segments.oldest?.first ?? this.#writer.next
  }

  get end(): number {
    return this.#writer.end
  }

  get bytes(): number {
    return this.#segments.bytes
  }

  get segments(): number {
    return this.#segments.count
  }

  get waitingBytes(): number {
    return this.#writer.waitingBytes
  }

  get lastFlushMs(): number {
    return this.#writer.lastFlushMs
  }

  get failed(): Error | null {
    return this.#writer.failed
  }

  get damage(): readonly Damage[] {
    return this.#parts.damage.entries
  }

  get lostRecords(): number {
    return this.#parts.damage.lostRecords
  }

  async close(): Promise<void> {
    if (this.#isClosed) return
    this.#isClosed = true
    await this.#writer.close()
    await this.#cursors.close()
    await this.#removing
    await this.#parts.unlock()
  }
}
