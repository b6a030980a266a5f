/**
 * Where the cursors stand, in two small files (`cursors.a`, `cursors.b`) that are written in turns, in place:
 *
 *     checksum  u32   CRC-32 of the text
 *     length    u32   bytes of the text
 *     text            JSON: generation, salt, start, end, cursors
 *
 * A torn write spoils one of the two; the other is a little older, which only means replay. In place, and in blocks taken
 * when the journal is opened, because on a full disk a cursor must still be able to move on: segments go only after the
 * `start` behind them is saved. (A copy-on-write file system wants a free block all the same; there segments wait for it.)
 * `end` is what was flushed at that moment: a journal found shorter than that has lost acknowledged records.
 */
import { join } from 'node:path'
import { crc32 } from 'node:zlib'
import { type FileOperations, flushed, type OpenFile, readAll, written } from './files.ts'

const names = ['cursors.a', 'cursors.b'] as const
const blockBytes = 4096
const headBytes = 8
const maxTextBytes = 1024 * 1024

export interface SavedState {
  readonly salt: number
  /** the oldest record that is still wanted */
  readonly start: number
  /** behind the newest flushed record */
  readonly end: number
  readonly cursors: ReadonlyMap<string, number>
}

export class CursorFile {
  readonly #slots: OpenFile[]
  #generation: number

  private constructor(slots: OpenFile[], generation: number) {
    this.#slots = slots
    this.#generation = generation
  }

  /** Opens or makes the two files; `saved` is null when neither holds anything whole. */
  static async open(
    files: FileOperations,
    directory: string,
  ): Promise<{ file: CursorFile; saved: SavedState | null }> {
    const slots: OpenFile[] = []
    let newest: (SavedState & { generation: number }) | null = null
    try {
      const present = new Set(await files.list(directory))
      for (const name of names) {
        const slot = await files.open(join(directory, name), present.has(name) ? 'change' : 'exclusive')
        slots.push(slot)
        await reserveBlock(slot)
        const state = await readState(slot)
        if (state !== null && (newest === null || state.generation > newest.generation)) newest = state
      }
      if (!names.every((name) => present.has(name))) await files.flushDirectory(directory)
    } catch (error) {
      for (const slot of slots) await slot.close().catch(() => {})
      throw error
    }
    return { file: new CursorFile(slots, newest?.generation ?? 0), saved: newest }
  }

  /** One save at a time. Rejects with what the disk said; then the state before is still there. */
  async save(state: SavedState): Promise<void> {
    const generation = this.#generation + 1
    const text = Buffer.from(JSON.stringify({ generation, ...state, cursors: [...state.cursors] }))
    const bytes = Buffer.alloc(Math.ceil((headBytes + text.length) / blockBytes) * blockBytes)
    bytes.writeUInt32LE(crc32(text), 0)
    bytes.writeUInt32LE(text.length, 4)
    text.copy(bytes, headBytes)
    const slot = this.#slots[generation % 2]
    if (slot === undefined) return
    await written(slot, bytes, 0)
    await flushed(slot)
    // Only now: a save that failed is repeated in the same file, and the good one is left alone.
    this.#generation = generation
  }

  async close(): Promise<void> {
    for (const slot of this.#slots) await slot.close().catch(() => {})
  }
}

/** Zeros behind what the file holds, up to a block. A full disk has none to give; then a later save takes it. */
async function reserveBlock(slot: OpenFile): Promise<void> {
  const size = await slot.size()
  if (size >= blockBytes) return
  const reserved = written(slot, Buffer.alloc(blockBytes - size), size).then(() => flushed(slot))
  await reserved.catch(() => {})
}

async function readState(slot: OpenFile): Promise<(SavedState & { generation: number }) | null> {
  const size = Math.min(await slot.size(), headBytes + maxTextBytes)
  const bytes = Buffer.alloc(size)
  const count = await readAll(slot, bytes, size, 0).catch(() => 0)
  if (count < headBytes) return null
  const length = bytes.readUInt32LE(4)
  if (headBytes + length > count) return null
  const text = bytes.subarray(headBytes, headBytes + length)
  if (length === 0 || crc32(text) !== bytes.readUInt32LE(0)) return null
  const { generation, salt, start, end, cursors } = JSON.parse(text.toString())
  return { generation, salt, start, end, cursors: new Map(cursors) }
}
