import { join, resolve } from 'node:path'
import type { Clock, Logger } from '../rules/needs.ts'
import { CursorFile } from './cursor-file.ts'
import { DamageReport } from './damage.ts'
import { FileJournal } from './file-journal.ts'
import { type FileOperations, realFiles } from './files.ts'
import type { Journal } from './journal.ts'
import { type Processes, realProcesses, takeLock } from './lock.ts'
import { recover } from './recover.ts'

export interface JournalOptions {
  /** the folder of all journals; this one gets a folder of its own name inside */
  readonly dir: string
  /** letters, digits, `-` and `_` */
  readonly name: string
  readonly files?: FileOperations
  readonly processes?: Processes
  readonly clock?: Clock
  /** a segment is closed at about this size; 32 MiB, or a quarter of `maxBytes` where that is less */
  readonly segmentBytes?: number
  /** byte budget, which may change; appends above it fail with `JournalFull`. Default: no limit */
  readonly maxBytes?: number | (() => number)
  readonly log?: Logger
}

/**
 * Opens a journal, or makes it. Damaged files never stop it: what was lost is in `damage` and in the log. A disk that
 * refuses to write gives a journal that can be read, with `failed` set, and that heals when the disk does.
 * Throws `JournalInUse` when another process has it open, and what the system says when the folder cannot be used.
 */
export async function openJournal(options: JournalOptions): Promise<Journal> {
  const { name, log, files = realFiles, clock = systemClock, maxBytes: budget = Infinity } = options
  const maxBytes = typeof budget === 'function' ? budget : () => budget
  if (!/^[\w-]{1,64}$/.test(name)) {
    throw new TypeError(`"${name}" cannot name a journal: use up to 64 letters, digits, - and _`)
  }
  const directory = join(resolve(options.dir), name)
  const segmentBytes = Math.min(options.segmentBytes ?? 32 * 1024 * 1024, Math.floor(maxBytes() / 4))

  await files.makeDirectory(directory)
  const unlock = await takeLock(files, directory, options.processes ?? realProcesses)
  let cursorFile: CursorFile | undefined
  try {
    const cursors = await CursorFile.open(files, directory)
    cursorFile = cursors.file
    const { saved } = cursors
    const damage = new DamageReport(name, log)
    const recovered = await recover(files, directory, saved, damage, log)
    const parts = {
      name,
      directory,
      files,
      clock,
      log,
      segmentBytes,
      maxBytes,
      damage,
      cursorFile,
      saved,
      unlock,
    }
    const journal = new FileJournal(parts, recovered)
    await journal.start()
    return journal
  } catch (error) {
    await cursorFile?.close()
    await unlock()
    throw error
  }
}

const systemClock: Clock = {
  now: Date.now,
  after(ms, call) {
    const timer = setTimeout(call, ms).unref()
    return () => clearTimeout(timer)
  },
}
