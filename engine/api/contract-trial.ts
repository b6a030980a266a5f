/**
 * Trying and testing chains (`/api/weir/chains/:id/…`): what the editor sends and gets. Nothing that is tried happens
 * for real: real data is looked at, and what would be saved or sent is told instead.
 *
 * | request | body | answer |
 * | --- | --- | --- |
 * | POST …/try | TrialAsk | TrialRunJson |
 * | POST …/shadow | {count?} | ShadowReport: live beside the draft on the last recorded messages |
 * | GET  …/tests | | KeptTestJson[] |
 * | POST …/tests | {name, seq? or message?, graph?} | KeptTestJson |
 * | POST …/tests/run | {graph?} | KeptTestResult[] |
 * | GET  …/tests/export | | a `.test.json` file for `weir test` |
 * | DELETE …/tests/:testId | | |
 */
import type { ChainGraph } from '../rules/chain.ts'

export interface TrialAsk {
  /** the graph to try; the draft where there is one, else what runs */
  readonly graph?: ChainGraph
  /** a remembered handling: the message is tried from where it came into the chain */
  readonly seq?: number
  /** or one that a person wrote */
  readonly message?: WrittenMessageJson
}

export interface WrittenMessageJson {
  readonly type: string
  readonly originator: { readonly entityType: string; readonly id: string }
  readonly data: unknown
  readonly metadata?: Readonly<Record<string, string>>
}

export interface TrialStepJson {
  readonly chainId: string
  readonly nodeId: string
  /** its name */
  readonly node: string
  readonly output: string | null
  readonly error: string | null
  readonly messageType: string
  /** JSON text as it left */
  readonly data: string
  readonly metadata: Readonly<Record<string, string>>
  readonly took: number | null
}

export interface TrialRunJson {
  readonly message: {
    readonly type: string
    readonly originator: { readonly entityType: string; readonly id: string; readonly name: string | null }
    /** epoch ms */
    readonly at: number
    readonly data: string
  }
  readonly steps: readonly TrialStepJson[]
  /** what would have been done, one sentence each */
  readonly deeds: readonly string[]
  readonly failure: string | null
}

export interface OutcomeDifferenceJson {
  readonly what: 'path' | 'deed' | 'failure'
  readonly before: string | null
  readonly after: string | null
}

export interface ShadowRunJson {
  readonly live: TrialRunJson
  readonly draft: TrialRunJson
  readonly differences: readonly OutcomeDifferenceJson[]
}

export interface ShadowReport {
  /** messages that were run through both */
  readonly compared: number
  /** only those whose outcome would be another one */
  readonly differing: readonly ShadowRunJson[]
  /** messages that could not be run, by reason */
  readonly skipped: readonly { readonly reason: string; readonly count: number }[]
}

export interface KeptTestJson {
  readonly id: string
  readonly name: string
  readonly createdTime: number
  readonly messageType: string
  /** JSON text */
  readonly data: string
  readonly deeds: readonly string[]
  readonly failure: string | null
}

export interface KeptTestResult {
  readonly id: string
  readonly name: string
  /** what is other than it was, in words; null when it passed */
  readonly problem: string | null
}
