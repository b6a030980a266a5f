import type {
  KeptTestJson,
  KeptTestResult,
  ShadowReport,
  ShadowRunJson,
  TrialAsk,
  TrialRunJson,
} from '../api/contract-trial.ts'
import { TrialRefused, type TrialView } from '../api/needs.ts'
import type { ChainGraph } from '../rules/chain.ts'
import type { RuleEngine } from '../rules/engine.ts'
import { parseJson, stringifyJson } from '../rules/json.ts'
import type { NodeLibrary } from '../rules/library.ts'
import { redact } from '../rules/memory.ts'
import type { Message, Metadata } from '../rules/message.ts'
import type { Clock, Needs, Scripts } from '../rules/needs.ts'
import type { JsonValue } from '../rules/values.ts'
import type { ChainTest } from '../store/chain-tests.ts'
import type { Store, StoredChain } from '../store/store.ts'
import { entryInto, type FlowTest, judgeTest, readTests } from '../trial/flow-tests.ts'
import { differences, outcomeOf } from '../trial/outcome.ts'
import { type Recorded, recordedMessage, recordedMessages } from '../trial/recorded.ts'
import { type TrialChain, type TrialParts, type TrialResult, tryChain } from '../trial/trial.ts'
import { messageOf, writtenOf } from '../trial/written-message.ts'

export interface TrialsParts {
  readonly engine: RuleEngine
  readonly library: NodeLibrary
  readonly scripts: Scripts
  /** the real world, only looked at */
  readonly needs: Needs
  readonly store: Store
  readonly clock: Clock
}

/** Tries chains on recorded and written messages, keeps tests of them, and sets drafts beside what runs. */
export class Trials implements TrialView {
  readonly #parts: TrialsParts

  constructor(parts: TrialsParts) {
    this.#parts = parts
  }

  async run(stored: StoredChain, ask: TrialAsk): Promise<TrialRunJson> {
    const chain = await this.#chainOf(stored, ask.graph)
    const recorded = this.#messageOf(stored, ask)
    const result = await this.#try(chain, recorded, await this.#others())
    return runJson(recorded, result)
  }

