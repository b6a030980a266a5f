/**
 * What a durable queue promises to the rest of Weir. The local journal (open.ts) answers it with files; everything that
 * is acknowledged to a device, and everything that waits for the cloud or another peer, rests on this interface.
 *
 * A position is the number of a record: 0, 1, 2 … in order of append, stable across restarts and never given twice to
 * records that were acknowledged. Numbers rather than byte offsets, because then the distance of a cursor from the end is
 * the backlog in records, and out-of-order completions fit a bitmap (completion.ts). Numbers may skip: those of records
 * that a failing disk refused are not used again.
 */

/**
 * Called once. Without an error: the record (of `appendMany`: all of them) is on disk at `position`. With one: it was
 * not acknowledged, and `position` is -1; after a crash it may still turn up in a replay, so whoever appends again does
 * it under the same message id, and the reader recognises the second by that.
 */
export type Appended = (error: Error | null, position: number) => void

export interface JournalRecord {
  readonly position: number
  /** A view into a chunk of up to 256 KiB; copy what you keep for long. */
  readonly record: Uint8Array
}

export interface Cursor {
  readonly name: string
  /** Everything below is done; the next record to work on is this one. */
  readonly position: number
  /**
   * Moves on; a lower position changes nothing. Saved within a second and at close, not at once: after a crash the
   * last second is replayed. Throws `RangeError` for a position behind the end of the journal.
   */
  advance(position: number): void
}

/** Records that could not be read any more. Each loss is reported once, here and in the log. */
export interface Damage {
  /** name of the segment file; of a file that is gone, the name of the directory */
  readonly file: string
  /** first lost position */
  readonly from: number
  /** behind the last lost position; equal to `from` when the number of records is unknown */
  readonly to: number
  /** where in the file, and how many bytes were passed over */
  readonly offset: number
  readonly bytes: number
  /**
   * `tail`: what a crash left of the last group, which nobody is known to have been promised; not counted as lost.
   * `records`: checksum or length are wrong, reading went on behind. `missing`: the file or its end is gone.
   */
  readonly kind: 'tail' | 'records' | 'missing'
}

export interface Journal {
  /**
   * Copies the record and gathers it into the next group; `done` is called after the flush that covers it, in order of
   * append, never before `append` returns. Errors: `JournalFull`, `JournalFailed`, `JournalClosed`, `RecordTooLarge`.
   */
  append(record: Uint8Array, done: Appended): void
  /** Several records of one group; they are acknowledged together, with the position of the first. */
  appendMany(records: readonly Uint8Array[], done: Appended): void

  /** The cursor of this name; a new one stands at the oldest record. Segments stay until every cursor has passed. */
  cursor(name: string): Cursor
  /** Removes a cursor for good, so that it holds back no segments. */
  forgetCursor(name: string): void

  /** Flushed records from a position (or the oldest after it) to the end as it is when reached. */
  read(from: number): AsyncIterable<JournalRecord>
  /** The same in batches of one chunk, for replay at full speed. */
  readBatches(from: number): AsyncIterable<readonly JournalRecord[]>
  /** Calls after each group that was flushed. Returns the way to stop. */
  onFlushed(listener: () => void): () => void

  /** position of the oldest record kept */
  readonly first: number
  /** behind the newest flushed record */
  readonly end: number
  /** bytes on disk */
  readonly bytes: number
  readonly segments: number
  /** bytes that wait for a flush: the caller's measure for back-pressure */
  readonly waitingBytes: number
  /** milliseconds that a flush takes lately, smoothed */
  readonly lastFlushMs: number
  /** why appends are refused at the moment; it heals alone once the disk works again */
  readonly failed: Error | null
  /** losses found since the start, oldest first, the first 256 */
  readonly damage: readonly Damage[]
  /** acknowledged records lost in all of them, as far as countable */
  readonly lostRecords: number

  /** Flushes what waits, saves the cursors, gives the lock back. Appends fail from now on. */
  close(): Promise<void>
}

/** The byte budget is used up. Nothing was dropped: wait until a cursor moves on, or raise the budget. */
export class JournalFull extends Error {
  override readonly name = 'JournalFull'
}

/** The disk failed. `cause` is what it said; appends are refused until a retry succeeds. */
export class JournalFailed extends Error {
  override readonly name = 'JournalFailed'
}

export class JournalClosed extends Error {
  override readonly name = 'JournalClosed'
}

export class RecordTooLarge extends Error {
  override readonly name = 'RecordTooLarge'
}

/** Another process (or another part of this one) has the journal open. */
export class JournalInUse extends Error {
  override readonly name = 'JournalInUse'
}
