import assert from 'node:assert/strict'
import { mkdtemp } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { test } from 'node:test'
import { connectAsync } from 'mqtt'
import { seeded } from './support/random.ts'
import { eventually, removeFolder, WeirProcess } from './support/weir.ts'

/** A chain as an older cloud exports it: class names, no versions of configurations, switch labels of the user's own. */
const nodes = [
  node('filter.TbMsgTypeSwitchNode', 'Message type', { version: 0 }),
  node('metadata.TbGetAttributesNode', 'Thresholds', {
    clientAttributeNames: [],
    sharedAttributeNames: [],
    serverAttributeNames: ['hotFrom', 'burningFrom'],
    latestTsKeyNames: [],
    tellFailureIfAbsent: true,
    getLatestValueWithTs: false,
  }),
  node('filter.TbJsSwitchNode', 'How warm?', {
    jsScript: `if (msg.temperature >= Number(metadata.ss_burningFrom)) return ['Burning'];
return [msg.temperature >= Number(metadata.ss_hotFrom) ? 'Hot' : 'Normal'];`,
  }),
  node('action.TbCreateAlarmNode', 'Burning', alarm('CRITICAL')),
  node('action.TbCreateAlarmNode', 'Hot', alarm('MAJOR')),
  node('action.TbClearAlarmNode', 'Normal', {
    alarmType: 'High temperature',
    alarmDetailsBuildJs: `var details = JSON.parse(metadata.prevAlarmDetails);
details.endedWith = msg.temperature;
return details;`,
  }),
]
const connections = [
  { fromIndex: 0, toIndex: 1, type: 'Post telemetry' },
  { fromIndex: 1, toIndex: 2, type: 'Success' },
  { fromIndex: 2, toIndex: 3, type: 'Burning' },
  { fromIndex: 2, toIndex: 4, type: 'Hot' },
  { fromIndex: 2, toIndex: 5, type: 'Normal' },
]

function node(clazz: string, name: string, configuration: object) {
  const layout = { layoutX: 100, layoutY: 100, description: '' }
  const type = `org.thingsboard.rule.engine.${clazz}`
  return { additionalInfo: layout, type, name, debugMode: false, configuration }
}

function alarm(severity: string) {
  return {
    alarmType: 'High temperature',
    alarmDetailsBuildJs: `var details = {seen: 0};
if (metadata.prevAlarmDetails) {
    details = JSON.parse(metadata.prevAlarmDetails);
}
details.seen++;
details.temperature = msg.temperature;
return details;`,
    severity,
    propagate: false,
    useMessageAlarmData: false,
    relationTypes: [],
  }
}

interface AlarmInfo {
  readonly id: { readonly id: string }
  readonly severity: string
  readonly status: string
  readonly details: { readonly seen: number; readonly temperature: number; readonly endedWith?: number }
  readonly originatorName: string
}

/** One Weir that is killed and started again on the same data and ports. */
class Kitchen {
  weir: WeirProcess
  readonly #dataDir: string
  readonly #env: Record<string, string>

  static async open(): Promise<Kitchen> {
    const dataDir = await mkdtemp(join(tmpdir(), 'weir-alarms-'))
    return new Kitchen(await WeirProcess.start({ dataDir }), dataDir)
  }

  private constructor(weir: WeirProcess, dataDir: string) {
    this.weir = weir
    this.#dataDir = dataDir
    this.#env = { WEIR_MQTT_PORT: String(weir.ports.mqtt), WEIR_HTTP_PORT: String(weir.ports.http) }
  }

  async importChain(): Promise<void> {
    const head = { name: 'Thermostats', type: 'CORE', root: false, debugMode: false, configuration: null }
    const chain = await this.weir.api<{ id: { id: string } }>('POST', '/api/ruleChain', head)
    const graph = { ruleChainId: chain.id, firstNodeIndex: 0, nodes, connections, ruleChainConnections: null }
    await this.weir.api('POST', '/api/ruleChain/metadata', graph)
    await this.weir.api('POST', `/api/ruleChain/${chain.id.id}/root`)
  }

