/**
 * The writing side: gathers appends into groups, writes and flushes one group after the other, and answers for each record
 * only then. A failed write or flush ends the file it happened in (what the system forgot about it cannot be asked again:
 * "fsyncgate"); a new segment is tried with growing pauses until the disk works.
 */
import { join } from 'node:path'
import type { Clock, Logger } from '../rules/needs.ts'
import { type FileOperations, type OpenFile, writeAll } from './files.ts'
import { Group } from './group.ts'
import { type Appended, JournalFailed } from './journal.ts'
import { cutOff, type Recovered } from './recover.ts'
import { createSegment, type Segment } from './segment.ts'
import type { SegmentList } from './segment-list.ts'

const firstPauseMs = 100
const longestPauseMs = 2_000

export interface WriterParts {
  readonly name: string
  readonly directory: string
  readonly files: FileOperations
  readonly clock: Clock
  readonly log: Logger | undefined
  readonly segmentBytes: number
  readonly segments: SegmentList
  /** a group is on disk, and everyone in it has been told */
  readonly onFlushed: () => void
  /** a new segment has been begun, so an older one may be dropped */
  readonly onNewSegment: () => void
}

export class Writer {
  /** behind the newest flushed record */
  end: number
  /** position of the next append */
  next: number
  /** milliseconds, smoothed */
  lastFlushMs = 0
  /** why nothing can be appended at the moment */
  failed: JournalFailed | null = null
  readonly #parts: WriterParts
  readonly #segments: SegmentList
  readonly #salt: number
  readonly #spareGroups = [new Group(), new Group()]
  #gathering = new Group()
  #flushingBytes = 0
  #file: OpenFile | null
  #isBusy = false
  #isPumpDue = false
  #isRollDue = false
  #pauseMs = firstPauseMs
  #cancelRetry: (() => void) | null = null
  #isClosed = false
  #onIdle: (() => void) | null = null

  constructor(parts: WriterParts, recovered: Recovered) {
    this.#parts = parts
    this.#segments = parts.segments
    this.#salt = recovered.salt
    this.#file = recovered.file
    this.end = recovered.end
    this.next = recovered.next
    this.#gathering.begin(this.next)
  }

  get waitingBytes(): number {
    return this.#flushingBytes + this.#gathering.length
  }

  /** Makes a segment where recovery left none to go on in. A disk that refuses is retried like after any failure. */
  async start(): Promise<void> {
    if (this.#file !== null) return
    try {
      await this.#beginSegment(this.next)
    } catch (cause) {
      this.#fail(cause)
    }
  }

  /** The records share a group; one answer for all. The caller has asked `failed` before. */
  append(records: readonly Uint8Array[], done: Appended): void {
    this.#gathering.expect(done)
    for (const record of records) this.#gathering.add(record, this.#salt)
    this.#gathered()
  }

  appendOne(record: Uint8Array, done: Appended): void {
    this.#gathering.expect(done)
    this.#gathering.add(record, this.#salt)
    this.#gathered()
  }

  /** Closes the newest segment although nothing waits to be written, so that it can be dropped. */
  roll(): void {
    this.#isRollDue = true
    this.#pump()
  }

  /** All appends of one turn share a group, so that the first does not flush alone. */
  #gathered(): void {
    this.next = this.#gathering.end
    if (this.#isBusy || this.#isPumpDue) return
    this.#isPumpDue = true
    queueMicrotask(this.#startPump)
  }

  readonly #startPump = (): void => {
    this.#isPumpDue = false
    this.#pump()
  }

  /** Takes the next group to the disk, if one waits and the disk is free. */
  #pump(): void {
    if (this.#isBusy) return
    if (this.failed !== null || (!this.#gathering.isWaiting && !this.#isRollDue)) {
      this.#onIdle?.()
      return
    }
    this.#isBusy = true
    const group = this.#nextGroup()
    this.#flushingBytes = group.length
    const size = this.#segments.newest?.size ?? 0
    const isFull = this.#isRollDue || size + group.length > this.#parts.segmentBytes
    this.#isRollDue = false
    if (!isFull || this.#segments.newest?.isEmpty) {
      this.#write(group)
      return
    }
    this.#roll(group.first).then(
      () => this.#write(group),
      (cause) => this.#settle(group, cause),
    )
  }

  /** The group that gathered until now; another one gathers from now on. */
  #nextGroup(): Group {
    const group = this.#gathering
    this.#gathering = this.#spareGroups.pop() ?? new Group()
    this.#gathering.begin(this.next)
    return group
  }

