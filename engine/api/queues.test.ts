import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import type { Queue } from '../store/queues.ts'
import { type TestServer, testServer, testStore } from './test-server.ts'

let server: TestServer
const applied: (Queue | string)[] = []
before(async () => {
  const queues = {
    save: async (queue: Queue) => void applied.push(queue),
    remove: (id: string) => void applied.push(id),
    status: () => [],
  }
  server = await testServer(await testStore(), { queues })
})
after(async () => {
  await server.close()
  await server.store.close()
})

const type = 'serviceType=TB_RULE_ENGINE'
const wanted = (name: string, more: object = {}) => ({
  name,
  topic: `tb_rule_engine.${name}`,
  pollInterval: 25,
  partitions: 1,
  consumerPerPartition: false,
  packProcessingTimeout: 10_000,
  submitStrategy: { type: 'SEQUENTIAL', batchSize: 0 },
  processingStrategy: {
    type: 'RETRY_FAILED',
    retries: 5,
    failurePercentage: 0,
    pauseBetweenRetries: 5,
    maxPauseBetweenRetries: 60,
  },
  additionalInfo: { description: 'Orders' },
  ...more,
})
const save = (body: object) => server.ask('POST', `/api/queues?${type}`, body)

test('a new installation has three queues, and their names and strategies are the cloud’s', async () => {
  const { json } = await server.ask('GET', `/api/queues?${type}&pageSize=10&page=0&sortProperty=name`)
  assert.deepEqual(
    json.data.map((queue: Queue) => [
      queue.name,
      queue.topic,
      queue.submitStrategy.type,
      queue.processingStrategy.type,
    ]),
    [
      ['HighPriority', 'tb_rule_engine.hp', 'BURST', 'RETRY_FAILED_AND_TIMED_OUT'],
      ['Main', 'tb_rule_engine.main', 'BURST', 'SKIP_ALL_FAILURES'],
      [
        'SequentialByOriginator',
        'tb_rule_engine.sq',
        'SEQUENTIAL_BY_ORIGINATOR',
        'RETRY_FAILED_AND_TIMED_OUT',
      ],
    ],
  )
  const [{ id, tenantId }] = json.data
  assert.deepEqual([id.entityType, tenantId.entityType], ['QUEUE', 'TENANT'])
})

test('other services have no queues, and a service nobody knows is refused', async () => {
  const page = 'pageSize=10&page=0'
  assert.equal((await server.ask('GET', `/api/queues?serviceType=TB_CORE&${page}`)).json.totalElements, 0)
  assert.equal((await server.ask('GET', `/api/queues?serviceType=POST_OFFICE&${page}`)).status, 400)
  assert.equal((await server.ask('GET', `/api/queues?${page}`)).status, 400)
})

test('a queue is made, found by id and by name, changed, and takes effect each time', async () => {
  const { json: made } = await save(wanted('Orders'))
  assert.equal((applied.at(-1) as Queue).name, 'Orders')
  assert.deepEqual((await server.ask('GET', `/api/queues/${made.id.id}`)).json, made)
  assert.deepEqual((await server.ask('GET', '/api/queues/name/Orders')).json, made)
  const submitStrategy = { type: 'BATCH', batchSize: 10 }
  const { json: changed } = await save({ ...made, submitStrategy })
  assert.deepEqual([changed.id, changed.submitStrategy], [made.id, submitStrategy])
  assert.deepEqual((applied.at(-1) as Queue).submitStrategy, submitStrategy)
  assert.equal((await server.ask('DELETE', `/api/queues/${made.id.id}`)).status, 200)
  assert.equal(applied.at(-1), made.id.id)
  assert.equal((await server.ask('GET', `/api/queues/${made.id.id}`)).status, 404)
})

test('name and topic are of one queue only and stay what they are', async () => {
  const { json: made } = await save(wanted('Steady'))
  assert.match((await save(wanted('Steady'))).json.message, /“Steady” already/)
  assert.match((await save({ ...wanted('Other'), topic: made.topic })).json.message, /topic/)
  assert.equal((await save({ ...made, name: 'Unsteady' })).status, 400)
  assert.equal((await save({ ...made, topic: 'elsewhere' })).status, 400)
})

test('values that make no sense are refused with what they may be', async () => {
  const processing = wanted('X').processingStrategy
  const wrong: [object, RegExp][] = [
    [{ name: '' }, /name of the queue is missing/],
    [{ name: '<b>' }, /letters, digits/],
    [{ name: 'a b' }, /letters, digits/],
    [{ topic: null }, /topic of the queue is missing/],
    [{ pollInterval: 0 }, /poll interval must be 1 or more/],
    [{ partitions: 0 }, /partitions must be 1/],
    [{ packProcessingTimeout: 0 }, /timeout must be 1/],
    [{ packProcessingTimeout: 1.5 }, /whole number/],
    [{ submitStrategy: null }, /submit strategy is missing/],
    [{ submitStrategy: { type: 'SOMEHOW' } }, /one of BURST/],
    [{ submitStrategy: { type: 'BATCH', batchSize: 0 } }, /batch size must be 1/],
    [{ processingStrategy: null }, /processing strategy is missing/],
    [{ processingStrategy: { ...processing, type: 'HOPE' } }, /one of SKIP_ALL_FAILURES/],
    [{ processingStrategy: { ...processing, retries: -1 } }, /retries must be 0 or more/],
    [{ processingStrategy: { ...processing, failurePercentage: 101 } }, /from 0 to 100/],
    [{ processingStrategy: { ...processing, pauseBetweenRetries: -1 } }, /pause between retries must be 0/],
    [{ processingStrategy: { ...processing, maxPauseBetweenRetries: 4 } }, /shorter than the pause/],
  ]
  for (const [change, sentence] of wrong) {
    const { status, json } = await save({ ...wanted('Wrong'), ...change })
    assert.equal(status, 400, JSON.stringify(change))
    assert.match(json.message, sentence)
  }
})

test('the main queue stays, and so does one that a profile names', async () => {
  const main = (await server.ask('GET', '/api/queues/name/Main')).json
  assert.equal((await server.ask('DELETE', `/api/queues/${main.id.id}`)).status, 400)
  const { json: used } = await save(wanted('Used'))
  const profile = { name: 'Its profile', defaultQueueName: 'Used' }
  assert.equal((await server.ask('POST', '/api/deviceProfile', profile)).status, 200)
  const { status, json } = await server.ask('DELETE', `/api/queues/${used.id.id}`)
  assert.equal(status, 400)
  assert.match(json.message, /“Its profile”/)
})

test('a profile can not name a queue that is not there', async () => {
  for (const path of ['/api/deviceProfile', '/api/assetProfile']) {
    const { status, json } = await server.ask('POST', path, { name: 'Lost', defaultQueueName: 'Nowhere' })
    assert.equal(status, 400)
    assert.match(json.message, /no queue “Nowhere”/)
  }
})
