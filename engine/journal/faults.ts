/**
 * A disk in memory that fails on command, for tests: it fills up, returns errors, flushes slowly, and loses power. After a
 * power cut only what was flushed is certain; of later writes any 4 KiB page may be there, missing or torn, and a file's
 * name only what its directory's flush made certain. A failed flush forgets what it should have written ("fsyncgate").
 */
import { basename, dirname } from 'node:path'
import type { Done, FileOperations, OpenFile, OpenPurpose } from './files.ts'

const pageBytes = 4096

export type Operation = 'open' | 'write' | 'flush' | 'truncate' | 'read' | 'remove' | 'flushDirectory'

interface Change {
  readonly at: number
  readonly bytes: Uint8Array | null
}

class Content {
  live: Buffer = Buffer.alloc(0)
  flushed: Buffer = Buffer.alloc(0)
  unflushed: Change[] = []
}

export class FaultyDisk {
  /** bytes that still fit; a write beyond is cut short, then refused with ENOSPC */
  free = Infinity
  flushes = 0
  #names = new Map<string, Content>()
  #durableNames = new Map<string, Content>()
  #faults: { operation: Operation; code: string; times: number; on: string }[] = []
  #heldFlushes: (() => void)[] | null = null
  #power = {}

  /** File operations until the next power cut; later ones through it never answer. */
  get files(): FileOperations {
    return new DiskFiles(this, this.#power)
  }

  /** Lets an operation fail so many times, on files whose name begins so. */
  failNext(operation: Operation, code: string, times = 1, on = ''): void {
    this.#faults.push({ operation, code, times, on })
  }

  heal(): void {
    this.#faults = []
    this.free = Infinity
  }

  /** From now on flushes wait for `releaseFlushes`. */
  holdFlushes(): void {
    this.#heldFlushes ??= []
  }

  releaseFlushes(): void {
    const held = this.#heldFlushes ?? []
    this.#heldFlushes = null
    for (const flush of held) flush()
  }

  /** @param random numbers from 0 to 1 that decide what of the unflushed survives */
  cutPower(random: () => number): void {
    this.#power = {}
    this.#heldFlushes = null
    this.heal()
    const names = new Map<string, Content>()
    for (const name of new Set([...this.#names.keys(), ...this.#durableNames.keys()])) {
      const content = (random() < 0.5 ? this.#names : this.#durableNames).get(name)
      if (content !== undefined) names.set(name, content)
    }
    for (const content of new Set(names.values())) surviving(content, random)
    this.#names = names
    this.#durableNames = new Map(names)
  }

  /** What a file holds; undefined when there is none. */
  content(path: string): Buffer | undefined {
    return this.#names.get(path)?.live
  }

  /** Puts a file there, flushed, as if it had always been. */
  put(path: string, bytes: Uint8Array): void {
    const content = new Content()
    content.live = Buffer.from(bytes)
    content.flushed = Buffer.from(bytes)
    this.#names.set(path, content)
    this.#durableNames.set(path, content)
  }

  delete(path: string): void {
    this.#names.delete(path)
    this.#durableNames.delete(path)
  }

  list(directory: string): string[] {
    return [...this.#names.keys()].filter((path) => dirname(path) === directory).map((path) => basename(path))
  }

  /** A second disk with the same content. */
  copy(): FaultyDisk {
    const other = new FaultyDisk()
    for (const [path, content] of this.#names) other.put(path, content.live)
    return other
  }

  isPowered(power: object): boolean {
    return power === this.#power
  }

  fault(operation: Operation, path: string): Error | null {
    const fault = this.#faults.find(
      (one) => one.operation === operation && one.times > 0 && basename(path).startsWith(one.on),
    )
    if (fault === undefined) return null
    fault.times--
    return diskError(fault.code, operation, path)
  }

  find(path: string): Content | undefined {
    return this.#names.get(path)
  }

  add(path: string): Content {
    const content = new Content()
    this.#names.set(path, content)
    return content
  }

  rename(from: string, to: string): void {
    const content = this.#names.get(from)
    if (content === undefined) throw diskError('ENOENT', 'rename', from)
    this.#names.delete(from)
    this.#names.set(to, content)
  }

  remove(path: string): void {
    const content = this.#names.get(path)
    if (content === undefined) throw diskError('ENOENT', 'remove', path)
    this.#names.delete(path)
    this.free += content.live.length
  }

  flushNames(directory: string): void {
    for (const path of [...this.#durableNames.keys()]) {
      if (dirname(path) === directory && !this.#names.has(path)) this.#durableNames.delete(path)
    }
    for (const [path, content] of this.#names) {
      if (dirname(path) === directory) this.#durableNames.set(path, content)
    }
  }

  flush(content: Content, path: string, done: Done): void {
    const flush = () => {
      this.flushes++
      const fault = this.fault('flush', path)
      if (fault === null)
        for (const change of content.unflushed) content.flushed = applied(content.flushed, change)
      content.unflushed = []
      done(fault)
    }
    if (this.#heldFlushes === null) flush()
    else this.#heldFlushes.push(flush)
  }
}

class DiskFiles implements FileOperations {
  readonly #disk: FaultyDisk
  readonly #power: object

  constructor(disk: FaultyDisk, power: object) {
    this.#disk = disk
    this.#power = power
  }

  makeDirectory(): Promise<void> {
    return this.#do(() => {})
  }

  list(directory: string): Promise<string[]> {
    return this.#do(() => this.#disk.list(directory))
  }

  open(path: string, purpose: OpenPurpose): Promise<OpenFile> {
    return this.#do(() => {
      const fault = this.#disk.fault('open', path)
      if (fault !== null) throw fault
      let content = this.#disk.find(path)
      if (purpose === 'exclusive' && content !== undefined) throw diskError('EEXIST', 'open', path)
      if ((purpose === 'read' || purpose === 'change') && content === undefined) {
        throw diskError('ENOENT', 'open', path)
      }
      content ??= this.#disk.add(path)
      const file = new DiskFile(this.#disk, this.#power, content, path)
      if (purpose === 'replace') file.change({ at: 0, bytes: null })
      return file
    })
  }

  rename(from: string, to: string): Promise<void> {
    return this.#do(() => this.#disk.rename(from, to))
  }

  remove(path: string): Promise<void> {
    return this.#do(() => {
      const fault = this.#disk.fault('remove', path)
      if (fault !== null) throw fault
      this.#disk.remove(path)
    })
  }

  flushDirectory(path: string): Promise<void> {
    return this.#do(() => {
      const fault = this.#disk.fault('flushDirectory', path)
      if (fault !== null) throw fault
      this.#disk.flushNames(path)
    })
  }

  #do<T>(operation: () => T): Promise<T> {
    return whilePowered(this.#disk, this.#power, operation)
  }
}

class DiskFile implements OpenFile {
  readonly #disk: FaultyDisk
  readonly #power: object
  readonly #content: Content
  readonly #path: string

  constructor(disk: FaultyDisk, power: object, content: Content, path: string) {
    this.#disk = disk
    this.#power = power
    this.#content = content
    this.#path = path
  }

  write(
    bytes: Uint8Array,
    offset: number,
    length: number,
    at: number,
    done: (error: Error | null, written: number) => void,
  ): void {
    // What the caller does to the buffer before the write is over is the caller's fault, as on a real disk.
    setImmediate(() => {
      if (!this.#disk.isPowered(this.#power)) return
      const fault = this.#disk.fault('write', this.#path)
      if (fault !== null) return done(fault, 0)
      const growth = Math.max(0, at + length - this.#content.live.length)
      const fitting = length - Math.max(0, growth - this.#disk.free)
      if (fitting <= 0) return done(diskError('ENOSPC', 'write', this.#path), 0)
      this.#disk.free -= Math.min(growth, this.#disk.free)
      this.change({ at, bytes: Uint8Array.prototype.slice.call(bytes, offset, offset + fitting) })
      done(null, fitting)
    })
  }

  flush(done: Done): void {
    setImmediate(() => {
      if (!this.#disk.isPowered(this.#power)) return
      this.#disk.flush(this.#content, this.#path, done)
    })
  }

  read(bytes: Uint8Array, offset: number, length: number, at: number): Promise<number> {
    return this.#do(() => {
      const fault = this.#disk.fault('read', this.#path)
      if (fault !== null) throw fault
      const found = this.#content.live.subarray(at, at + length)
      bytes.set(found, offset)
      return found.length
    })
  }

  size(): Promise<number> {
    return this.#do(() => this.#content.live.length)
  }

  truncate(length: number): Promise<void> {
    return this.#do(() => {
      const fault = this.#disk.fault('truncate', this.#path)
      if (fault !== null) throw fault
      this.change({ at: length, bytes: null })
    })
  }

  close(): Promise<void> {
    return this.#do(() => {})
  }

  change(change: Change): void {
    this.#content.live = applied(this.#content.live, change)
    this.#content.unflushed.push(change)
  }

  #do<T>(operation: () => T): Promise<T> {
    return whilePowered(this.#disk, this.#power, operation)
  }
}

function whilePowered<T>(disk: FaultyDisk, power: object, operation: () => T): Promise<T> {
  return new Promise((resolve, reject) => {
    queueMicrotask(() => {
      if (!disk.isPowered(power)) return
      try {
        resolve(operation())
      } catch (error) {
        reject(error)
      }
    })
  })
}

function applied(content: Buffer, { at, bytes }: Change): Buffer {
  if (bytes === null) return Buffer.concat([content], at)
  const length = Math.max(content.length, at + bytes.length)
  const changed = length === content.length ? content : Buffer.concat([content], length)
  changed.set(bytes, at)
  return changed
}

function surviving(content: Content, random: () => number): void {
  let bytes = content.flushed
  for (const change of content.unflushed) {
    if (change.bytes === null) {
      if (random() < 0.5) bytes = applied(bytes, change)
      continue
    }
    for (let from = 0; from < change.bytes.length; ) {
      const place = change.at + from
      const length = Math.min(pageBytes - (place % pageBytes), change.bytes.length - from)
      const kept = random() < 0.4 ? length : random() < 0.5 ? 0 : Math.floor(random() * length)
      if (kept > 0) bytes = applied(bytes, { at: place, bytes: change.bytes.subarray(from, from + kept) })
      from += length
    }
  }
  content.live = Buffer.from(bytes)
  content.flushed = Buffer.from(bytes)
  content.unflushed = []
}

function diskError(code: string, operation: string, path: string): Error {
  return Object.assign(new Error(`${code}: ${operation} '${path}'`), { code })
}