  async device(name: string): Promise<string> {
    const id = await this.weir.createDevice(name, name)
    await this.weir.api('POST', `/api/plugins/telemetry/DEVICE/${id}/attributes/SERVER_SCOPE`, {
      hotFrom: 26,
      burningFrom: 40,
    })
    return id
  }

  async kill(): Promise<void> {
    await this.weir.stop('SIGKILL')
    this.weir = await WeirProcess.start({ dataDir: this.#dataDir, env: this.#env })
  }

  /** Sends until it is acknowledged; a server that is being killed is asked again. */
  async send(token: string, values: object): Promise<void> {
    await eventually(
      async () => {
        const answer = await fetch(`${this.weir.url}/api/v1/${token}/telemetry`, {
          method: 'POST',
          headers: { 'Content-Type': 'application/json' },
          body: JSON.stringify(values),
        }).catch(() => null)
        return answer?.status === 200
      },
      `sending ${JSON.stringify(values)}`,
      30_000,
    )
  }

  async alarms(device: string): Promise<AlarmInfo[]> {
    const path = `/api/alarm/DEVICE/${device}?pageSize=1000&page=0&sortProperty=createdTime&sortOrder=ASC`
    return (await this.weir.api<{ data: AlarmInfo[] }>('GET', path)).data
  }

  /** The alarms of the device once they are as expected; what they are instead is in the error. */
  async become(device: string, expected: readonly (readonly [severity: string, status: string])[]) {
    let found: AlarmInfo[] = []
    const isSo = () =>
      JSON.stringify(found.map(({ severity, status }) => [severity, status])) === JSON.stringify(expected)
    await eventually(
      async () => {
        found = await this.alarms(device)
        return isSo()
      },
      `alarms ${JSON.stringify(expected)}`,
    ).catch(() =>
      assert.deepEqual(
        found.map(({ severity, status }) => [severity, status]),
        expected,
      ),
    )
    return found
  }

  async caughtUp(): Promise<void> {
    await eventually(
      async () =>
        (await this.weir.api<{ journal: { backlog: number } }>('GET', '/api/weir/status')).journal.backlog ===
        0,
      'working off the backlog',
      60_000,
    )
  }

  async close(): Promise<void> {
    await this.weir.stop('SIGKILL')
    await removeFolder(this.#dataDir)
  }
}

test('an alarm is raised, escalated, acknowledged and cleared while Weir is killed twice on the way', {
  timeout: 300_000,
}, async (t) => {
  const kitchen = await Kitchen.open()
  t.after(() => kitchen.close())
  await kitchen.importChain()
  const device = await kitchen.device('thermostat-1')

  await kitchen.send('thermostat-1', { temperature: 21 })
  await kitchen.send('thermostat-1', { temperature: 27 })
  const [hot] = await kitchen.become(device, [['MAJOR', 'ACTIVE_UNACK']])
  assert.deepEqual(hot?.details, { seen: 1, temperature: 27 })
  assert.equal(hot?.originatorName, 'thermostat-1')

  const mqtt = await connectAsync(`mqtt://127.0.0.1:${kitchen.weir.ports.mqtt}`, { username: 'thermostat-1' })
  await mqtt.publishAsync('v1/devices/me/telemetry', '{"temperature":41}', { qos: 1 })
  mqtt.end(true)
  await kitchen.become(device, [['CRITICAL', 'ACTIVE_UNACK']])
  await kitchen.kill()
  const [burning] = await kitchen.become(device, [['CRITICAL', 'ACTIVE_UNACK']])
  assert.deepEqual([burning?.id, burning?.details], [hot?.id, { seen: 2, temperature: 41 }])

  const id = hot?.id.id
  await kitchen.weir.api('POST', `/api/alarm/${id}/ack`)
  await kitchen.weir.api('POST', `/api/alarm/${id}/comment`, { comment: { text: 'on my way' } })
  await kitchen.kill()
  await kitchen.become(device, [['CRITICAL', 'ACTIVE_ACK']])
  const again = await kitchen.weir.request('POST', `/api/alarm/${id}/ack`)
  assert.equal(((await again.json()) as { message: string }).message, 'Alarm was already acknowledged!')

  await kitchen.send('thermostat-1', { temperature: 20 })
  const [over] = await kitchen.become(device, [['CRITICAL', 'CLEARED_ACK']])
  assert.deepEqual(over?.details, { seen: 2, temperature: 41, endedWith: 20 })

  await kitchen.send('thermostat-1', { temperature: 28 })
  await kitchen.become(device, [
    ['CRITICAL', 'CLEARED_ACK'],
    ['MAJOR', 'ACTIVE_UNACK'],
  ])
  const comments = await kitchen.weir.api<{ data: { comment: { subtype?: string; text: string } }[] }>(
    'GET',
    `/api/alarm/${id}/comment?pageSize=10&page=0&sortProperty=createdTime&sortOrder=ASC`,
  )
  assert.deepEqual(
    comments.data.map(({ comment }) => comment.subtype ?? comment.text),
    ['SEVERITY_CHANGED', 'ACKED_BY_USER', 'on my way'],
  )
  const why = await kitchen.weir.api<{
    chain: { name: string }
    node: { name: string }
    last: { values: object }
  }>('GET', `/api/weir/alarms/${id}/why`)
  assert.deepEqual(
    [why.chain.name, why.node.name, why.last.values],
    ['Thermostats', 'Normal', { temperature: 20 }],
  )
})

test('killed at random points under load, no alarm is made twice and each ends as its last message says', {
  timeout: 300_000,
}, async (t) => {
  const seed = Number(process.env.WEIR_SEED ?? Date.now() % 1_000_000)
  t.diagnostic(`seed ${seed}`)
  const random = seeded(seed)
  const kitchen = await Kitchen.open()
  t.after(() => kitchen.close())
  await kitchen.importChain()
  // Each change is to be seen on its own here.
  await kitchen.weir.api('PUT', '/api/weir/alarms/flood', {
    enabled: false,
    changesPerMinute: 10,
    gatherSeconds: 5,
    types: {},
  })
  const tokens = Array.from({ length: 8 }, (_, index) => `load-${index}`)
  const devices = await Promise.all(tokens.map((token) => kitchen.device(token)))

  const sent = tokens.map(() => [] as number[])
  let isOver = false
  const load = Promise.all(
    tokens.map(async (token, index) => {
      while (!isOver) {
        const temperature = Math.round(random() * 50)
        await kitchen.send(token, { temperature })
        sent[index]?.push(temperature)
      }
    }),
  )
  for (let kill = 0; kill < Number(process.env.WEIR_KILLS ?? 4); kill++) {
    await new Promise((resolve) => setTimeout(resolve, 500 + random() * 1500))
    await kitchen.kill()
  }
  await new Promise((resolve) => setTimeout(resolve, 500))
  isOver = true
  await load
  await kitchen.caughtUp()

  for (const [index, device] of devices.entries()) {
    const temperatures = sent[index] ?? []
    assert.ok(temperatures.length > 20, `only ${temperatures.length} messages of ${tokens[index]}`)
    const expected = alarmsOf(temperatures)
    await kitchen.become(
      device,
      expected.map(({ severity, isCleared }) => [severity, isCleared ? 'CLEARED_UNACK' : 'ACTIVE_UNACK']),
    )
    const found = await kitchen.alarms(device)
    assert.deepEqual(
      found.map(({ details }) => details.temperature),
      expected.map(({ temperature }) => temperature),
      `details of ${tokens[index]}`,
    )
  }
})

/** What the chain makes of the temperatures of one device. */
function alarmsOf(temperatures: readonly number[]) {
  const made: { severity: string; temperature: number; isCleared: boolean }[] = []
  for (const temperature of temperatures) {
    const last = made.at(-1)
    const active = last?.isCleared === false ? last : undefined
    const severity = temperature >= 40 ? 'CRITICAL' : temperature >= 26 ? 'MAJOR' : null
    if (severity === null) {
      if (active) active.isCleared = true
    } else if (active) Object.assign(active, { severity, temperature })
    else made.push({ severity, temperature, isCleared: false })
  }
  return made
}
