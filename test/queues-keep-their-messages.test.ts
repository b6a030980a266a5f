import assert from 'node:assert/strict'
import { mkdtemp } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, before, test } from 'node:test'
import { eventually, removeFolder, WeirProcess } from './support/weir.ts'

const started = Date.now() - 3_600_000
let dataDir: string
let weir: WeirProcess
before(async () => {
  dataDir = await mkdtemp(join(tmpdir(), 'weir-queues-'))
  weir = await WeirProcess.start({ dataDir })
})
after(async () => {
  await weir.stop('SIGKILL')
  await removeFolder(dataDir)
})

/** A device whose profile names a queue, and a chain where given. Answers its id; its token is its name. */
async function deviceOf(name: string, defaultQueueName: string | null, defaultRuleChainId?: object) {
  const profile = { name: `${name} profile`, defaultQueueName, defaultRuleChainId }
  await weir.api('POST', '/api/deviceProfile', profile)
  const made = { name, type: profile.name }
  return (await weir.api<{ id: { id: string } }>('POST', `/api/device?accessToken=${name}`, made)).id.id
}

/** Sends the number until it is acknowledged. */
async function report(token: string, n: number): Promise<void> {
  await eventually(
    async () => {
      const body = JSON.stringify({ ts: started + n, values: { n } })
      const headers = { 'Content-Type': 'application/json' }
      const url = `${weir.url}/api/v1/${token}/telemetry`
      return (await fetch(url, { method: 'POST', headers, body }).catch(() => null))?.ok
    },
    `${token} reports ${n}`,
    60_000,
  )
}

async function stored(deviceId: string): Promise<number[]> {
  const range = `keys=n&startTs=${started}&endTs=${started + 100_000}&limit=100000&orderBy=ASC`
  const path = `/api/plugins/telemetry/DEVICE/${deviceId}/values/timeseries?${range}`
  const { n = [] } = await weir.api<{ n?: { value: string }[] }>('GET', path)
  return n.map(({ value }) => Number(value))
}

interface Status {
  readonly name: string
  readonly done: number
  readonly waiting: number
  readonly backlog: number
}

async function statusOf(name: string): Promise<Status> {
  const all = await weir.api<Status[]>('GET', '/api/weir/queues')
  const found = all.find((queue) => queue.name === name)
  assert.ok(found, `there is no queue ${name}`)
  return found
}

test('what was acknowledged in any queue survives kills, each message once', {
  timeout: 180_000,
}, async () => {
  const queues = [null, 'HighPriority', 'SequentialByOriginator']
  const devices = await Promise.all(queues.map((queue, n) => deviceOf(`q${n}`, queue)))
  const env = { WEIR_HTTP_PORT: String(weir.ports.http) }
  let isKilling = true
  const sent = Promise.all(
    devices.map(async (_, n) => {
      let count = 0
      for (; isKilling || count < 50; count++) await report(`q${n}`, count)
      return count
    }),
  )
  for (let kill = 0; kill < 3; kill++) {
    await new Promise((resolve) => setTimeout(resolve, 700))
    await weir.stop('SIGKILL')
    weir = await WeirProcess.start({ dataDir, env })
  }
  isKilling = false
  const counts = await sent
  for (const [n, id] of devices.entries()) {
    const count = counts[n] ?? 0
    await eventually(async () => (await stored(id)).length >= count, `all of q${n} is stored`, 30_000)
    assert.deepEqual(await stored(id), [...Array(count).keys()])
  }
  assert.ok((await statusOf('SequentialByOriginator')).done > 0, 'it was really that queue')
})

test('a stuck queue stalls no other, and other strategies free it at once', {
  timeout: 120_000,
}, async () => {
  const queue = await weir.api<{ id: object }>('POST', '/api/queues?serviceType=TB_RULE_ENGINE', {
    name: 'Stubborn',
    topic: 'stubborn',
    pollInterval: 25,
    partitions: 1,
    packProcessingTimeout: 2000,
    submitStrategy: { type: 'SEQUENTIAL' },
    processingStrategy: {
      type: 'RETRY_ALL',
      retries: 0,
      pauseBetweenRetries: 3600,
      maxPauseBetweenRetries: 3600,
    },
  })
  const chain = await weir.api<{ id: { id: string } }>('POST', '/api/ruleChain', { name: 'Failing' })
  await weir.api('POST', '/api/ruleChain/metadata', {
    ruleChainId: chain.id,
    firstNodeIndex: 0,
    nodes: [
      {
        type: 'org.thingsboard.rule.engine.filter.TbJsFilterNode',
        name: 'always fails',
        configuration: { scriptLang: 'JS', jsScript: 'return msg.is.not.there;', tbelScript: 'return true;' },
      },
    ],
    connections: [],
  })
  await deviceOf('stubborn', 'Stubborn', chain.id)
  const free = await deviceOf('free', null)
  for (let n = 0; n < 20; n++) await report('stubborn', n)
  for (let n = 0; n < 20; n++) await report('free', n)
  await eventually(async () => (await stored(free)).length === 20, 'the other device’s messages are stored')
  await eventually(async () => (await statusOf('Stubborn')).waiting >= 20, 'those of the stuck one wait')

  await weir.api('POST', '/api/queues?serviceType=TB_RULE_ENGINE', {
    ...queue,
    submitStrategy: { type: 'BURST' },
    processingStrategy: {
      type: 'SKIP_ALL_FAILURES',
      retries: 3,
      pauseBetweenRetries: 1,
      maxPauseBetweenRetries: 1,
    },
  })
  const letters = async () =>
    (await weir.api<{ totalElements: number }>('GET', '/api/weir/dead-letters?pageSize=1&page=0'))
      .totalElements
  await eventually(async () => (await letters()) >= 20, 'what waited was tried and is in the dead letters')
  await eventually(async () => (await statusOf('Stubborn')).backlog === 0, 'nothing is left in its journal')
})
