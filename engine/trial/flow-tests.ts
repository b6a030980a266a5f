import { readdir, readFile, stat } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { isDeepStrictEqual } from 'node:util'
import type { ChainDocument, ChainGraph } from '../rules/chain.ts'
import { stringifyJson } from '../rules/json.ts'
import { type TrialMessage, type TrialParts, type TrialResult, tryChain } from './trial.ts'

/** A `.test.json` file: a chain beside it, and what should become of some messages. */
export interface FlowTestFile {
  /** file name of the chain, beside this file */
  readonly chain: string
  readonly tests: readonly FlowTest[]
}

export interface FlowTest {
  readonly name: string
  readonly send: TrialMessage
  readonly expect: FlowExpectation
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
    const { chain, tests } = await readJson<FlowTestFile>(file)
    const { metadata } = await readJson<ChainDocument>(join(dirname(file), chain))
    for (const test of tests)
      results.push({ file, name: test.name, problem: await judge(metadata, test, parts) })
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

async function readJson<T>(file: string): Promise<T> {
  try {
    return JSON.parse(await readFile(file, 'utf8')) as T
  } catch (error) {
    throw new Error(`${file} can't be read: ${(error as Error).message}`)
  }
}

async function judge(graph: ChainGraph, test: FlowTest, parts: TrialParts): Promise<string | null> {
  try {
    return difference(await tryChain(withIds(graph), test.send, parts), test.expect)
  } catch (error) {
    return (error as Error).message
  }
}

/** Chain files carry no ids; the steps of a trial are told apart by them. */
function withIds(graph: ChainGraph): ChainGraph {
  const nodes = graph.nodes.map((node, index) => ({
    ...node,
    id: node.id ?? { entityType: 'RULE_NODE', id: `node-${index}` },
  }))
  return { ...graph, nodes }
}

function difference(result: TrialResult, expected: FlowExpectation): string | null {
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

function failureDifference({ failure }: TrialResult, { failsWith }: FlowExpectation): string | null {
  if (failsWith === undefined) return failure === null ? null : `it failed: ${failure}`
  if (failure === null) return `it ended well, and should fail with “${failsWith}”`
  return failure.includes(failsWith) ? null : `it failed with “${failure}”, not “${failsWith}”`
}

function savedDifference({ deeds }: TrialResult, expected: FlowExpectation): string | null {
  for (const [key, value] of Object.entries(expected.telemetry ?? {})) {
    const saved = deeds.findLast(
      (deed) => 'save' in deed && deed.save === 'telemetry' && Object.hasOwn(deed.values, key),
    )
    const got = saved !== undefined && 'values' in saved ? saved.values[key] : undefined
    const problem = valueDifference(`telemetry ${key}`, got, value)
    if (problem !== null) return problem
  }
  for (const [scope, values] of Object.entries(expected.attributes ?? {})) {
    for (const [key, value] of Object.entries(values)) {
      const saved = deeds.findLast(
        (deed) =>
          'save' in deed &&
          deed.save === 'attributes' &&
          deed.scope === scope &&
          Object.hasOwn(deed.values, key),
      )
      const got = saved !== undefined && 'values' in saved ? saved.values[key] : undefined
      const problem = valueDifference(`${scope} attribute ${key}`, got, value)
      if (problem !== null) return problem
    }
  }
  return null
}

function valueDifference(what: string, got: unknown, expected: unknown): string | null {
  if (got === undefined) return `${what} was not saved`
  const text = stringifyJson(got as never)
  return isDeepStrictEqual(JSON.parse(text), expected)
    ? null
    : `${what} is ${text}, not ${JSON.stringify(expected)}`
}
