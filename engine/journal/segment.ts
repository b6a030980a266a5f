/**
 * A segment: one file of consecutive records, named after the position of its first one. It begins with, little endian:
 *
 *     magic         8 bytes  "WEIRJNL" and the format version
 *     salt          u32      the same in every segment of a journal
 *     first         u64      position of the first record
 *     previous end  u64      where the acknowledged records of the segment before end
 *     checksum      u32      CRC-32 of the above
 *
 * `first` is above `previous end` when a failing disk refused records in between; what of them reached the older file is
 * not read again. A previous end that the older file does not reach proves that acknowledged records are lost.
 */
import { join } from 'node:path'
import { crc32 } from 'node:zlib'
import { type FileOperations, flushed, type OpenFile, readAll, written } from './files.ts'

export const headerBytes = 32
const magic = Buffer.from('WEIRJNL\x01', 'latin1')
const namePattern = /^(\d{16})\.log$/
const indexSpacing = 64 * 1024

export interface SegmentHeader {
  readonly salt: number
  readonly first: number
  readonly previousEnd: number
}

export class Segment {
  readonly name: string
  readonly first: number
  readonly salt: number
  /** null when the header is damaged */
  readonly previousEnd: number | null
  /** bytes that are flushed; readers go no further */
  size: number
  readonly #positions: number[] = []
  readonly #offsets: number[] = []

  constructor(header: { salt: number; first: number; previousEnd: number | null }, size: number) {
    this.name = segmentName(header.first)
    this.first = header.first
    this.salt = header.salt
    this.previousEnd = header.previousEnd
    this.size = size
  }

  get isEmpty(): boolean {
    return this.size <= headerBytes
  }

  /** Remembers where a record begins, unless a neighbour within 64 KiB is known. Only the growing end is remembered. */
  remember(position: number, offset: number): void {
    const last = this.#offsets.at(-1) ?? headerBytes
    if (offset < last + indexSpacing) return
    this.#positions.push(position)
    this.#offsets.push(offset)
  }

  /** The nearest known record at or before a position. */
  nearest(position: number): { position: number; offset: number } {
    let low = 0
    let high = this.#positions.length
    while (low < high) {
      const middle = (low + high) >>> 1
      if ((this.#positions[middle] ?? 0) <= position) low = middle + 1
      else high = middle
    }
    if (low === 0) return { position: this.first, offset: headerBytes }
    return { position: this.#positions[low - 1] ?? 0, offset: this.#offsets[low - 1] ?? 0 }
  }
}

export function segmentName(first: number): string {
  return `${String(first).padStart(16, '0')}.log`
}

/** The first position that a file name tells, null when it is no segment's. */
export function firstOfName(name: string): number | null {
  const digits = namePattern.exec(name)?.[1]
  if (digits === undefined) return null
  const first = Number(digits)
  return Number.isSafeInteger(first) ? first : null
}

/** Makes the file with its header, durably with its name. On failure nothing is left open. */
export async function createSegment(
  files: FileOperations,
  directory: string,
  header: SegmentHeader,
): Promise<{ segment: Segment; file: OpenFile }> {
  const segment = new Segment(header, headerBytes)
  const file = await files.open(join(directory, segment.name), 'replace')
  try {
    await written(file, encodeHeader(header), 0)
    await flushed(file)
    await files.flushDirectory(directory)
  } catch (error) {
    await file.close().catch(() => {})
    await files.remove(join(directory, segment.name)).catch(() => {})
    throw error
  }
  return { segment, file }
}

function encodeHeader(header: SegmentHeader): Buffer {
  const bytes = Buffer.alloc(headerBytes)
  magic.copy(bytes)
  bytes.writeUInt32LE(header.salt, 8)
  writePosition(bytes, header.first, 12)
  writePosition(bytes, header.previousEnd, 20)
  bytes.writeUInt32LE(crc32(bytes.subarray(0, 28)), 28)
  return bytes
}

/** Null when the header is damaged, of another format, or speaks of another file. */
export async function readHeader(file: OpenFile, first: number): Promise<SegmentHeader | null> {
  const bytes = Buffer.alloc(headerBytes)
  const count = await readAll(file, bytes, headerBytes, 0).catch(() => 0)
  if (count < headerBytes) return null
  if (!bytes.subarray(0, 8).equals(magic)) return null
  if (bytes.readUInt32LE(28) !== crc32(bytes.subarray(0, 28))) return null
  if (readPosition(bytes, 12) !== first) return null
  return { salt: bytes.readUInt32LE(8), first, previousEnd: readPosition(bytes, 20) }
}

function writePosition(bytes: Buffer, position: number, offset: number): void {
  bytes.writeBigUInt64LE(BigInt(position), offset)
}

function readPosition(bytes: Buffer, offset: number): number {
  return Number(bytes.readBigUInt64LE(offset))
}
