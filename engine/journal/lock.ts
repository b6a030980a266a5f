/**
 * One process per journal: the file `lock` names its holder. A holder that is dead loses it, also when its process id was
 * given to another since (after a reboot, or in a restarted container where every process is number 1). Processes in
 * different containers cannot see each other; two of them on one volume are not kept apart.
 */
import { randomUUID } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { codeOf, type FileOperations, flushed, readAll, written } from './files.ts'
import { JournalInUse } from './journal.ts'

export interface Holder {
  readonly pid: number
  /** tells apart processes that had the same id, null where the system does not say */
  readonly started: string | null
}

/** What the lock asks of the operating system. */
export interface Processes {
  readonly self: Holder
  isAlive(holder: Holder): boolean
}

/** Takes the lock of a directory and returns the way to give it back. Throws `JournalInUse`. */
export async function takeLock(
  files: FileOperations,
  directory: string,
  processes: Processes = realProcesses,
): Promise<() => Promise<void>> {
  const path = join(directory, 'lock')
  const mine = JSON.stringify({ ...processes.self, token: randomUUID() })
  for (;;) {
    if (await isWritten(files, path, mine)) break
    const found = await contentOf(files, path)
    if (found === null) continue
    if (isHeld(files, path, found, processes)) throw inUse(directory, holderOf(found))
    await removeStale(files, path, found, directory)
  }
  heldHere(files).set(path, mine)
  return async () => {
    heldHere(files).delete(path)
    if ((await contentOf(files, path)) === mine) await files.remove(path)
  }
}

async function isWritten(files: FileOperations, path: string, content: string): Promise<boolean> {
  try {
    const file = await files.open(path, 'exclusive')
    try {
      await written(file, Buffer.from(content), 0)
      await flushed(file)
    } finally {
      await file.close()
    }
    // Someone who saw the file before its text was in it may have taken it for a torn one.
    return (await contentOf(files, path)) === content
  } catch (error) {
    if (codeOf(error) === 'EEXIST') return false
    // A full disk holds no lock text, but must not keep the journal from being read and drained.
    if (codeOf(error) === 'ENOSPC') return true
    throw error
  }
}

/** Moves the file away before it is removed, so that of two who find it stale only one takes the place. */
async function removeStale(
  files: FileOperations,
  path: string,
  found: string,
  directory: string,
): Promise<void> {
  const aside = `${path}.${randomUUID()}`
  try {
    await files.rename(path, aside)
  } catch (error) {
    if (codeOf(error) === 'ENOENT') return
    throw error
  }
  const moved = await contentOf(files, aside)
  if (moved !== found) {
    await files.rename(aside, path)
    throw inUse(directory, holderOf(moved ?? ''))
  }
  await files.remove(aside)
}

async function contentOf(files: FileOperations, path: string): Promise<string | null> {
  try {
    const file = await files.open(path, 'read')
    try {
      const bytes = Buffer.alloc(1024)
      return bytes.toString('utf8', 0, await readAll(file, bytes, bytes.length, 0))
    } finally {
      await file.close()
    }
  } catch (error) {
    if (codeOf(error) === 'ENOENT') return null
    throw error
  }
}

function isHeld(files: FileOperations, path: string, content: string, processes: Processes): boolean {
  if (heldHere(files).get(path) === content && content !== '') return true
  const holder = holderOf(content)
  if (holder === null) return false
  // Our own id in a lock we do not hold: a process before us had the same number.
  return holder.pid !== processes.self.pid && processes.isAlive(holder)
}

/** Null when the text is torn, as a power cut leaves it. */
function holderOf(content: string): Holder | null {
  try {
    const { pid, started } = JSON.parse(content)
    return Number.isInteger(pid) && pid > 0
      ? { pid, started: typeof started === 'string' ? started : null }
      : null
  } catch {
    return null
  }
}

function inUse(directory: string, holder: Holder | null): JournalInUse {
  const who = holder === null ? 'another process' : `the process ${holder.pid}`
  return new JournalInUse(
    `The journal in ${directory} is open in ${who}. Stop that one first, or give this one a data directory of its own`,
  )
}

const held = new WeakMap<FileOperations, Map<string, string>>()

function heldHere(files: FileOperations): Map<string, string> {
  let paths = held.get(files)
  if (paths === undefined) {
    paths = new Map()
    held.set(files, paths)
  }
  return paths
}

export const realProcesses: Processes = {
  self: { pid: process.pid, started: startOf(process.pid) },
  isAlive(holder) {
    try {
      process.kill(holder.pid, 0)
    } catch (error) {
      // EPERM: it lives, and is someone else's.
      if (codeOf(error) !== 'EPERM') return false
    }
    return holder.started === null || holder.started === startOf(holder.pid)
  },
}

/** Boot and start time of a process, from proc(5); null where there is no /proc. */
function startOf(pid: number): string | null {
  try {
    const boot = readFileSync('/proc/sys/kernel/random/boot_id', 'utf8').trim()
    const status = readFileSync(`/proc/${pid}/stat`, 'latin1')
    // The program's name, in brackets, may hold spaces; the start time is the 20th field behind it.
    const started = status.slice(status.lastIndexOf(')') + 2).split(' ')[19]
    return `${boot}/${started}`
  } catch {
    return null
  }
}
