import { readdir, readFile, stat } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { isDeepStrictEqual } from 'node:util'
import type { ChainDocument, ChainGraph } from '../rules/chain.ts'
import type { EntryPoint } from '../rules/context.ts'
import { parseJson, stringifyJson } from '../rules/json.ts'
import { type JsonValue, valueAt } from '../rules/values.ts'
import { differences, type Outcome, outcomeOf } from './outcome.ts'
import { type TrialChain, type TrialParts, type TrialResult, tryChain } from './trial.ts'
import type { TrialAnswer } from './world.ts'
import { messageOf, type WrittenMessage } from './written-message.ts'

/** A `.test.json` file: a chain beside it, and what should become of some messages. */
export interface FlowTestFile {
  /** file name of the chain, beside this file */
  readonly chain: string
  readonly tests: readonly FlowTest[]
}

export interface FlowTest {
  readonly name: string
  readonly send: WrittenMessage
  /** name of the node it enters at, and the output by which it leaves that one; from outside when absent */
  readonly entry?: TestEntry
  /** what the world answers; nothing is there where it says nothing */
  readonly given?: readonly TrialAnswer[]
  readonly expect: FlowExpectation
}

export interface TestEntry {
  readonly node: string
  /** null = the node itself handles the message */
  readonly output: string | null
}

/** Only what is named is compared. */
export interface FlowExpectation {
  /** names of the nodes the message came to, in order; on branches, in order of the wires */
  readonly visits?: readonly string[]
  readonly avoids?: readonly string[]
  /** keys and values saved as telemetry */
  readonly telemetry?: Readonly<Record<string, unknown>>
  /** keys and values saved as attributes, by scope */
  readonly attributes?: Readonly<Record<string, Readonly<Record<string, unknown>>>>
  /** everything that becomes of it, as it was when the test was kept */
  readonly outcome?: Outcome
  /** part of the reason by which the message fails; absent = it must end well */
  readonly failsWith?: string
}

export interface FlowTestResult {
  readonly file: string
  readonly name: string
  /** what was different, in words; null when it passed */
  readonly problem: string | null
}

/** Runs every `.test.json` in a file or folder. Throws when there is none, or one can't be read. */
export async function runFlowTests(path: string, parts: TrialParts): Promise<FlowTestResult[]> {
  const files = await testFiles(path)
  if (files.length === 0) throw new Error(`There is no .test.json file in ${path}`)
  const results: FlowTestResult[] = []
  for (const file of files) {
    const { chain, tests } = await readJson<FlowTestFile>(file, readTests)
    const { metadata, ruleChain } = await readJson<ChainDocument>(join(dirname(file), chain), JSON.parse)
    const tried = { id: 'trial', name: ruleChain.name, graph: withIds(metadata) }
    for (const test of tests)
      results.push({ file, name: test.name, problem: await judgeTest(tried, test, parts) })
  }
  return results
}

async function testFiles(path: string): Promise<string[]> {
  if (!(await stat(path)).isDirectory()) return [path]
  const names = await readdir(path, { recursive: true })
  return names
    .filter((name) => name.endsWith('.test.json'))
    .sort()
    .map((name) => join(path, name))
}

async function readJson<T>(file: string, parse: (text: string) => unknown): Promise<T> {
  try {
    return parse(await readFile(file, 'utf8')) as T
  } catch (error) {
    throw new Error(`${file} can't be read: ${(error as Error).message}`)
  }
}

/** Tests with the messages and the world in them exact: `42.0` is not `42`. What is expected is plain. */
export function readTests(text: string): FlowTestFile {
  const plain = JSON.parse(text) as FlowTestFile
  const exact = parseJson(text) as unknown as FlowTestFile
  const tests = plain.tests.map((test, index) => ({
    ...test,
    send: exact.tests[index]?.send ?? test.send,
    given: exact.tests[index]?.given ?? [],
  }))
  return { ...plain, tests }
}

