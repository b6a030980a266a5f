import { Type } from 'typebox'
import type { ChainGraph, ChainHead, ChainNode } from '../rules/chain.ts'
import type { StoredChain } from '../store/store.ts'
import { chainFor, deployGraph, renameInCallers } from './chain-views.ts'
import { checkBeforeSave } from './check-graph.ts'
import { ApiError, badRequest, errorCode, found } from './errors.ts'
import { entityId, idIn, uuids } from './ids.ts'
import { readGraph } from './import.ts'
import type { NodeCatalogue } from './needs.ts'
import { mapPage, PageQuery, pageLink } from './paging.ts'
import { type Api, type ApiParts, callerOf, routesOf } from './routes.ts'
import { labelUsage, outputLabels } from './rule-chain-labels.ts'
import { chainJson } from './shapes.ts'
import { toCloudGraph, toOurGraph } from './translate.ts'
import { emptyGraph, flowOf, nameOf, removeChain } from './weir-chains.ts'

const { needs } = routesOf('rule chains')
const tags = ['rule chains']

const ChainParams = Type.Object({ ruleChainId: Type.String() })
const Anything = Type.Record(Type.String(), Type.Unknown())
const ListQuery = Type.Object({
  ...PageQuery.properties,
  type: Type.Optional(Type.String()),
  ruleChainIds: Type.Optional(Type.String()),
})

/** Rule chains as the cloud's API has them: saving the graph deploys it (rest-core.md 11). */
export function ruleChainRoutes(api: Api, parts: ApiParts): void {
  const { store, rules, catalogue, clock } = parts
  const one = { schema: { tags, params: ChainParams } }
  const plain = (chain: StoredChain) => chainJson(chain, store.tenantId)
  const byIds = async (list: string | undefined) => {
    const found = await Promise.all(uuids('ruleChainIds', list).map((id) => store.chains.get(id)))
    return found.filter((chain) => chain !== null).map(plain)
  }

  api.get(
    '/api/ruleChains',
    { ...needs('RULE_CHAIN:READ'), schema: { tags, querystring: ListQuery } },
    async (request) => {
      const { ruleChainIds } = request.query
      if (ruleChainIds !== undefined) return byIds(ruleChainIds)
      const type = request.query.type === 'EDGE' ? 'EDGE' : 'CORE'
      return mapPage(await store.chains.list(pageLink(request.query), type), plain)
    },
  )

  api.get(
    '/api/ruleChains/list',
    { ...needs('RULE_CHAIN:READ'), schema: { tags, querystring: ListQuery } },
    (request) => byIds(request.query.ruleChainIds),
  )

  api.get('/api/ruleChain/:ruleChainId', { ...needs('RULE_CHAIN:READ'), ...one }, async (request) =>
    plain(await chainFor(parts, request.params.ruleChainId)),
  )

  api.post(
    '/api/ruleChain',
    { ...needs('RULE_CHAIN:WRITE'), schema: { tags, body: Anything } },
    async (request) => {
      const { body } = request
      const id = idIn('id', body.id)
      const before = id ? found(await store.chains.get(id), `Rule chain with id [${id}] is not found`) : null
      const head: ChainHead = {
        ...withoutServerFields(body),
        name: nameOf(body.name),
        type: before?.type ?? (body.type === 'EDGE' ? 'EDGE' : 'CORE'),
      }
      if (body.root === true && !before?.root && (await store.chains.root())) {
        throw badRequest('Another root rule chain is present in scope of current tenant!')
      }
      const saved = before ? await store.chains.updateHead(before.id, head) : await store.chains.create(head)
      rules.chainsChanged()
      return plain(saved)
    },
  )

  api.post(
    '/api/ruleChain/device/default',
    { ...needs('RULE_CHAIN:CREATE'), schema: { tags, body: Anything } },
    async (request) => {
      const name = nameOf(request.body.name)
      // A profile's chain does at first what the root chain does.
      const graph = await flowOf(parts, 'root')
      const chain = await store.chains.create({ name, type: 'CORE' })
      const deployed = await deployGraph(parts, chain, graph, { caller: callerOf(request), note: '' })
      rules.chainsChanged()
      return plain(deployed.chain)
    },
  )

  api.delete(
    '/api/ruleChain/:ruleChainId',
    { ...needs('RULE_CHAIN:DELETE'), ...one },
    async (request, reply) => {
      await removeChain(parts, request.params.ruleChainId)
      return reply.send()
    },
  )

  api.post('/api/ruleChain/:ruleChainId/root', { ...needs('RULE_CHAIN:WRITE'), ...one }, async (request) => {
    const chain = await chainFor(parts, request.params.ruleChainId)
    const root = await store.chains.setRoot(chain.id)
    rules.chainsChanged()
    return plain(root)
  })

  api.get(
    '/api/ruleChain/:ruleChainId/metadata',
    { ...needs('RULE_CHAIN:READ'), ...one },
    async (request) => {
      const chain = await chainFor(parts, request.params.ruleChainId)
      return metadataJson(chain, await store.chains.live(chain.id), catalogue)
    },
  )

  api.post(
    '/api/ruleChain/metadata',
    {
      ...needs('RULE_CHAIN:WRITE'),
      schema: {
        tags,
        body: Anything,
        querystring: Type.Object({ updateRelated: Type.Optional(Type.String()) }),
      },
    },
    async (request) => {
      const { ruleChainId, version, ...body } = request.body
      const id = idIn('ruleChainId', ruleChainId)
      if (!id) throw badRequest("Parameter 'ruleChainId' can't be empty!")
      const chain = await chainFor(parts, id)
      if (typeof version === 'number' && chain.liveVersion > 0 && version !== chain.liveVersion) {
        throw new ApiError(
          409,
          errorCode.versionConflict,
          `The rule chain was changed by someone else (version ${chain.liveVersion}, not ${version}). Reload it and try again`,
        )
      }
      const { graph } = toOurGraph(readGraph(body), catalogue, clock.now(), await chainNames(store))
      checkBeforeSave(graph)
      const caller = callerOf(request)
      const before = await store.chains.live(chain.id)
      const own = await withoutForeignIds(parts, chain.id, graph)
      const deployed = await deployGraph(parts, chain, own, { caller, note: '' })
      if (request.query.updateRelated !== 'false')
        await renameInCallers(parts, chain, before, deployed.graph, caller)
      return metadataJson(deployed.chain, deployed.graph, catalogue)
    },
  )

  api.get(
    '/api/ruleChain/:ruleChainId/output/labels',
    { ...needs('RULE_CHAIN:READ'), ...one },
    async (request) => {
      const chain = await chainFor(parts, request.params.ruleChainId)
      return outputLabels(await store.chains.live(chain.id))
    },
  )

  api.get(
    '/api/ruleChain/:ruleChainId/output/labels/usage',
    { ...needs('RULE_CHAIN:READ'), ...one },
    async (request) => labelUsage(parts, (await chainFor(parts, request.params.ruleChainId)).id),
  )
}

