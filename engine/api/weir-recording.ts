import { Type } from 'typebox'
import type { ChainGraph, ChainNode, DebugSettings } from '../rules/chain.ts'
import { debugAllFor } from '../rules/debug.ts'
import { chainFor } from './chain-views.ts'
import type { Recording } from './contract.ts'
import { badRequest } from './errors.ts'
import { type Api, type ApiParts, routesOf } from './routes.ts'

const { needs } = routesOf('rule chains')
const tags = ['weir']

const RecordingBody = Type.Object({
  nodeIds: Type.Optional(Type.Array(Type.String(), { maxItems: 10_000 })),
  everything: Type.Optional(Type.Boolean()),
  failures: Type.Optional(Type.Boolean()),
})

/** What nodes that run write down, changed at once; and the way of one message through all chains (contract.ts). */
export function weirRecordingRoutes(api: Api, parts: ApiParts): void {
  const { store, rules, clock } = parts

  api.post(
    '/api/weir/chains/:id/recording',
    {
      ...needs('RULE_CHAIN:DEBUG'),
      schema: {
        tags,
        summary: 'Begin or end writing down what nodes do, without a deploy',
        params: Type.Object({ id: Type.String() }),
        body: RecordingBody,
      },
    },
    async (request) => {
      const chain = await chainFor(parts, request.params.id)
      const settings = new Map<string, DebugSettings>()
      const recorded = (node: ChainNode): ChainNode => {
        const wanted = wantedOf(node, request.body, clock.now())
        if (wanted === null || node.id === undefined) return node
        settings.set(node.id.id, wanted)
        return { ...node, debugSettings: wanted }
      }
      const live = await store.chains.changeLive(chain.id, (graph) => {
        refuseStrangers(graph, request.body.nodeIds ?? [])
        return { ...graph, nodes: graph.nodes.map(recorded) }
      })
      if (live === null) throw badRequest('The chain does not run yet: deploy it, then record')
      rules.debug(chain.id, settings)
      return { nodes: Object.fromEntries(settings) }
    },
  )

  api.get(
    '/api/weir/flights/:flight',
    {
      ...needs('RULE_CHAIN:DEBUG'),
      schema: {
        tags,
        summary: 'The way that one message took through all chains, as far as it is remembered',
        params: Type.Object({ flight: Type.String() }),
      },
    },
    async (request) => {
      const flight = Number(request.params.flight)
      if (!Number.isSafeInteger(flight) || flight < 1)
        throw badRequest('A flight is a whole number above 0, as messages have it')
      return rules.path(flight)
    },
  )
}

/** What a node writes down from now on; null when it is not asked to do otherwise. */
function wantedOf(node: ChainNode, asked: Recording, now: number): DebugSettings | null {
  if (asked.nodeIds !== undefined && !asked.nodeIds.includes(node.id?.id ?? '')) return null
  const { failuresEnabled = false, allEnabledUntil = 0 } = node.debugSettings ?? {}
  const { everything, failures = failuresEnabled } = asked
  const until = everything === undefined ? allEnabledUntil : everything ? now + debugAllFor : 0
  return { failuresEnabled: failures, allEnabled: false, allEnabledUntil: until }
}

function refuseStrangers(graph: ChainGraph, nodeIds: readonly string[]): void {
  const known = new Set(graph.nodes.map((node) => node.id?.id))
  const stranger = nodeIds.find((id) => !known.has(id))
  if (stranger !== undefined)
    throw badRequest(`No node that runs has the id ${stranger.slice(0, 60)}: deploy it first`)
}

/**
 * The graph of a draft with the recording of what runs: that is set while the chain runs, so a draft, which may be
 * older, has no say in it. Nodes that do not run yet bring their own.
 */
export function withLiveRecording(graph: ChainGraph, live: ChainGraph | null): ChainGraph {
  const running = new Map(live?.nodes.map((node) => [node.id?.id, node]))
  const nodes = graph.nodes.map((node): ChainNode => {
    const { debugSettings } = running.get(node.id?.id) ?? node
    if (debugSettings === undefined || debugSettings === node.debugSettings) return node
    return { ...node, debugSettings }
  })
  return { ...graph, nodes }
}