/** Runs one test; answers what is other than expected, in words, or null. */
export async function judgeTest(
  chain: TrialChain,
  test: FlowTest,
  parts: TrialParts,
  others: ReadonlyMap<string, TrialChain> = new Map(),
): Promise<string | null> {
  try {
    const entry = entryInto(chain, test.entry ?? null)
    const result = await tryChain(
      { chain, message: messageOf(test.send), entry, given: test.given ?? [], others },
      parts,
    )
    return difference(result, test.expect)
  } catch (error) {
    return (error as Error).message
  }
}

/** The node of an entry in this version of the chain; from outside where it is not there any more. */
export function entryInto(chain: TrialChain, entry: TestEntry | null): EntryPoint | null {
  const node = entry === null ? undefined : chain.graph.nodes.find(({ name }) => name === entry.node)
  if (entry === null || node?.id === undefined) return null
  return { chainId: chain.id, nodeId: node.id.id, output: entry.output }
}

/** Chain files carry no ids; the steps of a trial are told apart by them. */
function withIds(graph: ChainGraph): ChainGraph {
  const nodes = graph.nodes.map((node, index) => ({
    ...node,
    id: node.id ?? { entityType: 'RULE_NODE', id: `node-${index}` },
  }))
  return { ...graph, nodes }
}

/** Says in words what is other than expected; null when nothing is. */
export function difference(result: TrialResult, expected: FlowExpectation): string | null {
  if (expected.outcome !== undefined) return outcomeDifference(expected.outcome, outcomeOf(result))
  const failure = failureDifference(result, expected)
  if (failure !== null) return failure
  const visited = result.steps.map((step) => step.node)
  if (expected.visits !== undefined && !isDeepStrictEqual(visited, [...expected.visits])) {
    return `it went ${visited.join(' → ') || 'nowhere'}, not ${expected.visits.join(' → ')}`
  }
  const reached = expected.avoids?.find((name) => visited.includes(name))
  if (reached !== undefined) return `it came to “${reached}”`
  return savedDifference(result, expected)
}

function outcomeDifference(before: Outcome, after: Outcome): string | null {
  const texts = differences(before, after).map(({ what, before: old, after: now }) => {
    if (what === 'failure') return `it ended with “${now ?? 'no failure'}”, not “${old ?? 'no failure'}”`
    const verb = what === 'path' ? 'it goes' : 'it'
    return old === null ? `${verb} ${now}, which is new` : `${verb} ${old} no longer`
  })
  return texts.length === 0 ? null : texts.join('; ')
}

function failureDifference({ failure }: TrialResult, { failsWith }: FlowExpectation): string | null {
  if (failsWith === undefined) return failure === null ? null : `it failed: ${failure}`
  if (failure === null) return `it ended well, and should fail with “${failsWith}”`
  return failure.includes(failsWith) ? null : `it failed with “${failure}”, not “${failsWith}”`
}

function savedDifference(result: TrialResult, expected: FlowExpectation): string | null {
  for (const [key, value] of Object.entries(expected.telemetry ?? {})) {
    const problem = valueDifference(`telemetry ${key}`, lastSaved(result, 'telemetry', null, key), value)
    if (problem !== null) return problem
  }
  for (const [scope, values] of Object.entries(expected.attributes ?? {})) {
    for (const [key, value] of Object.entries(values)) {
      const got = lastSaved(result, 'attributes', scope, key)
      const problem = valueDifference(`${scope} attribute ${key}`, got, value)
      if (problem !== null) return problem
    }
  }
  return null
}

/** The value that was saved last under a key; attributes have their scope second, time series their values fourth. */
function lastSaved(
  { deeds }: TrialResult,
  need: 'telemetry' | 'attributes',
  scope: string | null,
  key: string,
): JsonValue | undefined {
  const saved = deeds.flatMap(({ need: of, act, args }) => {
    if (of !== need || act !== 'save' || (scope !== null && args[1] !== scope)) return []
    const value = valueAt(args[need === 'telemetry' ? 3 : 2] ?? null, key)
    return value === undefined ? [] : [value]
  })
  return saved.at(-1)
}

function valueDifference(what: string, got: unknown, expected: unknown): string | null {
  if (got === undefined) return `${what} was not saved`
  const text = stringifyJson(got as never)
  return isDeepStrictEqual(JSON.parse(text), expected)
    ? null
    : `${what} is ${text}, not ${JSON.stringify(expected)}`
}
