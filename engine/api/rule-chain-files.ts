import { Type } from 'typebox'
import type { ChainGraph, ChainHead } from '../rules/chain.ts'
import type { StoredChain } from '../store/store.ts'
import { deployGraph } from './chain-views.ts'
import { checkBeforeSave } from './check-graph.ts'
import { entityId, idIn } from './ids.ts'
import { exportChain, readGraph } from './import.ts'
import { wholeNumber } from './paging.ts'
import { type Api, type ApiParts, callerOf, routesOf } from './routes.ts'
import { toOurGraph } from './translate.ts'
import { emptyGraph, nameOf } from './weir-chains.ts'

const { needs } = routesOf('rule chains')
const tags = ['rule chains']

type Json = Record<string, unknown>

const ImportBody = Type.Object({
  ruleChains: Type.Array(Type.Record(Type.String(), Type.Unknown())),
  metadata: Type.Array(Type.Record(Type.String(), Type.Unknown())),
})

/** All chains in one file, out and in (rest-core.md 11.2). */
export function ruleChainFileRoutes(api: Api, parts: ApiParts): void {
  const { store, catalogue, identity, rules } = parts

  api.get(
    '/api/ruleChains/export',
    {
      ...needs('RULE_CHAIN:READ'),
      schema: { tags, querystring: Type.Object({ limit: Type.Optional(Type.String()) }) },
    },
    async (request) => {
      const limit = request.query.limit ? wholeNumber('limit', request.query.limit) : 1000
      const chains = (await store.chains.all())
        .filter(({ type }) => type === 'CORE')
        .slice(0, Math.max(0, limit))
      const fresh = new Map(chains.map((chain) => [chain.id, identity.uuid()]))
      const ruleChains: Json[] = []
      const metadata: Json[] = []
      for (const chain of chains) {
        const graph = (await store.chains.live(chain.id)) ?? emptyGraph()
        const head = { ...chain.head, name: chain.name, type: chain.type }
        const file = exportChain(head, graph, catalogue)
        const id = entityId('RULE_CHAIN', fresh.get(chain.id) ?? identity.uuid())
        ruleChains.push({ ...file.ruleChain, id, root: chain.root })
        metadata.push({ ...renamed(file.metadata, fresh), ruleChainId: id })
      }
      return { ruleChains, metadata }
    },
  )

  api.post(
    '/api/ruleChains/import',
    {
      ...needs('RULE_CHAIN:CREATE'),
      schema: {
        tags,
        body: ImportBody,
        querystring: Type.Object({ overwrite: Type.Optional(Type.String()) }),
      },
    },
    async (request) => {
      const { ruleChains, metadata } = request.body
      const graphs = new Map(metadata.map((graph) => [idIn('ruleChainId', graph.ruleChainId), graph]))
      const wanted = ruleChains.map((head) => {
        const from = idIn('id', head.id)
        const { ruleChainId: _id, version: _version, ...graph } = graphs.get(from) ?? {}
        const read = readGraph(graph)
        checkBeforeSave(read)
        return { from, head, name: nameOf(head.name), graph: read }
      })

      const chains: { chain: StoredChain; graph: ChainGraph; updated: boolean }[] = []
      const ids = new Map<string, string>()
      const names = new Map(wanted.flatMap(({ from, name }) => (from ? [[from, name] as const] : [])))
      for (const { from, head, name, graph } of wanted) {
        const type = head.type === 'EDGE' ? 'EDGE' : 'CORE'
        const same = request.query.overwrite === 'true' ? await sameChain(parts, name, type) : undefined
        const { id: _id, root: _root, ...kept } = head
        const newHead: ChainHead = { ...kept, name, type, firstRuleNodeId: null }
        const chain = same ?? (await store.chains.create(newHead))
        if (from) ids.set(from, chain.id)
        chains.push({ chain, graph, updated: same !== undefined })
      }
      const by = { caller: callerOf(request), note: 'imported' }
      for (const { chain, graph } of chains) {
        const ours = toOurGraph(graph, catalogue, parts.clock.now(), names).graph
        await deployGraph(parts, chain, ofTenant(renamed(ours, ids), store.tenantId), by)
      }
      rules.chainsChanged()
      return chains.map(({ chain, updated }) => ({
        ruleChainId: entityId('RULE_CHAIN', chain.id),
        ruleChainName: chain.name,
        updated,
        error: null,
      }))
    },
  )
}

/** The graph with the ids of chains that its input nodes name replaced. */
function renamed(graph: ChainGraph, ids: ReadonlyMap<string, string>): ChainGraph {
  const nodes = graph.nodes.map((node) => {
    const target = node.configuration.ruleChainId
    const now = typeof target === 'string' ? ids.get(target) : undefined
    return now ? { ...node, configuration: { ...node.configuration, ruleChainId: now } } : node
  })
  return { ...graph, nodes }
}

/** The graph with every reference to a tenant in its nodes turned to this one. */
function ofTenant(graph: ChainGraph, tenantId: string): ChainGraph {
  const turned = (value: unknown): unknown => {
    if (Array.isArray(value)) return value.map(turned)
    if (typeof value !== 'object' || value === null) return value
    const members = Object.entries(value).map(([key, member]) => [key, turned(member)])
    const copy = Object.fromEntries(members) as Json
    return copy.entityType === 'TENANT' && 'id' in copy ? { ...copy, id: tenantId } : copy
  }
  const nodes = graph.nodes.map((node) => ({ ...node, configuration: turned(node.configuration) as Json }))
  return { ...graph, nodes }
}

async function sameChain({ store }: ApiParts, name: string, type: string): Promise<StoredChain | undefined> {
  const chains = await store.chains.all()
  return chains.find((chain) => chain.name === name && chain.type === type)
}
