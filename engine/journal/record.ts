/**
 * A record on disk, little endian:
 *
 *     checksum  u32   CRC-32 of all that follows, begun with the journal's salt
 *     length    u32   bytes of the payload
 *     number    u32   low 32 bits of the position, xor salt
 *     group     u32   low 32 bits of the position of the first record that was flushed together with this one
 *     payload
 *
 * The number lets a reader that lost its way behind damaged bytes find the next whole record and know which one it is, so
 * that a loss is counted exactly. The group proves that everything in front of it was flushed before, and so tells a
 * write that a power cut tore (nobody was promised anything) from damage to acknowledged records.
 *
 * Payloads come from strangers: the salt is random per journal and never leaves it, so nobody can send a payload that a
 * lost reader would take for a record. Which checksum and why: docs/decisions/journal-checksum.md.
 *
 * A gap stands where a torn write left a hole in the last group: its length has the highest bit set and spans the hole,
 * `group` is the count of the positions in it, the checksum covers these 16 bytes only.
 */
import { crc32 } from 'node:zlib'

export const recordOverhead = 16
/** Longest payload; above it a length found on disk is taken for damage. */
export const maxRecordBytes = 16 * 1024 * 1024
const gapBit = 0x8000_0000

/** Writes the record and returns the offset behind it; the target must have room. */
export function encodeRecord(
  target: Buffer,
  offset: number,
  position: number,
  group: number,
  salt: number,
  payload: Uint8Array,
): number {
  const end = offset + recordOverhead + payload.length
  target.writeUInt32LE(payload.length, offset + 4)
  target.writeInt32LE(position ^ salt, offset + 8)
  target.writeInt32LE(group | 0, offset + 12)
  target.set(payload, offset + recordOverhead)
  target.writeUInt32LE(checksum(target, offset, end, salt), offset)
  return end
}

export function encodeGap(position: number, records: number, bytes: number, salt: number): Buffer {
  const head = Buffer.alloc(recordOverhead)
  head.writeUInt32LE(bytes - recordOverhead + gapBit, 4)
  head.writeInt32LE(position ^ salt, 8)
  head.writeUInt32LE(records, 12)
  head.writeUInt32LE(checksum(head, 0, recordOverhead, salt), 0)
  return head
}

/** The bytes and positions that a gap spans, null where there is none. */
export function gapAt(
  bytes: Buffer,
  offset: number,
  salt: number,
): { bytes: number; records: number } | null {
  const length = lengthAt(bytes, offset)
  if (length < gapBit || !isWhole(bytes, offset, offset + recordOverhead, salt)) return null
  return { bytes: length - gapBit + recordOverhead, records: bytes.readUInt32LE(offset + 12) }
}

export function lengthAt(bytes: Buffer, offset: number): number {
  return bytes.readUInt32LE(offset + 4)
}

/** How far the record's number is ahead of a position, modulo 2³². */
export function aheadOf(position: number, bytes: Buffer, offset: number, salt: number): number {
  return ((bytes.readInt32LE(offset + 8) ^ salt) - (position | 0)) >>> 0
}

/** First position of the group of the record that stands at a position. */
export function groupAt(bytes: Buffer, offset: number, position: number): number {
  return position - (((position | 0) - bytes.readInt32LE(offset + 12)) >>> 0)
}

export function isWhole(bytes: Buffer, offset: number, end: number, salt: number): boolean {
  return bytes.readUInt32LE(offset) === checksum(bytes, offset, end, salt)
}

function checksum(bytes: Buffer, offset: number, end: number, salt: number): number {
  return crc32(bytes.subarray(offset + 4, end), salt)
}
