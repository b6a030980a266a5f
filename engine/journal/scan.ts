/**
 * Reads the records of one segment in chunks and gets past damage: where a record is not whole it looks, byte by byte, for
 * the next one that is, and tells what lies between.
 */
import { type OpenFile, readAll } from './files.ts'
import type { JournalRecord } from './journal.ts'
import { aheadOf, gapAt, groupAt, isWhole, lengthAt, maxRecordBytes, recordOverhead } from './record.ts'

const chunkBytes = 256 * 1024
const pageBytes = 4096

export interface ScanPlace {
  readonly position: number
  readonly offset: number
}

export class SegmentScan {
  /** the next record to read */
  position: number
  offset: number
  /** first position of the group that the last record read belongs to */
  group: number
  /** bytes of the file to look at; may grow between calls */
  until: number
  readonly #file: OpenFile
  readonly #salt: number
  readonly #onDamage: (from: ScanPlace, to: ScanPlace) => void
  readonly #chunkBytes: number

  /** @param onDamage called where reading goes on behind damaged records; the end of the file is not reported */
  constructor(
    file: OpenFile,
    salt: number,
    start: ScanPlace,
    until: number,
    onDamage: (from: ScanPlace, to: ScanPlace) => void,
    chunk: number = chunkBytes,
  ) {
    this.#file = file
    this.#salt = salt
    this.position = start.position
    this.offset = start.offset
    this.group = start.position
    this.until = until
    this.#onDamage = onDamage
    this.#chunkBytes = chunk
  }

  /**
   * The whole records of the next chunk, at least one; null when there is none before `until`. Then `offset` is behind
   * the last whole record, and bytes between it and `until` belong to none.
   */
  async next(): Promise<JournalRecord[] | null> {
    let wanted = this.#chunkBytes
    for (;;) {
      const available = this.until - this.offset
      if (available < recordOverhead) return null
      const { offset } = this
      const chunk = await this.#bytes(offset, Math.min(available, wanted))
      const records = this.#parse(chunk)
      if (records.length > 0) return records
      if (this.offset > offset) continue
      const size = this.#plausibleSize(chunk)
      if (size !== null && size > chunk.length) wanted = size
      else if (!(await this.#findNext())) return null
    }
  }

  #parse(chunk: Buffer): JournalRecord[] {
    const records: JournalRecord[] = []
    let at = 0
    while (chunk.length - at >= recordOverhead) {
      if (aheadOf(this.position, chunk, at, this.#salt) !== 0) break
      const gap = gapAt(chunk, at, this.#salt)
      if (gap !== null) {
        at += gap.bytes
        this.position += gap.records
        continue
      }
      const payload = at + recordOverhead
      const end = payload + lengthAt(chunk, at)
      if (end > chunk.length || !isWhole(chunk, at, end, this.#salt)) break
      this.group = groupAt(chunk, at, this.position)
      records.push({ position: this.position, record: chunk.subarray(payload, end) })
      this.position++
      at = end
    }
    this.offset += at
    return records
  }

  /** Size of the record that the chunk begins with, if its head can be believed. */
  #plausibleSize(chunk: Buffer): number | null {
    if (aheadOf(this.position, chunk, 0, this.#salt) !== 0) return null
    const length = lengthAt(chunk, 0)
    if (length > maxRecordBytes || this.offset + recordOverhead + length > this.until) return null
    return recordOverhead + length
  }

  async #findNext(): Promise<boolean> {
    const lostFrom = { position: this.position, offset: this.offset }
    let start = this.offset + 1
    while (this.until - start >= recordOverhead) {
      const chunk = await this.#bytes(start, Math.min(this.until - start, this.#chunkBytes))
      const candidates = chunk.length - recordOverhead
      for (let at = 0; at <= candidates; at++) {
        const offset = start + at
        const lost = aheadOf(lostFrom.position, chunk, at, this.#salt)
        // A record takes 16 bytes at least, so the bytes passed over bound how many can be lost.
        if (lost === 0 || lost * recordOverhead > offset - lostFrom.offset) continue
        const length = lengthAt(chunk, at)
        if (length > maxRecordBytes || offset + recordOverhead + length > this.until) continue
        if (!(await this.#isWholeAt(chunk, at, offset, recordOverhead + length))) continue
        this.position = lostFrom.position + lost
        this.offset = offset
        this.#onDamage(lostFrom, { position: this.position, offset })
        return true
      }
      start += candidates + 1
    }
    return false
  }

  async #isWholeAt(chunk: Buffer, at: number, offset: number, size: number): Promise<boolean> {
    if (at + size <= chunk.length) return isWhole(chunk, at, at + size, this.#salt)
    return isWhole(await this.#bytes(offset, size), 0, size, this.#salt)
  }

  /** Bytes that the medium refuses to give read as zeros, page by page, so that they count as damage like any other. */
  async #bytes(at: number, length: number): Promise<Buffer> {
    const bytes = Buffer.allocUnsafeSlow(length)
    try {
      const count = await readAll(this.#file, bytes, length, at)
      bytes.fill(0, count)
      return bytes
    } catch {
      bytes.fill(0)
      for (let from = 0; from < length; from += pageBytes) {
        const page = bytes.subarray(from, Math.min(from + pageBytes, length))
        await readAll(this.#file, page, page.length, at + from).catch(() => page.fill(0))
      }
      return bytes
    }
  }
}