  async shadow(stored: StoredChain, count: number): Promise<ShadowReport> {
    const [liveGraph, draft] = await Promise.all([
      this.#parts.store.chains.live(stored.id),
      this.#parts.store.chains.draft(stored.id),
    ])
    if (liveGraph === null)
      throw new TrialRefused('The chain does not run yet, so there is nothing to compare the draft with')
    const live = chainOf(stored, liveGraph)
    const planned = chainOf(stored, draft?.graph ?? liveGraph)
    const others = await this.#others()
    const differing: ShadowRunJson[] = []
    const skipped = new Map<string, number>()
    const messages = recordedMessages(this.#parts.engine, stored.id, count)
    for (const recorded of messages) {
      try {
        const before = await this.#try(live, recorded, others)
        // The world as the first run saw it: what changes meanwhile is no difference of the chains.
        const after = await this.#try(planned, recorded, others, before)
        const found = differences(outcomeOf(before), outcomeOf(after))
        if (found.length > 0)
          differing.push({
            live: runJson(recorded, before),
            draft: runJson(recorded, after),
            differences: found.map((one) => ({
              ...one,
              before: namedText(one.before, recorded.message),
              after: namedText(one.after, recorded.message),
            })),
          })
      } catch (error) {
        const reason = (error as Error).message
        skipped.set(reason, (skipped.get(reason) ?? 0) + 1)
      }
    }
    const left = [...skipped].map(([reason, times]) => ({ reason, count: times }))
    return {
      compared: messages.length - left.reduce((sum, one) => sum + one.count, 0),
      differing,
      skipped: left,
    }
  }

  async tests(stored: StoredChain): Promise<readonly KeptTestJson[]> {
    return (await this.#parts.store.chainTests.list(stored.id)).map(keptJson)
  }

  async keep(stored: StoredChain, name: string, ask: TrialAsk): Promise<KeptTestJson> {
    const chain = await this.#chainOf(stored, ask.graph)
    const recorded = this.#messageOf(stored, ask)
    // What is kept holds no secrets, so the outcome is that of the message without them.
    const send = writtenOf(recorded.message)
    const others = await this.#others()
    const result = await this.#try(chain, { ...recorded, message: messageOf(send) }, others)
    const test = {
      name,
      send,
      ...(recorded.entry === null ? {} : { entry: recorded.entry }),
      given: result.asked,
      expect: { outcome: outcomeOf(result) },
    }
    return keptJson(
      await this.#parts.store.chainTests.add(stored.id, name, stringifyJson(test as unknown as JsonValue)),
    )
  }

  async runTests(stored: StoredChain, graph: ChainGraph | undefined): Promise<readonly KeptTestResult[]> {
    const chain = await this.#chainOf(stored, graph)
    const others = await this.#others()
    const results: KeptTestResult[] = []
    for (const kept of await this.#parts.store.chainTests.list(stored.id)) {
      const problem = await judgeTest(chain, testOf(kept), this.#trialParts(), others)
      results.push({ id: kept.id, name: kept.name, problem })
    }
    return results
  }

  async forget(stored: StoredChain, testId: string): Promise<boolean> {
    return this.#parts.store.chainTests.remove(stored.id, testId)
  }

  async exportTests(stored: StoredChain): Promise<string> {
    const kept = await this.#parts.store.chainTests.list(stored.id)
    const file = { chain: fileName(stored.name), tests: kept.map(({ test }) => parseJson(test)) }
    return stringifyJson(file as unknown as JsonValue)
  }

  #try(
    chain: TrialChain,
    { message, entry }: Recorded,
    others: ReadonlyMap<string, TrialChain>,
    before?: TrialResult,
  ): Promise<TrialResult> {
    const request = { chain, message, entry: entryInto(chain, entry), others, given: before?.asked ?? [] }
    return tryChain(request, { ...this.#trialParts(), base: this.#parts.needs })
  }

  #trialParts(): TrialParts {
    const { library, scripts } = this.#parts
    return { library, scripts }
  }

  async #chainOf(stored: StoredChain, graph: ChainGraph | undefined): Promise<TrialChain> {
    const { chains } = this.#parts.store
    const shown = graph ?? (await chains.draft(stored.id))?.graph ?? (await chains.live(stored.id))
    if (shown === null) throw new TrialRefused('The chain is empty: there is nothing to try yet')
    return chainOf(stored, shown)
  }

  #messageOf(stored: StoredChain, { seq, message }: TrialAsk): Recorded {
    if (message !== undefined)
      return {
        message: messageOf({ ...message, ts: this.#parts.clock.now() }),
        entry: null,
        at: this.#parts.clock.now(),
      }
    const recorded = seq === undefined ? null : recordedMessage(this.#parts.engine, stored.id, seq)
    if (recorded === null)
      throw new TrialRefused('The message is forgotten by now. Choose a newer one, or write it down')
    return recorded
  }

  /** What runs elsewhere: chains that the tried one may hand messages to. */
  async #others(): Promise<ReadonlyMap<string, TrialChain>> {
    const others = new Map<string, TrialChain>()
    for (const { id, name, graph } of this.#parts.engine.chains) others.set(id, { id, name, graph })
    return others
  }
}

function chainOf({ id, name }: StoredChain, graph: ChainGraph): TrialChain {
  return { id, name, graph }
}

function testOf({ test }: ChainTest): FlowTest {
  const [only] = readTests(`{"chain":"","tests":[${test}]}`).tests
  return only as FlowTest
}

function keptJson(kept: ChainTest): KeptTestJson {
  const { send, expect } = testOf(kept)
  return {
    id: kept.id,
    name: kept.name,
    createdTime: kept.createdTime,
    messageType: send.type ?? '',
    data: stringifyJson(send.data as JsonValue),
    deeds: expect.outcome?.deeds ?? [],
    failure: expect.outcome?.failure ?? null,
  }
}

function runJson({ message, at }: Recorded, result: TrialResult): TrialRunJson {
  return {
    message: {
      type: message.type,
      originator: { ...message.originator, name: nameOf(message) },
      at,
      data: stringifyJson(redact(message.data)),
    },
    steps: result.steps.map(({ data, metadata, ...step }) => ({
      ...step,
      data: stringifyJson(redact(data)),
      metadata: redact(metadata) as Metadata,
    })),
    deeds: outcomeOf({ ...result, deeds: redactedDeeds(result) }).deeds.map((text) =>
      namedText(text, message),
    ),
    failure: result.failure,
  }
}

function redactedDeeds({ deeds }: TrialResult): TrialResult['deeds'] {
  return deeds.map((deed) => ({ ...deed, args: deed.args.map((arg) => redact(arg)) }))
}

/** People know the originator by its name. */
function namedText<T extends string | null>(text: T, message: Message): T | string {
  const name = nameOf(message)
  return text === null || name === null ? text : text.replaceAll(message.originator.id, `“${name}”`)
}

function nameOf({ metadata }: Message): string | null {
  return Object.hasOwn(metadata, 'deviceName') ? (metadata.deviceName ?? null) : null
}

/** Where the export of the chain itself is to be put beside its tests. */
function fileName(name: string): string {
  const plain = name
    .toLowerCase()
    .replaceAll(/[^a-z0-9]+/g, '-')
    .replaceAll(/^-|-$/g, '')
  return `${plain || 'chain'}.json`
}
