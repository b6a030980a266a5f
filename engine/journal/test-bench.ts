/** What the tests of the journal share: opening one on a disk that can fail, appending and reading text. */
import { ManualClock } from '../../test/support/clock.ts'
import type { Logger } from '../rules/needs.ts'
import type { FaultyDisk } from './faults.ts'
import type { Journal } from './journal.ts'
import { type JournalOptions, openJournal } from './open.ts'

export const folder = '/data/ingress'

export interface Opened {
  readonly journal: Journal
  readonly clock: ManualClock
  readonly logged: string[]
}

/** Opens the journal `ingress` on the disk. */
export async function opened(disk: FaultyDisk, options: Partial<JournalOptions> = {}): Promise<Opened> {
  const clock = new ManualClock()
  const logged: string[] = []
  const note = (level: string) => (text: string) => void logged.push(`${level}: ${text}`)
  const log: Logger = { debug: note('debug'), info: note('info'), warn: note('warn'), error: note('error') }
  const journal = await openJournal({
    dir: '/data',
    name: 'ingress',
    files: disk.files,
    processes: { self: { pid: 1, started: null }, isAlive: () => false },
    clock,
    log,
    ...options,
  })
  return { journal, clock, logged }
}

/** Appends a text and resolves with its position once it is acknowledged. */
export function append(journal: Journal, text: string): Promise<number> {
  return new Promise((resolve, reject) => {
    journal.append(Buffer.from(text), (error, position) =>
      error === null ? resolve(position) : reject(error),
    )
  })
}

/** Each text in a group of its own. */
export async function appendOneByOne(journal: Journal, texts: readonly string[]): Promise<void> {
  for (const text of texts) await append(journal, text)
}

export async function textsOf(journal: Journal, from = 0): Promise<string[]> {
  const texts: string[] = []
  for await (const { record } of journal.read(from)) texts.push(Buffer.from(record).toString())
  return texts
}

/** Paths of the segment files, oldest first. */
export function segmentPaths(disk: FaultyDisk): string[] {
  const names = disk.list(folder).filter((name) => name.endsWith('.log'))
  return names.sort().map((name) => `${folder}/${name}`)
}

/** Lets everything that is under way on the disk finish. */
export async function settled(): Promise<void> {
  for (let turn = 0; turn < 20; turn++) await new Promise(setImmediate)
}