  #write(group: Group): void {
    const file = this.#file
    const segment = this.#segments.newest
    if (group.length === 0 || file === null || segment === undefined) {
      this.#settle(group, group.length === 0 ? null : new Error('no segment is open'))
      return
    }
    const started = performance.now()
    const onFlushed = (failure: Error | null) => {
      if (failure === null) {
        this.lastFlushMs += (performance.now() - started - this.lastFlushMs) / 8
        segment.remember(group.first, segment.size)
        this.#segments.grow(segment, group.length)
        this.end = group.end
        this.#pauseMs = firstPauseMs
      }
      this.#settle(group, failure)
    }
    writeAll(file, group.buffer, 0, group.length, segment.size, (failure) => {
      if (failure === null) file.flush(onFlushed)
      else onFlushed(failure)
    })
  }

  #settle(group: Group, cause: unknown): void {
    this.#isBusy = false
    this.#flushingBytes = 0
    if (cause !== null) this.#fail(cause)
    // The disk works on the next group while the callers of this one do.
    else this.#pump()
    group.settle(cause === null ? null : this.failed)
    this.#spareGroups.push(group)
    if (cause === null) this.#parts.onFlushed()
  }

  async #roll(first: number): Promise<void> {
    const file = this.#file
    this.#file = null
    await file?.close().catch(() => {})
    await this.#beginSegment(first)
  }

  async #beginSegment(first: number): Promise<void> {
    const { files, directory } = this.#parts
    const header = { salt: this.#salt, first, previousEnd: this.end }
    const { segment, file } = await createSegment(files, directory, header)
    this.#file = file
    this.#segments.add(segment)
    this.#parts.onNewSegment()
  }

  /** Nothing that waits is acknowledged any more; the disk is tried again after a pause. */
  #fail(cause: unknown): void {
    const { name, log, clock } = this.#parts
    if (this.failed === null) {
      const reason = cause instanceof Error ? cause.message : String(cause)
      log?.error('The journal cannot write and refuses records until it can', { name, reason })
      this.failed = new JournalFailed(
        `The journal ${name} cannot write: ${reason}. It is tried again by itself; check the disk and its free space`,
        { cause },
      )
    }
    const { failed } = this
    const waiting = this.#nextGroup()
    process.nextTick(() => {
      waiting.settle(failed)
      this.#spareGroups.push(waiting)
    })
    this.#onIdle?.()
    if (this.#isClosed) return
    this.#cancelRetry = clock.after(this.#pauseMs, () => this.#retry())
    this.#pauseMs = Math.min(this.#pauseMs * 2, longestPauseMs)
  }

  #retry(): void {
    this.#isBusy = true
    this.#reopen().then(
      () => {
        this.#isBusy = false
        this.failed = null
        this.#parts.log?.info('The journal writes again', { name: this.#parts.name })
        this.#pump()
      },
      (cause) => {
        this.#isBusy = false
        this.#fail(cause)
      },
    )
  }

  /** Leaves the failed file behind, cut off at what was acknowledged, and begins a new segment. */
  async #reopen(): Promise<void> {
    const file = this.#file
    this.#file = null
    await file?.close().catch(() => {})
    const { newest } = this.#segments
    if (newest !== undefined) await this.#leave(newest)
    await this.#beginSegment(this.next)
  }

  async #leave(segment: Segment): Promise<void> {
    const { files, directory, log } = this.#parts
    const path = join(directory, segment.name)
    try {
      if (segment.isEmpty) {
        await files.remove(path)
        this.#segments.remove(segment)
        return
      }
      const file = await files.open(path, 'change')
      try {
        await cutOff(file, segment.size)
      } finally {
        await file.close()
      }
    } catch (cause) {
      // The header of the next segment says where this one ends, so what could not be cut off is not read.
      log?.warn('Could not cut off the failed end of a segment', { file: path, cause })
    }
  }

  /** Writes what waits, then closes the file. */
  async close(): Promise<void> {
    this.#isClosed = true
    this.#cancelRetry?.()
    if (this.#isBusy || this.#isPumpDue) {
      await new Promise<void>((resolve) => {
        this.#onIdle = resolve
      })
    }
    await this.#file?.close().catch(() => {})
  }
}
