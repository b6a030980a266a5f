/**
 * The file operations that the journal stands on, small enough that tests can answer them with a disk that tears writes,
 * fills up or loses power (faults.ts). Writing and flushing take callbacks, because they are the hot path.
 */
import fs from 'node:fs'
import { mkdir, readdir, rename, unlink } from 'node:fs/promises'
import { dirname } from 'node:path'
import { promisify } from 'node:util'

export type Done = (error: Error | null) => void

export interface OpenFile {
  /** Writes at a place in the file; may write less than asked, as write(2) does. */
  write(
    bytes: Uint8Array,
    offset: number,
    length: number,
    at: number,
    done: (error: Error | null, written: number) => void,
  ): void
  /** fdatasync(2): returns when everything written to this file is on the medium. */
  flush(done: Done): void
  /** Bytes read; 0 at the end of the file. */
  read(bytes: Uint8Array, offset: number, length: number, at: number): Promise<number>
  size(): Promise<number>
  truncate(length: number): Promise<void>
  close(): Promise<void>
}

/** `read` and `change` need the file to exist; `replace` makes it empty; `exclusive` fails with EEXIST when it exists. */
export type OpenPurpose = 'read' | 'change' | 'replace' | 'exclusive'

export interface FileOperations {
  /** Makes the directory and its parents, durably. */
  makeDirectory(path: string): Promise<void>
  list(directory: string): Promise<string[]>
  open(path: string, purpose: OpenPurpose): Promise<OpenFile>
  rename(from: string, to: string): Promise<void>
  remove(path: string): Promise<void>
  /** fsync(2) of a directory: files created or renamed in it keep their names through a power cut. */
  flushDirectory(path: string): Promise<void>
}

export const realFiles: FileOperations = {
  async makeDirectory(path) {
    const firstMade = await mkdir(path, { recursive: true })
    if (firstMade === undefined) return
    for (let made = path; made.length >= firstMade.length; made = dirname(made)) {
      await realFiles.flushDirectory(dirname(made))
    }
  },
  list: (directory) => readdir(directory),
  open: async (path, purpose) => new RealFile(await open(path, flags[purpose], 0o600)),
  rename,
  remove: unlink,
  async flushDirectory(path) {
    // Windows opens no directories, and its file systems log names themselves.
    if (process.platform === 'win32') return
    const descriptor = await open(path, 'r')
    try {
      await fsync(descriptor)
    } finally {
      await close(descriptor)
    }
  },
}

class RealFile implements OpenFile {
  readonly #descriptor: number

  constructor(descriptor: number) {
    this.#descriptor = descriptor
  }

  write(
    bytes: Uint8Array,
    offset: number,
    length: number,
    at: number,
    done: (error: Error | null, written: number) => void,
  ): void {
    fs.write(this.#descriptor, bytes, offset, length, at, done)
  }

  flush(done: Done): void {
    fs.fdatasync(this.#descriptor, done)
  }

  async read(bytes: Uint8Array, offset: number, length: number, at: number): Promise<number> {
    const { bytesRead } = await read(this.#descriptor, bytes, offset, length, at)
    return bytesRead
  }

  async size(): Promise<number> {
    return (await stat(this.#descriptor)).size
  }

  truncate(length: number): Promise<void> {
    return truncate(this.#descriptor, length)
  }

  close(): Promise<void> {
    return close(this.#descriptor)
  }
}

const flags: Record<OpenPurpose, string> = { read: 'r', change: 'r+', replace: 'w+', exclusive: 'wx+' }
const open = promisify(fs.open)
const close = promisify(fs.close)
const read = promisify(fs.read)
const stat = promisify(fs.fstat)
const truncate = promisify(fs.ftruncate)
const fsync = promisify(fs.fsync)

/** `flush` and a whole `write` for the paths that are not hot. */
export function flushed(file: OpenFile): Promise<void> {
  return new Promise((resolve, reject) => {
    file.flush((error) => (error === null ? resolve() : reject(error)))
  })
}

export function writeAll(
  file: OpenFile,
  bytes: Uint8Array,
  offset: number,
  length: number,
  at: number,
  done: Done,
): void {
  file.write(bytes, offset, length, at, (error, written) => {
    if (error !== null || written === length) done(error)
    else if (written === 0) done(new Error('the disk took no bytes and gave no reason'))
    else writeAll(file, bytes, offset + written, length - written, at + written, done)
  })
}

export function written(file: OpenFile, bytes: Uint8Array, at: number): Promise<void> {
  return new Promise((resolve, reject) => {
    writeAll(file, bytes, 0, bytes.length, at, (error) => (error === null ? resolve() : reject(error)))
  })
}

/** Fills as much as the file has; the number of bytes. */
export async function readAll(
  file: OpenFile,
  bytes: Uint8Array,
  length: number,
  at: number,
): Promise<number> {
  let filled = 0
  while (filled < length) {
    const count = await file.read(bytes, filled, length - filled, at + filled)
    if (count === 0) break
    filled += count
  }
  return filled
}

/** The system's name of an error (`ENOSPC`), or nothing. */
export function codeOf(error: unknown): string | undefined {
  return error instanceof Error && 'code' in error && typeof error.code === 'string' ? error.code : undefined
}
