import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { type TestServer, testServer, testStore } from './test-server.ts'

let server: TestServer
before(async () => {
  server = await testServer(await testStore())
})
after(async () => {
  await server.close()
  await server.store.close()
})

const switchClass = 'org.thingsboard.rule.engine.filter.TbMsgTypeSwitchNode'
const logClass = 'org.thingsboard.rule.engine.action.TbLogNode'
const nodeOf = (type: string, name: string) => ({
  type,
  name,
  configuration: { version: 0 },
  additionalInfo: { layoutX: 100, layoutY: 100 },
})
const pair = [nodeOf(switchClass, 'switch'), nodeOf(logClass, 'log')]

async function make(name: string): Promise<string> {
  return (await server.ask('POST', '/api/ruleChain', { name })).json.id.id
}

function save(id: string, graph: object) {
  const body = { ruleChainId: { entityType: 'RULE_CHAIN', id }, firstNodeIndex: 0, connections: [], ...graph }
  return server.ask('POST', '/api/ruleChain/metadata', body)
}

test('a new chain is an empty CORE chain', async () => {
  const id = await make('Fresh')
  const { json } = await server.ask('GET', `/api/ruleChain/${id}/metadata`)
  assert.deepEqual([json.ruleChainId.id, json.nodes, json.firstNodeIndex], [id, [], null])
  assert.equal((await server.ask('GET', `/api/ruleChain/${id}`)).json.type, 'CORE')
})

test('saving the graph deploys it; outside nodes have class names, inside our own', async () => {
  const id = await make('Saved')
  const { json } = await save(id, { nodes: pair, connections: [{ fromIndex: 0, toIndex: 1, type: 'Other' }] })
  assert.deepEqual(
    json.nodes.map((node: { type: string }) => node.type),
    [switchClass, logClass],
  )
  const running = server.rules.deployed.get(id)?.nodes.map((node) => node.type)
  assert.deepEqual(running, ['filter/message-type-switch', 'flow/log'])
})

test('nodes with an id are kept, those left out are gone', async () => {
  const id = await make('Kept')
  const first = (await save(id, { nodes: pair })).json.nodes[0]
  const { json } = await save(id, { nodes: [first] })
  assert.deepEqual([json.nodes.length, json.nodes[0].id.id], [1, first.id.id])
})

test('a wire to itself and a circle are refused', async () => {
  const id = await make('Circles')
  const wire = (fromIndex: number, toIndex: number) => ({ fromIndex, toIndex, type: 'Success' })
  const self = await save(id, { nodes: pair, connections: [wire(0, 0)] })
  assert.equal(self.json.message, "Can't create the relation to yourself.")
  const circle = await save(id, { nodes: pair, connections: [wire(0, 1), wire(1, 0)] })
  assert.equal(circle.json.message, "Can't create circling relations in rule chain.")
  const nowhere = await save(id, { nodes: pair, connections: [wire(0, 7)] })
  assert.equal(nowhere.status, 400)
})

test('a graph of another version than the stored one is a conflict', async () => {
  const id = await make('Conflict')
  assert.equal(
    (await save(id, { nodes: pair, version: 7 })).status,
    200,
    'never deployed: nothing to conflict with',
  )
  assert.equal((await save(id, { nodes: pair, version: 1 })).status, 200)
  const { status, json } = await save(id, { nodes: pair, version: 1 })
  assert.deepEqual([status, json.errorCode], [409, 35])
})

test('a node with HTML in its name or an endless name is refused', async () => {
  const id = await make('Names')
  for (const name of ['<img src=x onerror=alert(1)>', 'x'.repeat(256), ' ']) {
    assert.equal((await save(id, { nodes: [nodeOf(logClass, name)] })).status, 400, name.slice(0, 20))
  }
  assert.equal((await save(id, { nodes: [nodeOf(logClass, 'a < b and c > d')] })).status, 200)
})

test('a node type that nobody knows is saved as it is', async () => {
  const id = await make('Unknown')
  const node = {
    ...nodeOf('com.example.TbSpecialNode', 'special'),
    configuration: { deep: { a: [1] } },
    own: 'kept',
  }
  const { status, json } = await save(id, { nodes: [node] })
  assert.equal(status, 200)
  assert.deepEqual(
    [json.nodes[0].type, json.nodes[0].configuration, json.nodes[0].own],
    [node.type, node.configuration, 'kept'],
  )
})

test('debugging everything ends by itself after a quarter of an hour', async () => {
  const id = await make('Debug')
  const node = { ...nodeOf(logClass, 'log'), debugSettings: { failuresEnabled: true, allEnabled: true } }
  const { json } = await save(id, { nodes: [node] })
  assert.deepEqual(json.nodes[0].debugSettings, {
    failuresEnabled: true,
    allEnabled: false,
    allEnabledUntil: server.clock.now() + 15 * 60_000,
  })
})

test('one chain is the root, and saving a header does not change that', async () => {
  const [one, two] = [await make('Root one'), await make('Root two')]
  await server.ask('POST', `/api/ruleChain/${one}/root`)
  await server.ask('POST', `/api/ruleChain/${two}/root`)
  assert.equal((await server.ask('GET', `/api/ruleChain/${one}`)).json.root, false)
  assert.equal((await server.ask('POST', '/api/ruleChain', { name: 'Third', root: true })).status, 400)
  const deleted = await server.ask('DELETE', `/api/ruleChain/${two}`)
  assert.equal(deleted.json.message, 'Deletion of Root Tenant Rule Chain is prohibited!')
})

test('all chains go out in one file and come back, overwriting those of the same name', async () => {
  const id = await make('Travelling')
  await save(id, { nodes: pair })
  const file = (await server.ask('GET', '/api/ruleChains/export?limit=100')).json
  assert.equal(file.ruleChains.length, file.metadata.length)
  const at = file.ruleChains.findIndex((chain: { name: string }) => chain.name === 'Travelling')
  assert.notEqual(file.ruleChains[at].id.id, id, 'ids in the file are fresh')
  const body = { ruleChains: [file.ruleChains[at]], metadata: [file.metadata[at]] }
  const [again] = (await server.ask('POST', '/api/ruleChains/import?overwrite=true', body)).json
  assert.deepEqual([again.ruleChainId.id, again.updated], [id, true])
  const [made] = (await server.ask('POST', '/api/ruleChains/import', body)).json
  assert.notEqual(made.ruleChainId.id, id)
})

test('a tried script always answers 200, with the error inside', async () => {
  const run = async (script: string, scriptType = 'update') => {
    const body = {
      script,
      scriptType,
      argNames: ['msg', 'metadata', 'msgType'],
      msg: '{"t":21}',
      metadata: {},
      msgType: 'X',
    }
    return server.ask('POST', '/api/ruleChain/testScript?scriptLang=JS', body)
  }
  const good = await run("metadata.a='1'; return {msg, metadata, msgType}")
  assert.deepEqual(JSON.parse(good.json.output), { msg: { t: 21 }, metadata: { a: '1' }, msgType: 'X' })
  const bad = await run('return nothing.at.all')
  assert.equal(bad.status, 200)
  assert.notEqual(bad.json.error, '')
})
