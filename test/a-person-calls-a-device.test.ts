import assert from 'node:assert/strict'
import { mkdtempSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, before, test } from 'node:test'
import { connectAsync, type MqttClient } from 'mqtt'
import { eventually, removeFolder, WeirProcess } from './support/weir.ts'

// its own, so that a Weir that is killed leaves it to the next
const dataDir = mkdtempSync(join(tmpdir(), 'weir-calls-'))
let weir: WeirProcess
before(async () => {
  weir = await WeirProcess.start({ dataDir })
})
after(async () => {
  await weir.stop()
  await removeFolder(dataDir)
})

interface Made {
  readonly id: string
  readonly token: string
}

async function device(name: string): Promise<Made> {
  const token = `token-of-${name}`
  return { id: await weir.createDevice(name, token), token }
}

/** A device that replies over MQTT as it is told to; null = it keeps silent. */
async function listening(
  { token }: Made,
  reply: (method: string, params: unknown) => unknown,
): Promise<{ client: MqttClient; got: string[] }> {
  const client = await connectAsync(`mqtt://127.0.0.1:${weir.ports.mqtt}`, { username: token })
  const got: string[] = []
  client.on('message', (topic, payload) => {
    got.push(`${topic} ${payload}`)
    const { method, params } = JSON.parse(payload.toString())
    const answer = reply(method, params)
    const id = topic.slice(topic.lastIndexOf('/') + 1)
    if (answer !== null)
      client.publish(`v1/devices/me/rpc/response/${id}`, JSON.stringify(answer), { qos: 1 })
  })
  await client.subscribeAsync('v1/devices/me/rpc/request/+', { qos: 1 })
  return { client, got }
}

async function post(path: string, body: unknown): Promise<{ status: number; text: string }> {
  const answer = await weir.request('POST', path, body)
  return { status: answer.status, text: await answer.text() }
}

test('a two-way call comes to the device, and its reply is the answer', async () => {
  const pump = await device('pump')
  const { client, got } = await listening(pump, (_, params) => ({ set: params }))
  const answer = await post(`/api/rpc/twoway/${pump.id}`, { method: 'setSpeed', params: { rpm: 900 } })
  assert.deepEqual(answer, { status: 200, text: '{"set":{"rpm":900}}' })
  const oneway = await post(`/api/plugins/rpc/oneway/${pump.id}`, { method: 'stop' })
  assert.deepEqual(oneway, { status: 200, text: '' })
  await eventually(async () => got.length === 2, 'the second call')
  assert.deepEqual(got, [
    'v1/devices/me/rpc/request/0 {"method":"setSpeed","params":{"rpm":900}}',
    'v1/devices/me/rpc/request/1 {"method":"stop","params":null}',
  ])
  await client.endAsync()
})

test('a long poll over HTTP takes a call, and replies by another request', async () => {
  const valve = await device('valve')
  const polling = fetch(`${weir.url}/api/v1/${valve.token}/rpc?timeout=10000`)
  const calling = post(`/api/rpc/twoway/${valve.id}`, { method: 'open', params: 5 })
  const call = (await (await polling).json()) as { id: number; method: string; params: unknown }
  assert.deepEqual(call, { id: 0, method: 'open', params: 5 })
  const replied = await fetch(`${weir.url}/api/v1/${valve.token}/rpc/${call.id}`, {
    method: 'POST',
    body: '{"open":true}',
  })
  assert.equal(replied.status, 200)
  assert.deepEqual(await calling, { status: 200, text: '{"open":true}' })
})

test('a device that is away, or says nothing, is told apart', async () => {
  const away = await device('away')
  const silent = await device('silent')
  const { client } = await listening(silent, () => null)
  const body = { method: 'ping', params: {}, timeout: 100 }
  const begun = performance.now()
  const [lost, silence, v2] = await Promise.all([
    post(`/api/plugins/rpc/twoway/${away.id}`, body),
    post(`/api/plugins/rpc/twoway/${silent.id}`, body),
    post(`/api/rpc/twoway/${silent.id}`, body),
  ])
  assert.deepEqual([lost.status, silence.status, v2.status], [409, 408, 504])
  assert.ok(performance.now() - begun >= 4_900, 'a timeout below five seconds is raised')
  await client.endAsync()
})

