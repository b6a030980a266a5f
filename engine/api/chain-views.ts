import type { Caller } from '../access/caller.ts'
import type { ChainGraph, ChainNode } from '../rules/chain.ts'
import { settledDebug } from '../rules/debug.ts'
import type { Problem } from '../rules/failure.ts'
import type { StoredChain } from '../store/store.ts'
import type { ChainSummary, ChainView } from './contract.ts'
import { found } from './errors.ts'
import { uuid } from './ids.ts'
import type { ApiParts } from './routes.ts'
import { callersOf, renamedLabels, withRenamedLabels } from './rule-chain-labels.ts'

/** The chain named in a path. Throws 400 for no uuid, 404 for nobody's. */
export async function chainFor({ store }: ApiParts, idText: string): Promise<StoredChain> {
  const id = uuid('ruleChainId', idText)
  return found(await store.chains.get(id), `Rule chain with id [${id}] is not found`)
}

/** What lists show of a chain. Problems are those of what runs: checking all chains anew would be too dear. */
export async function summaryOf(parts: ApiParts, chain: StoredChain): Promise<ChainSummary> {
  const live = parts.rules.live(chain.id)
  const nodes = live ? live.nodes.length : ((await parts.store.chains.live(chain.id))?.nodes.length ?? 0)
  const problems = live?.nodes.filter((node) => node.problem !== null).length ?? 0
  return summarize(parts, chain, nodes, problems)
}

export async function viewOf(parts: ApiParts, chain: StoredChain): Promise<ChainView> {
  const { store, rules } = parts
  const [live, draft] = await Promise.all([store.chains.live(chain.id), store.chains.draft(chain.id)])
  const shown = draft?.graph ?? live
  const problems = shown ? rules.check(chain.id, shown) : []
  return {
    ...summarize(parts, chain, shown?.nodes.length ?? 0, problems.length),
    live,
    draft: draft && {
      graph: draft.graph,
      basedOn: draft.basedOn,
      revision: draft.revision,
      savedTime: draft.savedTime,
    },
    problems_list: problems,
  }
}

function summarize({ rules }: ApiParts, chain: StoredChain, nodes: number, problems: number): ChainSummary {
  const live = rules.live(chain.id)
  const description = chain.head.additionalInfo?.description
  return {
    id: chain.id,
    name: chain.name,
    description: typeof description === 'string' ? description : '',
    root: chain.root,
    liveVersion: chain.liveVersion,
    deployedTime: chain.deployedTime,
    hasDraft: chain.hasDraft,
    nodes,
    problems,
    rate: live?.rate ?? 0,
    failures: live?.failures ?? 0,
  }
}

/** Saves the graph as the next live version and puts it to work. Answers what could not start. */
export async function deployGraph(
  { store, rules, identity, clock }: ApiParts,
  chain: StoredChain,
  graph: ChainGraph,
  by: { caller: Caller; note: string },
): Promise<{ chain: StoredChain; graph: ChainGraph; problems: readonly Problem[] }> {
  const before = await store.chains.live(chain.id)
  const whole = withDebug(
    withIds(graph, () => identity.uuid()),
    clock.now(),
  )
  const deployed = await store.chains.deploy(chain.id, whole, {
    userId: by.caller.userId,
    note: by.note,
    summary: differences(before, whole),
  })
  return { chain: deployed, graph: whole, problems: await rules.deploy(deployed, whole) }
}

/** Every node of ours has an id; an id that two nodes share is kept by the first. */
export function withIds(graph: ChainGraph, newId: () => string): ChainGraph {
  const seen = new Set<string>()
  const nodes = graph.nodes.map((node): ChainNode => {
    const id = node.id?.id
    if (id && !seen.has(id)) {
      seen.add(id)
      return node
    }
    return { ...node, id: { entityType: 'RULE_NODE', id: newId() } }
  })
  return { ...graph, nodes }
}

/**
 * Where output nodes were given other names, the wires of the chains that call this one follow (rule-engine.md 3.4):
 * in what runs, and in the draft that somebody may have of it.
 */
export async function renameInCallers(
  parts: ApiParts,
  chain: StoredChain,
  before: ChainGraph | null,
  after: ChainGraph,
  caller: Caller,
): Promise<void> {
  const labels = renamedLabels(before, after)
  if (labels.size === 0) return
  const { chains } = parts.store
  for (const calling of await callersOf(parts.store, chain.id)) {
    const graph = withRenamedLabels(calling.graph, chain.id, labels)
    if (graph === null) continue
    const draft = await chains.draft(calling.chain.id)
    await deployGraph(parts, calling.chain, graph, { caller, note: `Outputs of ${chain.name} renamed` })
    // A deploy ends the draft that it was made from; this one was made from nothing.
    if (draft === null) continue
    const kept = withRenamedLabels(draft.graph, chain.id, labels) ?? draft.graph
    await chains.saveDraft(calling.chain.id, kept, { userId: draft.userId, revision: null })
  }
}

/** What somebody asked to be written down begins now and ends by itself. */
function withDebug(graph: ChainGraph, now: number): ChainGraph {
  const nodes = graph.nodes.map((node): ChainNode => {
    if (!node.debugSettings) return node
    return { ...node, debugSettings: settledDebug(node, now) }
  })
  return { ...graph, nodes }
}

/** What a version changed against the one before: "2 changed, 1 added". */
export function differences(before: ChainGraph | null, after: ChainGraph): string {
  const old = new Map((before?.nodes ?? []).map((node) => [node.id?.id, contentOf(node)]))
  let added = 0
  let changed = 0
  for (const node of after.nodes) {
    const was = old.get(node.id?.id)
    if (was === undefined) added++
    else if (was !== contentOf(node)) changed++
    old.delete(node.id?.id)
  }
  const parts = [
    [changed, 'changed'],
    [added, 'added'],
    [old.size, 'removed'],
  ] as const
  const told = parts.filter(([count]) => count > 0).map(([count, word]) => `${count} ${word}`)
  if (told.length > 0) return told.join(', ')
  return wiring(before) === wiring(after) ? 'nothing changed' : 'wires changed'
}

/** A node without its place on the canvas. */
function contentOf({ additionalInfo, ...node }: ChainNode): string {
  const { layoutX: _x, layoutY: _y, ...info } = additionalInfo ?? {}
  return JSON.stringify({ ...node, info })
}

function wiring(graph: ChainGraph | null): string {
  const wires = (graph?.connections ?? []).map(
    ({ fromIndex, toIndex, type }) => `${fromIndex} ${toIndex} ${type}`,
  )
  return wires.sort().join('\n')
}
