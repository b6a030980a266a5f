import { stringifyJson } from '../rules/json.ts'
import type { Needs } from '../rules/needs.ts'
import type { JsonValue } from '../rules/values.ts'
import { own, questionOf, secretReads, untold } from './acts.ts'
import { TrialClock } from './clock.ts'
import { Memory } from './overlay.ts'
import { asJson } from './plain.ts'

/** One thing that a chain would have done to the world, in order. */
export interface TrialDeed {
  /** of rules/needs.ts: `telemetry`, `alarms` … */
  readonly need: string
  /** what was asked of it: `save`, `raise` … */
  readonly act: string
  readonly args: readonly JsonValue[]
}

/** One question that a chain asked of the world, and the answer it got. */
export interface TrialAnswer {
  readonly need: string
  readonly act: string
  readonly args: readonly JsonValue[]
  readonly answer: JsonValue
}

export interface TrialWorldParts {
  /** the real world, or one in memory; only looked at */
  readonly base: Needs
  /** answers that were kept; with them the base is asked nothing that is among them */
  readonly given: readonly TrialAnswer[]
  /** epoch ms */
  readonly start: number
}

/** A world in which nothing happens for real: it answers as the real one does and writes down what would be done. */
export interface TrialWorld {
  readonly needs: Needs
  readonly clock: TrialClock
  readonly deeds: TrialDeed[]
  /** what was asked and answered, for a test that is to be kept; no secrets */
  readonly asked: readonly TrialAnswer[]
}

export function openTrialWorld({ base, given, start }: TrialWorldParts): TrialWorld {
  const clock = new TrialClock(start)
  const deeds: TrialDeed[] = []
  const asked = new Map<string, TrialAnswer>()
  const known = new Map(given.map((one) => [keyOf(one.need, one.act, one.args), one.answer]))
  const memory = new Memory(clock)
  let ids = 0

  const look = async (need: string, act: string, args: readonly unknown[], ask: () => unknown) => {
    const plain = (questionOf(need, act, args) ?? args).map(asJson)
    const key = keyOf(need, act, plain)
    const kept = known.get(key)
    const answer = kept === undefined ? await ask() : kept
    if (!secretReads.has(`${need}.${act}`)) asked.set(key, { need, act, args: plain, answer: asJson(answer) })
    return memory.over(need, act, args, answer)
  }
  const does = (need: string, act: string, args: readonly unknown[]) => {
    if (!untold.has(need))
      deeds.push({ need, act, args: args.filter((arg) => typeof arg !== 'function').map(asJson) })
    return memory.done(need, act, args, (question, ...about) => {
      const room = base[need as keyof Needs] as unknown as Record<string, (...args: unknown[]) => unknown>
      return look(need, question, about, () => room[question]?.(...about))
    })
  }

  const wrapped: Record<string, unknown> = {}
  for (const [need, room] of Object.entries(base)) {
    if (own.has(need) || room === undefined) continue
    if (typeof room === 'function') wrapped[need] = async (...args: unknown[]) => does('queue', need, args)
    else
      wrapped[need] = new Proxy(room as object, {
        get(target, act) {
          const method = Reflect.get(target, act)
          if (typeof act !== 'string' || typeof method !== 'function') return method
          // Who wants to hear of changes hears of none: nothing changes.
          if (/^on[A-Z]/.test(act)) return () => () => {}
          if (questionOf(need, act, []) === undefined) return (...args: unknown[]) => does(need, act, args)
          return (...args: unknown[]) => look(need, act, args, () => method.apply(target, args))
        },
      })
  }
  const needs: Needs = {
    ...base,
    ...(wrapped as Partial<Needs>),
    clock,
    identity: { uuid: () => trialId(++ids) },
    log: {
      debug: () => {},
      info: (text) => void deeds.push({ need: 'log', act: 'info', args: [text] }),
      warn: (text) => void deeds.push({ need: 'log', act: 'warn', args: [text] }),
      error: (text) => void deeds.push({ need: 'log', act: 'error', args: [text] }),
    },
    effects: {
      muted: true,
      perform: async (what, _act, instead) => {
        deeds.push({ need: 'effects', act: 'perform', args: [what] })
        return instead
      },
    },
  }
  return {
    needs,
    clock,
    deeds,
    get asked() {
      return [...asked.values()]
    },
  }
}

/** Ids that a trial makes: the same in each run, so that two runs can be compared. */
export function trialId(number: number): string {
  return `00000000-0000-4000-a000-${String(number).padStart(12, '0')}`
}

export function isTrialId(id: string): boolean {
  return id.startsWith('00000000-0000-4000-a000-')
}

function keyOf(need: string, act: string, args: readonly JsonValue[]): string {
  return `${need}.${act} ${stringifyJson(args as JsonValue)}`
}
