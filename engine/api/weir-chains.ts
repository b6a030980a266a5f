import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { Type } from 'typebox'
import type { ChainGraph, ChainHead } from '../rules/chain.ts'
import { Conflict } from '../store/store.ts'
import { chainFor, summaryOf, viewOf, withIds } from './chain-views.ts'
import { checkText } from './check-graph.ts'
import { badRequest, found, notFound } from './errors.ts'
import { isUuid } from './ids.ts'
import { exportChain, importChain } from './import.ts'
import { type Api, type ApiParts, callerOf, routesOf } from './routes.ts'

const { needs } = routesOf('rule chains')
const tags = ['weir']

const ChainParams = Type.Object({ id: Type.String() })

/** Chains as the editor sees them (contract.ts): list, make, rename, delete, import, export. */
export function weirChainRoutes(api: Api, parts: ApiParts): void {
  const { store, rules, catalogue, clock, identity } = parts
  const one = { schema: { tags, params: ChainParams } }

  api.get('/api/weir/nodes', { ...needs('RULE_CHAIN:READ'), schema: { tags } }, () => catalogue.describe())

  api.get('/api/weir/chains', { ...needs('RULE_CHAIN:READ'), schema: { tags } }, async () => {
    const chains = await store.chains.all()
    return Promise.all(chains.map((chain) => summaryOf(parts, chain)))
  })

  api.post(
    '/api/weir/chains',
    {
      ...needs('RULE_CHAIN:CREATE'),
      schema: { tags, body: Type.Object({ name: Type.String(), from: Type.Optional(Type.String()) }) },
    },
    async (request, reply) => {
      const name = nameOf(request.body.name)
      const from = request.body.from
      const graph = from ? await copyOf(parts, from) : emptyGraph()
      const chain = await store.chains.create({ name, type: 'CORE' })
      await store.chains.saveDraft(
        chain.id,
        withIds(graph, () => identity.uuid()),
        {
          userId: callerOf(request).userId,
          revision: null,
        },
      )
      rules.chainsChanged()
      return reply.send(await viewOf(parts, found(await store.chains.get(chain.id))))
    },
  )

  api.get('/api/weir/chains/:id', { ...needs('RULE_CHAIN:READ'), ...one }, async (request) =>
    viewOf(parts, await chainFor(parts, request.params.id)),
  )

  api.patch(
    '/api/weir/chains/:id',
    {
      ...needs('RULE_CHAIN:WRITE'),
      schema: {
        tags,
        params: ChainParams,
        body: Type.Object({ name: Type.Optional(Type.String()), description: Type.Optional(Type.String()) }),
      },
    },
    async (request) => {
      const chain = await chainFor(parts, request.params.id)
      const { name, description } = request.body
      const head: ChainHead = {
        ...chain.head,
        name: name === undefined ? chain.name : nameOf(name),
        type: chain.type,
      }
      if (description !== undefined) head.additionalInfo = { ...head.additionalInfo, description }
      const saved = await store.chains.updateHead(chain.id, head)
      rules.chainsChanged()
      return summaryOf(parts, saved)
    },
  )

  api.delete('/api/weir/chains/:id', { ...needs('RULE_CHAIN:DELETE'), ...one }, async (request, reply) => {
    await removeChain(parts, request.params.id)
    return reply.send()
  })

  api.post('/api/weir/chains/:id/root', { ...needs('RULE_CHAIN:WRITE'), ...one }, async (request) => {
    const chain = await chainFor(parts, request.params.id)
    if (chain.liveVersion === 0) throw badRequest('Only a deployed chain can be the root: deploy it first')
    const root = await store.chains.setRoot(chain.id)
    rules.chainsChanged()
    return summaryOf(parts, root)
  })

  api.post(
    '/api/weir/chains/preview',
    { ...needs('RULE_CHAIN:READ'), schema: { tags, body: Type.Unknown() } },
    (request) => {
      const { head, graph, report } = importChain(request.body, catalogue, clock.now())
      return {
        name: head.name,
        nodes: graph.nodes.length,
        connections: graph.connections?.length ?? 0,
        graph,
        report,
      }
    },
  )

  api.post(
    '/api/weir/chains/import',
    { ...needs('RULE_CHAIN:CREATE'), schema: { tags, body: Type.Unknown() } },
    async (request) => {
      const { head, graph, report } = importChain(request.body, catalogue, clock.now())
      checkText('name', head.name)
      const chain = await store.chains.create(head)
      await store.chains.saveDraft(
        chain.id,
        withIds(graph, () => identity.uuid()),
        {
          userId: callerOf(request).userId,
          revision: null,
        },
      )
      rules.chainsChanged()
      return { chain: await viewOf(parts, found(await store.chains.get(chain.id))), report }
    },
  )

  api.get('/api/weir/chains/:id/export', { ...needs('RULE_CHAIN:READ'), ...one }, async (request, reply) => {
    const chain = await chainFor(parts, request.params.id)
    const graph = (await store.chains.live(chain.id)) ?? (await store.chains.draft(chain.id))?.graph
    const file = exportChain(
      { ...chain.head, name: chain.name, type: chain.type },
      graph ?? emptyGraph(),
      catalogue,
    )
    const fileName = chain.name.replace(/[^\w-]+/g, '_').slice(0, 80) || 'chain'
    reply.header('content-disposition', `attachment; filename="${fileName}.json"`)
    return file
  })
}

/** Deletes a chain that is neither root nor used. Throws 400 in the cloud's words where it may not. */
export async function removeChain(parts: ApiParts, idText: string): Promise<void> {
  const chain = await chainFor(parts, idText)
  if (chain.root) throw badRequest('Deletion of Root Tenant Rule Chain is prohibited!')
  try {
    await parts.store.chains.remove(chain.id)
  } catch (error) {
    if (!(error instanceof Conflict)) throw error
    throw badRequest('The rule chain referenced by the device profiles cannot be deleted!')
  }
  await parts.rules.remove(chain.id)
  parts.rules.chainsChanged()
}

/** A chain's name: not blank, not long, no HTML. */
export function nameOf(text: unknown): string {
  const name = typeof text === 'string' ? text.trim() : ''
  if (name === '') throw badRequest('Rule chain name should be specified!')
  checkText('name', name)
  return name
}

export function emptyGraph(): ChainGraph {
  return { firstNodeIndex: null, nodes: [], connections: [] }
}

/** The graph of another chain or of a flow that we ship, with nodes of its own. */
async function copyOf(parts: ApiParts, from: string): Promise<ChainGraph> {
  if (!isUuid(from)) return flowOf(parts, from)
  const { chains } = parts.store
  const graph = (await chains.draft(from))?.graph ?? (await chains.live(from))
  const source = found(graph, `Rule chain with id [${from}] is not found`)
  return { ...source, nodes: source.nodes.map(({ id: _id, ...node }) => node) as ChainGraph['nodes'] }
}

/** The graph of a flow that we ship. Throws 404 for one that there is not. */
export async function flowOf({ flowsDir, catalogue, clock }: ApiParts, name: string): Promise<ChainGraph> {
  const unknown = `There is no flow '${name.slice(0, 64)}' to begin from: give the id of a chain or the name of a flow`
  if (!flowsDir || !/^[a-z0-9][a-z0-9-]{0,99}$/.test(name)) throw notFound(unknown)
  const text = await readFile(join(flowsDir, `${name}.json`), 'utf8').catch(() => {
    throw notFound(unknown)
  })
  return importChain(JSON.parse(text), catalogue, clock.now()).graph
}
