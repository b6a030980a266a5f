import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { debugAllFor } from '../rules/debug.ts'
import type { ChainView } from './contract.ts'
import { type TestServer, testServer, testStore } from './test-server.ts'

let server: TestServer
before(async () => {
  server = await testServer(await testStore())
})
after(async () => {
  await server.close()
  await server.store.close()
})

const log = (name: string, debugSettings?: object) => ({
  type: 'flow/log',
  name,
  configuration: { scriptLang: 'JS' },
  ...(debugSettings && { debugSettings }),
})

async function deployed(...nodes: object[]): Promise<ChainView> {
  const { json: chain } = await server.ask('POST', '/api/weir/chains', { name: 'Recorded' })
  const graph = { firstNodeIndex: 0, nodes, connections: [] }
  await server.ask('PUT', `/api/weir/chains/${chain.id}/draft`, { graph, revision: chain.draft.revision })
  return (await server.ask('POST', `/api/weir/chains/${chain.id}/deploy`, {})).json
}

const record = (chain: ChainView, body: object) =>
  server.ask('POST', `/api/weir/chains/${chain.id}/recording`, body)
const idOf = ({ live }: ChainView, index: number) => live?.nodes[index]?.id?.id ?? ''

test('a node is recorded at once, without a new version, and no longer than the server allows', async () => {
  const chain = await deployed(log('one'), log('two'))
  const [one, two] = [idOf(chain, 0), idOf(chain, 1)]
  const { json } = await record(chain, { nodeIds: [one], everything: true })
  const until = server.clock.now() + debugAllFor
  const settings = { failuresEnabled: false, allEnabled: false, allEnabledUntil: until }
  assert.deepEqual(json.nodes, { [one]: settings })
  assert.deepEqual(server.rules.debugged.get(chain.id), new Map([[one, settings]]))
  const now: ChainView = (await server.ask('GET', `/api/weir/chains/${chain.id}`)).json
  assert.equal(now.liveVersion, chain.liveVersion)
  assert.equal(now.draft, null)
  assert.deepEqual(now.live?.nodes.find((node) => node.id?.id === one)?.debugSettings, settings)
  assert.equal(now.live?.nodes.find((node) => node.id?.id === two)?.debugSettings, undefined)
})

test('all nodes stop at once, and what else was asked of them stays', async () => {
  const chain = await deployed(log('one'), log('two'))
  await record(chain, { everything: true })
  await record(chain, { nodeIds: [idOf(chain, 0)], failures: true })
  const { json } = await record(chain, { everything: false })
  assert.deepEqual(json.nodes[idOf(chain, 0)], {
    failuresEnabled: true,
    allEnabled: false,
    allEnabledUntil: 0,
  })
  assert.equal(json.nodes[idOf(chain, 1)].allEnabledUntil, 0)
})

test('a deploy leaves the recording of nodes that run, and new nodes bring their own', async () => {
  const chain = await deployed(log('one'))
  const graph = {
    ...chain.live,
    nodes: [...(chain.live?.nodes ?? []), log('two', { failuresEnabled: true })],
  }
  await server.ask('PUT', `/api/weir/chains/${chain.id}/draft`, { graph, revision: null })
  await record(chain, { everything: true })
  const { json } = await server.ask('POST', `/api/weir/chains/${chain.id}/deploy`, {})
  const [one, two] = json.live.nodes
  assert.equal(one.debugSettings.allEnabledUntil, server.clock.now() + debugAllFor)
  assert.deepEqual([two.debugSettings.failuresEnabled, two.debugSettings.allEnabledUntil], [true, 0])
})

test('what cannot be recorded is refused with the reason', async () => {
  const { json: fresh } = await server.ask('POST', '/api/weir/chains', { name: 'Never deployed' })
  const refused = await record(fresh, { everything: true })
  assert.equal(refused.status, 400)
  assert.match(refused.json.message, /does not run yet: deploy it/)
  const chain = await deployed(log('one'))
  const strange = await record(chain, { nodeIds: ['00000000-0000-4000-8000-000000000000'], everything: true })
  assert.equal(strange.status, 400)
  assert.match(strange.json.message, /No node that runs has the id/)
})

test('the steps of one message are told of all chains', async () => {
  const step = { flight: 7, at: 1, messageId: 'm', messageType: 'T', error: null, took: 1, data: '{}' }
  server.rules.remembered = [
    { ...step, seq: 1, chainId: 'outer', nodeId: 'a' },
    { ...step, seq: 2, chainId: 'inner', nodeId: 'b' },
    { ...step, seq: 3, chainId: 'outer', nodeId: 'c', flight: 8 },
  ] as never
  const { json } = await server.ask('GET', '/api/weir/flights/7')
  assert.deepEqual(
    json.map(({ chainId }: { chainId: string }) => chainId),
    ['outer', 'inner'],
  )
  assert.equal((await server.ask('GET', '/api/weir/flights/first')).status, 400)
})
