import assert from 'node:assert/strict'
import { after, before, beforeEach, test } from 'node:test'
import { type TestServer, testServer, testStore } from './test-server.ts'

let server: TestServer
before(async () => {
  server = await testServer(await testStore())
})
beforeEach(() => {
  server.rules.problems = []
})
after(async () => {
  await server.close()
  await server.store.close()
})

const log = (name: string) => ({ type: 'flow/log', name, configuration: { scriptLang: 'JS' } })
const graphOf = (...names: string[]) => ({ firstNodeIndex: 0, nodes: names.map(log), connections: [] })

async function make(name: string) {
  return (await server.ask('POST', '/api/weir/chains', { name })).json
}

async function deployed(name: string, ...nodes: string[]) {
  const chain = await make(name)
  const body = { graph: graphOf(...nodes), revision: chain.draft.revision }
  await server.ask('PUT', `/api/weir/chains/${chain.id}/draft`, body)
  return (await server.ask('POST', `/api/weir/chains/${chain.id}/deploy`, { note: 'first' })).json
}

test('a new chain begins as a draft; deployed, it runs and the draft is gone', async () => {
  const chain = await make('Cold room')
  assert.deepEqual([chain.liveVersion, chain.live, chain.draft.basedOn], [0, null, 0])
  const saved = await server.ask('PUT', `/api/weir/chains/${chain.id}/draft`, {
    graph: graphOf('one'),
    revision: chain.draft.revision,
  })
  assert.match(saved.json.draft.graph.nodes[0].id.id, /^[0-9a-f-]{36}$/, 'nodes get ids')
  const { json } = await server.ask('POST', `/api/weir/chains/${chain.id}/deploy`, { note: 'first' })
  assert.deepEqual([json.liveVersion, json.draft, json.live.nodes[0].name], [1, null, 'one'])
  assert.equal(server.rules.deployed.get(chain.id)?.nodes.length, 1)
})

test('two people can’t overwrite each other’s draft: the second sees the newer one', async () => {
  const chain = await make('Shared')
  const url = `/api/weir/chains/${chain.id}/draft`
  const first = await server.ask('PUT', url, { graph: graphOf('mine'), revision: chain.draft.revision })
  const second = await server.ask('PUT', url, { graph: graphOf('theirs'), revision: chain.draft.revision })
  assert.equal(second.status, 409)
  assert.equal(second.json.errorCode, 35)
  assert.equal(second.json.draft.revision, first.json.draft.revision)
  assert.equal(second.json.draft.graph.nodes[0].name, 'mine')
  const stale = await server.ask('POST', `/api/weir/chains/${chain.id}/deploy`, {
    revision: chain.draft.revision,
  })
  assert.equal(stale.status, 409)
})

test('a chain with errors is not deployed and says what is wrong', async () => {
  const chain = await make('Broken')
  server.rules.problems = [{ severity: 'error', message: 'The wire leads nowhere. Remove it' }]
  const { status, json } = await server.ask('POST', `/api/weir/chains/${chain.id}/deploy`, {})
  assert.equal(status, 422)
  assert.deepEqual(json.problems, server.rules.problems)
  assert.equal((await server.ask('GET', `/api/weir/chains/${chain.id}`)).json.liveVersion, 0)
})

test('versions say what changed, and an older one comes back as a draft', async () => {
  const chain = await deployed('Versions', 'one')
  const graph = { ...chain.live, nodes: [...chain.live.nodes, log('two')] }
  await server.ask('PUT', `/api/weir/chains/${chain.id}/draft`, { graph, revision: null })
  await server.ask('POST', `/api/weir/chains/${chain.id}/deploy`, { note: 'more' })
  const versions = (await server.ask('GET', `/api/weir/chains/${chain.id}/versions`)).json
  const told = versions.map(({ version, note, summary }: Record<string, unknown>) => ({
    version,
    note,
    summary,
  }))
  assert.deepEqual(
    told.sort((a: { version: number }, b: { version: number }) => a.version - b.version),
    [
      { version: 1, note: 'first', summary: '1 added' },
      { version: 2, note: 'more', summary: '1 added' },
    ],
  )
  const { json } = await server.ask('POST', `/api/weir/chains/${chain.id}/versions/1/restore`, {})
  assert.deepEqual([json.liveVersion, json.live.nodes.length, json.draft.graph.nodes.length], [2, 2, 1])
})

test('a dropped draft leaves what runs', async () => {
  const chain = await deployed('Dropped', 'one')
  await server.ask('PUT', `/api/weir/chains/${chain.id}/draft`, { graph: graphOf('other'), revision: null })
  const { json } = await server.ask('DELETE', `/api/weir/chains/${chain.id}/draft`)
  assert.deepEqual([json.draft, json.live.nodes[0].name], [null, 'one'])
})

test('the root chain stays: it can be replaced but not deleted', async () => {
  const chain = await deployed('Root', 'one')
  assert.equal((await server.ask('POST', `/api/weir/chains/${chain.id}/root`, {})).json.root, true)
  const { status, json } = await server.ask('DELETE', `/api/weir/chains/${chain.id}`)
  assert.deepEqual([status, json.message], [400, 'Deletion of Root Tenant Rule Chain is prohibited!'])
})

test('a copy has the graph of its source and nodes of its own', async () => {
  const chain = await deployed('Source', 'one')
  const { json } = await server.ask('POST', '/api/weir/chains', { name: 'Copy', from: chain.id })
  assert.equal(json.draft.graph.nodes[0].name, 'one')
  assert.notEqual(json.draft.graph.nodes[0].id.id, chain.live.nodes[0].id.id)
  const lost = await server.ask('POST', '/api/weir/chains', { name: 'Copy', from: '../../etc/passwd' })
  assert.equal(lost.status, 404)
})

test('names are plain words', async () => {
  for (const name of ['', '   ', 'x'.repeat(256), '<script>alert(1)</script>']) {
    assert.equal((await server.ask('POST', '/api/weir/chains', { name })).status, 400, name.slice(0, 20))
  }
})

test('a message can be sent into a chain that runs, and only into such a one', async () => {
  const chain = await deployed('Sent', 'one')
  const message = {
    originator: { entityType: 'DEVICE', id: chain.id },
    type: 'POST_TELEMETRY_REQUEST',
    data: { t: 1 },
  }
  assert.equal((await server.ask('POST', `/api/weir/chains/${chain.id}/send`, message)).json.flight, 1)
  const idle = await make('Idle')
  assert.equal((await server.ask('POST', `/api/weir/chains/${idle.id}/send`, message)).status, 400)
})

test('a script is judged by what its node needs', async () => {
  const run = async (kind: string, body: string) => {
    const about = { language: 'JS', kind, body, msg: { t: 21 }, metadata: { a: '1' }, msgType: 'X' }
    return (await server.ask('POST', '/api/weir/scripts/run', about)).json
  }
  assert.deepEqual((await run('filter', 'return msg.t > 20')).outputs, ['True'])
  assert.deepEqual((await run('switch', "return ['a', 'b']")).outputs, ['a', 'b'])
  assert.match((await run('filter', 'return 1')).error, /true or false/)
  assert.match((await run('switch', 'return {}')).error, /text or a list of texts/)
  assert.match((await run('transform', 'return 5')).error, /object/)
  const tbel = { language: 'TBEL', kind: 'filter', body: 'true', msg: {}, metadata: {}, msgType: 'X' }
  assert.equal((await server.ask('POST', '/api/weir/scripts/run', tbel)).json.ok, false)
})
