import { closeSync, openSync, readFileSync, rmSync, writeSync } from 'node:fs'

/**
 * Keeps a second process out of a directory: PGlite has no lock that works, and two of it on the same files destroy
 * them. The file names its owner by process id and, where the system tells, when that process began, so that a lock
 * left by a killed process, even one whose id was given out again, is taken over.
 *
 * @returns the way to give it back
 * @throws when another process, or this one, has it
 */
export function lockDirectory(file: string): () => void {
  const mine = `${process.pid} ${startOf(process.pid)}`
  for (;;) {
    if (create(file, mine)) break
    const owner = read(file)
    if (owner !== null && isAlive(owner)) {
      throw new Error(
        `The data next to ${file} is in use by process ${owner.split(' ')[0]}. ` +
          'Stop that one first, or give this one a folder of its own (WEIR_DATA).',
      )
    }
    rmSync(file, { force: true })
  }
  return () => rmSync(file, { force: true })
}

function create(file: string, text: string): boolean {
  try {
    const descriptor = openSync(file, 'wx', 0o600)
    writeSync(descriptor, text)
    closeSync(descriptor)
    return true
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'EEXIST') return false
    throw error
  }
}

function read(file: string): string | null {
  try {
    return readFileSync(file, 'utf8')
  } catch {
    return null
  }
}

function isAlive(owner: string): boolean {
  const [pid = '', start = ''] = owner.split(' ')
  if (!/^\d+$/.test(pid)) return false
  try {
    process.kill(Number(pid), 0)
  } catch (error) {
    // a process of another user is alive all the same
    if ((error as NodeJS.ErrnoException).code !== 'EPERM') return false
  }
  return start === startOf(Number(pid))
}

/** When the process began, in the system's own count; empty where that can't be known. */
function startOf(pid: number): string {
  try {
    // the name of the program, in brackets, may hold anything; field 22 is the 20th after it
    const fields = readFileSync(`/proc/${pid}/stat`, 'utf8').split(') ').at(-1)?.split(' ') ?? []
    const [state] = fields
    // a killed process that nobody has buried yet holds nothing any more
    return state === 'Z' ? 'dead' : (fields[19] ?? '')
  } catch {
    return ''
  }
}
