import type { Logger } from '../rules/needs.ts'
import type { Damage } from './journal.ts'
import type { ScanPlace } from './scan.ts'
import type { Segment } from './segment.ts'

const kept = 256

/** What was lost, each loss told once however often it is read over. */
export class DamageReport {
  readonly entries: Damage[] = []
  lostRecords = 0
  readonly #known = new Set<string>()
  readonly #journal: string
  readonly #log: Logger | undefined

  constructor(journal: string, log: Logger | undefined) {
    this.#journal = journal
    this.#log = log
  }

  add(damage: Damage): void {
    const key = `${damage.file}:${damage.offset}:${damage.from}`
    if (this.#known.has(key)) return
    this.#known.add(key)
    if (damage.kind !== 'tail') this.lostRecords += damage.to - damage.from
    if (this.entries.length < kept) this.entries.push(damage)
    const about = { journal: this.#journal, ...damage }
    if (damage.kind === 'tail') {
      this.#log?.warn('The last write to the journal was torn; what is whole of it was kept', about)
    } else {
      this.#log?.error(
        `The journal lost ${damage.to - damage.from} records to a damaged or missing file. Check the disk`,
        about,
      )
    }
  }
}

/** Damage between two places of a segment. */
export function damageOf(segment: Segment, kind: Damage['kind'], from: ScanPlace, to: ScanPlace): Damage {
  const bytes = Math.max(0, to.offset - from.offset)
  return { file: segment.name, kind, from: from.position, to: to.position, offset: from.offset, bytes }
}
