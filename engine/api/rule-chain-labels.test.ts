import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { openCatalogue } from '../../nodes/catalogue.ts'
import { catalogueForApi } from '../edge/api-catalogue.ts'
import { type TestServer, testServer, testStore } from './test-server.ts'

let server: TestServer
before(async () => {
  const { catalogue } = await openCatalogue()
  server = await testServer(await testStore(), { catalogue: catalogueForApi(catalogue) })
})
after(async () => {
  await server.close()
  await server.store.close()
})

const flow = 'org.thingsboard.rule.engine.flow'
const output = (name: string, id?: object) => ({
  ...(id ? { id } : {}),
  type: `${flow}.TbRuleChainOutputNode`,
  name,
  configuration: { version: 0 },
})
const input = (ruleChainId: string, name = 'Call') => ({
  type: `${flow}.TbRuleChainInputNode`,
  name,
  configurationVersion: 1,
  configuration: { ruleChainId, forwardMsgToDefaultRuleChain: false },
})
const log = {
  type: 'org.thingsboard.rule.engine.action.TbLogNode',
  name: 'log',
  configurationVersion: 0,
  configuration: { scriptLang: 'JS', jsScript: "return 'x';", tbelScript: "return 'x';" },
}

async function make(name: string): Promise<string> {
  return (await server.ask('POST', '/api/ruleChain', { name })).json.id.id
}

async function save(id: string, graph: object, query = '') {
  const body = { ruleChainId: { entityType: 'RULE_CHAIN', id }, firstNodeIndex: 0, connections: [], ...graph }
  const answer = await server.ask('POST', `/api/ruleChain/metadata${query}`, body)
  assert.equal(answer.status, 200, answer.text)
  return answer.json
}

const wire = (type: string) => ({ fromIndex: 0, toIndex: 1, type })
async function labelsOf(id: string): Promise<string[]> {
  const { json } = await server.ask('GET', `/api/ruleChain/${id}/metadata`)
  return json.connections.map(({ type }: { type: string }) => type).sort()
}

/** A chain with the outputs Hot and Cold, and one that calls it and is wired by both. */
async function pair(name: string) {
  const inner = await make(`${name} inner`)
  const saved = await save(inner, { nodes: [output('Hot'), output('Cold')] })
  const outer = await make(`${name} outer`)
  await save(outer, { nodes: [input(inner), log], connections: [wire('Hot'), wire('Cold')] })
  const [hot, cold] = saved.nodes.map(({ id }: { id: object }) => id)
  return { inner, outer, hot, cold }
}

test('the outputs of a chain and who uses them are told', async () => {
  const { inner, outer } = await pair('Told')
  assert.deepEqual((await server.ask('GET', `/api/ruleChain/${inner}/output/labels`)).json, ['Hot', 'Cold'])
  const { json } = await server.ask('GET', `/api/ruleChain/${inner}/output/labels/usage`)
  assert.equal(json.length, 1)
  assert.deepEqual(
    [json[0].ruleChainId.id, json[0].ruleChainName, json[0].ruleNodeName, json[0].labels],
    [outer, 'Told outer', 'Call', ['Hot', 'Cold']],
  )
})

test('an output that is renamed takes the wires of its callers along', async () => {
  const { inner, outer, hot, cold } = await pair('Renamed')
  await save(inner, { nodes: [output('Warm', hot), output('Cold', cold)] })
  assert.deepEqual(await labelsOf(outer), ['Cold', 'Warm'])
  const running = server.rules.deployed.get(outer)?.connections?.map(({ type }) => type)
  assert.deepEqual(running?.sort(), ['Cold', 'Warm'], 'what runs as well')
})

test('two outputs may change their names with each other only where that is clear', async () => {
  const { inner, outer, hot, cold } = await pair('Swapped')
  await save(inner, { nodes: [output('Cold', hot), output('Hot', cold)] })
  assert.deepEqual(await labelsOf(outer), ['Cold', 'Hot'])
})

test('wires stay where the old name is still there, or where the client says so', async () => {
  const still = await pair('Still')
  await save(still.inner, { nodes: [output('Warm', still.hot), output('Hot'), output('Cold', still.cold)] })
  assert.deepEqual(await labelsOf(still.outer), ['Cold', 'Hot'])
  const told = await pair('Asked')
  await save(
    told.inner,
    { nodes: [output('Warm', told.hot), output('Cold', told.cold)] },
    '?updateRelated=false',
  )
  assert.deepEqual(await labelsOf(told.outer), ['Cold', 'Hot'])
})

test('somebody’s draft of a calling chain survives, with its wires renamed', async () => {
  const { inner, outer, hot, cold } = await pair('Drafted')
  const { live } = (await server.ask('GET', `/api/weir/chains/${outer}`)).json
  const nodes = live.nodes.map((node: { name: string }) =>
    node.name === 'log' ? { ...node, name: 'my log' } : node,
  )
  await server.ask('PUT', `/api/weir/chains/${outer}/draft`, { graph: { ...live, nodes }, revision: null })
  await save(inner, { nodes: [output('Warm', hot), output('Cold', cold)] })
  const { draft } = (await server.ask('GET', `/api/weir/chains/${outer}`)).json
  assert.deepEqual(draft.graph.nodes[1].name, 'my log')
  assert.deepEqual(draft.graph.connections.map(({ type }: { type: string }) => type).sort(), ['Cold', 'Warm'])
})