/** Nodes that came with the ids of nodes of other chains, as copies do, become nodes of their own. */
async function withoutForeignIds(parts: ApiParts, chainId: string, graph: ChainGraph): Promise<ChainGraph> {
  const foreign = new Set<string>()
  for (const { id } of await parts.store.chains.all()) {
    if (id !== chainId) for (const node of parts.rules.live(id)?.nodes ?? []) foreign.add(node.id)
  }
  const nodes = graph.nodes.map((node) => {
    if (node.id === undefined || !foreign.has(node.id.id)) return node
    const { id: _foreign, ...own } = node
    return own as ChainNode
  })
  return { ...graph, nodes }
}

/** The names of chains, for the nodes that old wires to whole chains become. */
async function chainNames(store: ApiParts['store']): Promise<Map<string, string>> {
  return new Map((await store.chains.all()).map(({ id, name }) => [id, name]))
}

/** The graph as the cloud writes it; members that it always has are there. */
function metadataJson(chain: StoredChain, graph: ChainGraph | null, catalogue: NodeCatalogue) {
  const { nodes, connections, notes, ...rest } = toCloudGraph(graph ?? emptyGraph(), catalogue)
  return {
    ...rest,
    ruleChainId: entityId('RULE_CHAIN', chain.id),
    version: chain.liveVersion,
    firstNodeIndex: rest.firstNodeIndex ?? null,
    nodes: nodes.map((node) => ({
      singletonMode: false,
      queueName: null,
      configurationVersion: 0,
      ...node,
      ruleChainId: entityId('RULE_CHAIN', chain.id),
    })),
    connections: connections ?? [],
    ruleChainConnections: null,
    notes: notes ?? [],
  }
}

/** A head without what only the server may say. */
function withoutServerFields(body: Record<string, unknown>): Record<string, unknown> {
  const { id: _id, createdTime: _time, tenantId: _tenant, root: _root, version: _version, ...rest } = body
  return rest
}