test('a persistent call outlives kill -9, and its device gets it afterwards', async () => {
  const heater = await device('heater')
  const { status, text } = await post(`/api/rpc/twoway/${heater.id}`, {
    method: 'reboot',
    params: {},
    persistent: true,
    timeout: 60_000,
  })
  assert.equal(status, 200)
  const { rpcId } = JSON.parse(text)
  const state = async () =>
    (await weir.api<{ status: string; response: unknown }>('GET', `/api/rpc/persistent/${rpcId}`)) as {
      status: string
      response: unknown
    }
  assert.equal((await state()).status, 'QUEUED')

  await weir.stop('SIGKILL')
  weir = await WeirProcess.start({ dataDir })
  const { client, got } = await listening(heater, () => ({ ok: true }))
  await eventually(async () => (await state()).status === 'SUCCESSFUL', 'the reply')
  assert.deepEqual((await state()).response, { ok: true })
  assert.deepEqual(got, ['v1/devices/me/rpc/request/0 {"method":"reboot","params":{}}'])
  const list = await weir.api<{ totalElements: number }>(
    'GET',
    `/api/rpc/persistent/device/${heater.id}?pageSize=10&page=0&rpcStatus=SUCCESSFUL`,
  )
  assert.equal(list.totalElements, 1)
  await client.endAsync()
})

test('a device calls the server, and a chain with a reply node answers it', async () => {
  const meter = await device('meter')
  const chain = await rootChain()
  await deploy(chain, (graph) => {
    const script = 'return { msg: { time: 5, asked: msg.method }, metadata: metadata, msgType: msgType };'
    const at = graph.nodes.length
    graph.nodes.push(
      node('transformation/script', 'Answer', { scriptLang: 'JS', jsScript: script }),
      node('transport/rpc-call-reply', 'Reply', {}),
      node('transport/rest-call-reply', 'Reply over REST', {}),
    )
    const log = graph.nodes.findIndex(({ name }) => name === 'Message type')
    graph.connections.push(
      { fromIndex: log, toIndex: at, type: 'RPC Request from Device' },
      { fromIndex: at, toIndex: at + 1, type: 'Success' },
      { fromIndex: log, toIndex: at + 2, type: 'REST API request' },
    )
  })
  const client = await connectAsync(`mqtt://127.0.0.1:${weir.ports.mqtt}`, { username: meter.token })
  const answered = new Promise<string>((resolve) => {
    client.on('message', (topic, payload) => resolve(`${topic} ${payload}`))
  })
  await client.publishAsync('v1/devices/me/rpc/request/42', '{"method":"getTime"}', { qos: 1 })
  assert.equal(await answered, 'v1/devices/me/rpc/response/42 {"time":5,"asked":"getTime"}')
  await client.endAsync()

  const over = await fetch(`${weir.url}/api/v1/${meter.token}/rpc`, {
    method: 'POST',
    body: '{"method":"getTime","params":{}}',
  })
  assert.deepEqual([over.status, await over.text()], [200, '{"time":5,"asked":"getTime"}'])
})

test('a question to the rules over REST is answered, or times out', async () => {
  const meter = await device('asked')
  const answer = await post(`/api/rule-engine/DEVICE/${meter.id}`, { q: 42 })
  assert.deepEqual([answer.status, answer.text], [200, '{"q":42}'])
  const own = await post('/api/rule-engine/', [1, 2])
  assert.deepEqual([own.status, own.text], [200, '[1,2]'])
  await deploy(await rootChain(), (graph) => {
    graph.connections = graph.connections.filter(({ type }) => type !== 'REST API request')
  })
  const begun = performance.now()
  assert.equal((await post(`/api/rule-engine/DEVICE/${meter.id}/300`, {})).status, 408)
  assert.ok(performance.now() - begun >= 290)
})

interface Graph {
  nodes: { name: string; type: string; configuration: object; additionalInfo: object }[]
  connections: { fromIndex: number; toIndex: number; type: string }[]
}

function node(type: string, name: string, configuration: object): Graph['nodes'][number] {
  return { type, name, configuration, additionalInfo: { layoutX: 800, layoutY: 500 } }
}

async function rootChain(): Promise<string> {
  const chains = await weir.api<{ id: string; root: boolean }[]>('GET', '/api/weir/chains')
  return chains.find(({ root }) => root)?.id as string
}

/** Changes the live graph of a chain and deploys it. */
async function deploy(id: string, change: (graph: Graph) => void): Promise<void> {
  const { live } = await weir.api<{ live: Graph }>('GET', `/api/weir/chains/${id}`)
  const graph = structuredClone(live)
  change(graph)
  const { draft } = await weir.api<{ draft: { revision: number } }>('PUT', `/api/weir/chains/${id}/draft`, {
    graph,
    revision: null,
  })
  await weir.api('POST', `/api/weir/chains/${id}/deploy`, { revision: draft.revision })
}