test('a deploy from the editor takes the wires along as well', async () => {
  const { inner, outer } = await pair('Edited')
  const { live } = (await server.ask('GET', `/api/weir/chains/${inner}`)).json
  const nodes = live.nodes.map((node: { name: string }) =>
    node.name === 'Hot' ? { ...node, name: 'Warm' } : node,
  )
  await server.ask('PUT', `/api/weir/chains/${inner}/draft`, { graph: { ...live, nodes }, revision: null })
  const deployed = await server.ask('POST', `/api/weir/chains/${inner}/deploy`, {})
  assert.equal(deployed.status, 200, deployed.text)
  assert.deepEqual(await labelsOf(outer), ['Cold', 'Warm'])
})

test('an old wire to a whole chain becomes a node with the name of that chain', async () => {
  const target = await make('The target')
  const id = await make('Old')
  const connection = (chain: string) => ({
    fromIndex: 0,
    targetRuleChainId: { entityType: 'RULE_CHAIN', id: chain },
    additionalInfo: { layoutX: 5, layoutY: 6, ruleChainNodeId: 'rule-chain-node-id' },
    type: 'Success',
  })
  const gone = '00000000-0000-1000-8000-000000000001'
  const ruleChainConnections = [connection(target), connection(gone)]
  const json = await save(id, { nodes: [log], ruleChainConnections })
  assert.deepEqual(
    json.nodes.slice(1).map((node: Record<string, unknown>) => [node.type, node.name, node.configuration]),
    [
      [
        `${flow}.TbRuleChainInputNode`,
        'The target',
        { ruleChainId: target, forwardMsgToDefaultRuleChain: false },
      ],
      [
        `${flow}.TbRuleChainInputNode`,
        'Rule Chain Input',
        { ruleChainId: gone, forwardMsgToDefaultRuleChain: false },
      ],
    ],
  )
  assert.deepEqual(json.nodes[1].additionalInfo, { layoutX: 5, layoutY: 6 })
  assert.deepEqual(json.ruleChainConnections, null)
  assert.deepEqual(
    json.connections.map(({ toIndex }: { toIndex: number }) => toIndex),
    [1, 2],
  )
})

test('a bulk file keeps its chains together, and its tenant becomes this one', async () => {
  const foreign = '00000000-0000-1000-8000-00000000000a'
  const head = (name: string, id: string) => ({
    id: { entityType: 'RULE_CHAIN', id },
    name,
    type: 'CORE',
    root: true,
  })
  const [a, b] = ['00000000-0000-1000-8000-0000000000aa', '00000000-0000-1000-8000-0000000000bb']
  const graph = (id: string, nodes: object[]) => ({
    ruleChainId: { entityType: 'RULE_CHAIN', id },
    firstNodeIndex: 0,
    nodes,
    connections: [],
  })
  const relation = {
    type: 'org.thingsboard.rule.engine.filter.TbUnheardOfNode',
    name: 'about a tenant',
    configuration: {
      deep: [{ entityType: 'TENANT', id: foreign }],
      other: { entityType: 'ASSET', id: foreign },
    },
  }
  const body = {
    ruleChains: [head('Bulk A', a), head('Bulk B', b)],
    metadata: [graph(a, [input(b)]), graph(b, [relation])],
  }
  const { json } = await server.ask('POST', '/api/ruleChains/import', body)
  const [idA, idB] = json.map(({ ruleChainId }: { ruleChainId: { id: string } }) => ruleChainId.id)
  assert.ok(![a, b].includes(idA))
  const madeA = (await server.ask('GET', `/api/ruleChain/${idA}/metadata`)).json
  assert.equal(madeA.nodes[0].configuration.ruleChainId, idB)
  const madeB = (await server.ask('GET', `/api/ruleChain/${idB}/metadata`)).json
  assert.deepEqual(madeB.nodes[0].configuration, {
    deep: [{ entityType: 'TENANT', id: server.store.tenantId }],
    other: { entityType: 'ASSET', id: foreign },
  })
  assert.equal((await server.ask('GET', `/api/ruleChain/${idA}`)).json.root, false)
})

test('which server a node runs on is forced where its class leaves no choice', async () => {
  const id = await make('Singletons')
  const node = (type: string, singletonMode: boolean) => ({
    type: `org.thingsboard.rule.engine.${type}`,
    name: type,
    configuration: {},
    singletonMode,
  })
  const { nodes } = await save(id, {
    nodes: [
      node('mqtt.azure.TbAzureIotHubNode', false),
      node('mqtt.TbMqttNode', true),
      node('mqtt.TbMqttNode', false),
      node('flow.TbAckNode', true),
    ],
  })
  assert.deepEqual(
    nodes.map(({ singletonMode }: { singletonMode: boolean }) => singletonMode),
    [true, true, false, false],
  )
})

test('chains are found by their ids, unknown ones left out', async () => {
  const [one, two] = [await make('One'), await make('Two')]
  const nobody = '00000000-0000-1000-8000-000000000000'
  for (const path of ['/api/ruleChains', '/api/ruleChains/list']) {
    const { json } = await server.ask('GET', `${path}?ruleChainIds=${one},${nobody},${two}`)
    assert.deepEqual(
      json.map(({ name }: { name: string }) => name),
      ['One', 'Two'],
    )
  }
})
