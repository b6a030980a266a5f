import type { Config } from '../config.ts'
import type { Logger } from '../rules/needs.ts'
import { openStore } from '../store/open.ts'
import { timeUuids } from '../store/time-uuid.ts'
import { type FlowTestResult, judgeTest, readTests } from '../trial/flow-tests.ts'
import type { TrialChain, TrialParts } from '../trial/trial.ts'
import { systemClock } from './clock.ts'

/**
 * Runs the tests that were kept beside the chains of this installation, each on what its chain does live. The embedded
 * database is open to one process only: throws while the edge runs on it.
 */
export async function runKeptTests(
  config: Config,
  parts: TrialParts,
  log: Logger,
): Promise<readonly FlowTestResult[]> {
  const { dataDir, databaseUrl } = config
  const clock = systemClock
  const store = await openStore({ databaseUrl, dataDir, clock, identity: timeUuids(clock), log })
  try {
    const chains = new Map<string, TrialChain>()
    for (const { id, name } of await store.chains.all()) {
      const graph = await store.chains.live(id)
      if (graph !== null) chains.set(id, { id, name, graph })
    }
    const results: FlowTestResult[] = []
    for (const { chainId, name, test } of await store.chainTests.list()) {
      const chain = chains.get(chainId)
      const [kept] = readTests(`{"chain":"","tests":[${test}]}`).tests
      if (chain === undefined || kept === undefined) continue
      results.push({ file: chain.name, name, problem: await judgeTest(chain, kept, parts, chains) })
    }
    return results
  } finally {
    await store.close()
  }
}
