/** What the REST cases about calls find: a device that answers, and root chains with and without the nodes for them. */
import type { RestWorld } from './rest-world.ts'

/**
 * Lets the device with this token listen over HTTP for as long as it is there. It answers every call with {"ok":true},
 * except the method `silent`, and text where it is asked for some.
 */
export async function answeringDevice(world: RestWorld, token: string): Promise<void> {
  const api = `${world.url}/api/v1/${token}/rpc`
  const listen = async () => {
    for (;;) {
      const poll = await fetch(`${api}?timeout=20000`)
      if (poll.status === 401 || poll.status === 403) return
      if (poll.status !== 200) continue
      const { id, method } = (await poll.json()) as { id: number; method: string }
      const body = /text|json/i.test(method) ? 'not json' : '{"ok":true}'
      if (method !== 'silent') await fetch(`${api}/${id}`, { method: 'POST', body })
    }
  }
  // It ends with its device, or with the server.
  void listen().catch(() => {})
}

const rules = 'org.thingsboard.rule.engine'
const switchNode = { type: `${rules}.filter.TbMsgTypeSwitchNode`, name: 'Message type', configuration: {} }
const requestNode = {
  type: `${rules}.rpc.TbSendRPCRequestNode`,
  name: 'Call device',
  configuration: { timeoutInSeconds: 60 },
}
const replyNode = {
  type: `${rules}.rest.TbSendRestApiCallReplyNode`,
  name: 'Answer',
  configuration: { serviceIdMetaDataAttribute: 'serviceId', requestIdMetaDataAttribute: 'requestUUID' },
}

/** Makes a chain the root whose message type switch has these nodes behind it. */
async function makeRoot(world: RestWorld, nodes: readonly (readonly [output: string, node: object])[]) {
  const name = `Root for calls ${Date.now()}`
  const { id } = (await world.ask('POST', '/api/ruleChain', { name, type: 'CORE' })).json
  await world.ask('POST', '/api/ruleChain/metadata', {
    ruleChainId: id,
    firstNodeIndex: 0,
    nodes: [switchNode, ...nodes.map(([, node]) => node)],
    connections: nodes.map(([type], at) => ({ fromIndex: 0, toIndex: at + 1, type })),
  })
  await world.ask('POST', `/api/ruleChain/${id.id}/root`)
}

const request = ['RPC Request to Device', requestNode] as const
const reply = ['REST API request', replyNode] as const

/** States of the root chain, by the words of the cases that speak of them. */
export const rootChains: readonly (readonly [words: RegExp, prepare: (world: RestWorld) => Promise<void>])[] =
  [
    [/without RPC request node/, (world) => makeRoot(world, [reply])],
    [/no (rest )?(call )?reply node/i, (world) => makeRoot(world, [request])],
    [/repl(y|ies)\b.*\bnode|\bnode.*\brepl(y|ies)\b/i, (world) => makeRoot(world, [request, reply])],
  ]
