import type { Clock } from '../sdk/clock.ts'
import type { Schedule } from './schedule.ts'

/** What is done about runs that fell due while nobody was there to see them. */
export interface MissedPolicy {
  readonly act: 'skip' | 'once' | 'each'
  /** milliseconds; what is longer ago is left alone */
  readonly within: number
  /** for `each`: the last so many */
  readonly most: number
}

export interface Run {
  /** when it was due */
  readonly due: number
  /** runs that it stands for, itself included; 0 when it is on time */
  readonly missed: number
}

/** How far the schedule came, beyond restarts. */
export interface Progress {
  /** everything up to here has been run, or judged */
  readonly last: number
  /** the highest `last` there ever was: it is higher while the clock is far behind where it was */
  readonly latest: number
}

export interface TickerParts {
  readonly clock: Clock
  readonly schedule: Schedule
  readonly missed: MissedPolicy
  /** Resolves when the run is on disk; rejects while it can't be. */
  readonly trigger: (run: Run) => Promise<void>
  /** The clock is far behind what was run already: from here on it counts anew. */
  readonly wentBack: (progress: Progress) => void
}

/** milliseconds that a run may be late and count as on time */
const onTime = 10_000
/** the clock is looked at at least this often, in milliseconds, since it can be set while we wait */
const longestSleep = 30_000
/** milliseconds that the clock may be set back before runs are done a second time rather than waited for */
const longestStepBack = 3_600_000
const retryAfter = 1_000
/** runs that are looked through for missed ones */
const mostMissed = 1_000

/** Triggers each run of a schedule at its time, once, whatever happens to the clock. */
export class Ticker {
  readonly #parts: TickerParts
  #last = 0
  #latest = 0
  #next: number | null = null
  #cancel = () => {}
  #isStopped = false
  #hasStarted = false

  constructor(parts: TickerParts) {
    this.#parts = parts
  }

  /** Goes on from where it came; what was missed since is judged now. */
  start({ last, latest }: Progress): void {
    if (this.#isStopped) return
    this.#last = last
    this.#latest = latest
    this.#hasStarted = true
    void this.#tick(true)
  }

  stop(): void {
    this.#isStopped = true
    this.#cancel()
  }

  get hasStarted(): boolean {
    return this.#hasStarted
  }

  /** the next run; null when there is none any more */
  get next(): number | null {
    return this.#next
  }

  nextRuns(most: number): number[] {
    const runs: number[] = []
    let run = this.#next
    while (run !== null && runs.length < most) {
      runs.push(run)
      run = this.#parts.schedule.next(run)
    }
    return runs
  }

  /** @param isStart whoever begins has missed all that is due */
  async #tick(isStart = false): Promise<void> {
    const { clock, schedule } = this.#parts
    this.#checkClock()
    const due = schedule.next(this.#last)
    if (due !== null && due <= clock.now()) await this.#runDue(due, isStart)
    if (this.#isStopped) return
    this.#next = schedule.next(this.#last)
    const wait = Math.max(0, Math.min(longestSleep, (this.#next ?? Number.MAX_VALUE) - clock.now()))
    this.#cancel = clock.after(wait, () => void this.#tick())
  }

  #checkClock(): void {
    const now = this.#parts.clock.now()
    if (this.#last > now + longestStepBack) {
      this.#latest = Math.max(this.#latest, this.#last)
      this.#last = now
      this.#parts.wentBack({ last: now, latest: this.#latest })
    } else if (this.#latest > this.#last && this.#latest <= now) {
      // The clock is right again: what was run before it went wrong is not missed.
      this.#last = this.#latest
    }
  }

  async #runDue(first: number, isStart: boolean): Promise<void> {
    const { clock, missed, schedule } = this.#parts
    const now = clock.now()
    const isLate = (run: number) => isStart || now - run > onTime
    if (isLate(first)) {
      const late = schedule.between(this.#last, now, mostMissed).filter(isLate)
      for (const run of caughtUp(late, now, missed)) await this.#deliver(run)
      this.#last = late.at(-1) ?? first
    }
    for (let run = schedule.next(this.#last); run !== null && run <= now; run = schedule.next(run)) {
      await this.#deliver({ due: run, missed: 0 })
      this.#last = run
    }
  }

  /** Tries until it is done: a run that can't be written down holds up the next ones. */
  async #deliver(run: Run): Promise<void> {
    while (!this.#isStopped) {
      try {
        await this.#parts.trigger(run)
        return
      } catch {
        await new Promise<void>((resolve) => {
          this.#cancel = this.#parts.clock.after(retryAfter, resolve)
        })
      }
    }
  }
}

/** The runs that are made up for. */
export function caughtUp(late: readonly number[], now: number, { act, within, most }: MissedPolicy): Run[] {
  const worth = late.filter((due) => now - due <= within)
  if (act === 'skip' || worth.length === 0) return []
  if (act === 'each') return worth.slice(-most).map((due) => ({ due, missed: 1 }))
  return [{ due: worth.at(-1) as number, missed: late.length }]
}
