import assert from 'node:assert/strict'
import { mkdtemp } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { test } from 'node:test'
import { seeded } from './support/random.ts'
import { eventually, removeFolder, WeirProcess } from './support/weir.ts'

const times = 300

/** From 300 messages above 30 degrees on there is an alarm; one below 10 ends it. */
const alarmRule = {
  id: 'often-hot',
  alarmType: 'Often hot',
  createRules: {
    MAJOR: {
      condition: {
        condition: [temperature('GREATER', 30)],
        spec: { type: 'REPEATING', predicate: { defaultValue: times, userValue: null, dynamicValue: null } },
      },
      schedule: null,
      // biome-ignore lint/suspicious/noTemplateCurlyInString: it is what the person writes
      alarmDetails: '${temperature} degrees',
      dashboardId: null,
    },
  },
  clearRule: {
    condition: { condition: [temperature('LESS', 10)], spec: { type: 'SIMPLE' } },
    schedule: null,
    alarmDetails: null,
    dashboardId: null,
  },
  propagate: false,
  propagateRelationTypes: null,
}

function temperature(operation: string, defaultValue: number) {
  return {
    key: { type: 'TIME_SERIES', key: 'temperature' },
    valueType: 'NUMERIC',
    value: null,
    predicate: { type: 'NUMERIC', operation, value: { defaultValue, userValue: null, dynamicValue: null } },
  }
}

function node(clazz: string, configuration: object) {
  const type = `org.thingsboard.rule.engine.${clazz}`
  return { type, name: clazz, additionalInfo: {}, configuration }
}

interface Alarm {
  readonly severity: string
  readonly status: string
  readonly details: { readonly data: string }
}

class House {
  weir: WeirProcess
  readonly #dataDir: string
  readonly #env: Record<string, string>

  static async open(): Promise<House> {
    const dataDir = await mkdtemp(join(tmpdir(), 'weir-rules-'))
    return new House(await WeirProcess.start({ dataDir }), dataDir)
  }

  private constructor(weir: WeirProcess, dataDir: string) {
    this.weir = weir
    this.#dataDir = dataDir
    this.#env = { WEIR_MQTT_PORT: String(weir.ports.mqtt), WEIR_HTTP_PORT: String(weir.ports.http) }
  }

  async importChain(): Promise<void> {
    const chain = await this.weir.api<{ id: { id: string } }>('POST', '/api/ruleChain', { name: 'Rules' })
    await this.weir.api('POST', '/api/ruleChain/metadata', {
      ruleChainId: chain.id,
      firstNodeIndex: 0,
      nodes: [
        node('profile.TbDeviceProfileNode', {
          persistAlarmRulesState: true,
          fetchAlarmRulesStateOnStart: true,
        }),
        node('filter.TbMsgTypeSwitchNode', { version: 0 }),
      ],
      connections: [{ fromIndex: 0, toIndex: 1, type: 'Success' }],
    })
    await this.weir.api('POST', `/api/ruleChain/${chain.id.id}/root`)
  }

  async device(name: string): Promise<string> {
    const profileData = {
      configuration: { type: 'DEFAULT' },
      transportConfiguration: { type: 'DEFAULT' },
      alarms: [alarmRule],
    }
    const profile = await this.weir.api<{ id: object }>('POST', '/api/deviceProfile', { name, profileData })
    const body = { name, deviceProfileId: profile.id }
    return (await this.weir.api<{ id: { id: string } }>('POST', `/api/device?accessToken=${name}`, body)).id
      .id
  }

  async kill(): Promise<void> {
    await this.weir.stop('SIGKILL')
    this.weir = await WeirProcess.start({ dataDir: this.#dataDir, env: this.#env })
  }

  /** Answers whether it was acknowledged; where the answer was lost nobody knows. */
  async send(token: string, values: object): Promise<boolean> {
    const answer = await fetch(`${this.weir.url}/api/v1/${token}/telemetry`, {
      method: 'POST',
      headers: { 'Content-Type': 'application/json' },
      body: JSON.stringify(values),
    }).catch(() => null)
    return answer?.status === 200
  }

  async alarms(device: string): Promise<readonly Alarm[]> {
    const path = `/api/alarm/DEVICE/${device}?pageSize=10&page=0&sortProperty=createdTime&sortOrder=ASC`
    return (await this.weir.api<{ data: Alarm[] }>('GET', path)).data
  }

  async caughtUp(): Promise<void> {
    const backlog = async () =>
      (await this.weir.api<{ journal: { backlog: number } }>('GET', '/api/weir/status')).journal.backlog
    await eventually(async () => (await backlog()) === 0, 'working off the backlog', 60_000)
  }

  async close(): Promise<void> {
    await this.weir.stop('SIGKILL')
    await removeFolder(this.#dataDir)
  }
}

test('a rule that counts messages counts each of them once, though Weir is killed while they come', {
  timeout: 300_000,
}, async (t) => {
  const seed = Number(process.env.WEIR_SEED ?? Date.now() % 1_000_000)
  t.diagnostic(`seed ${seed}`)
  const random = seeded(seed)
  const house = await House.open()
  t.after(() => house.close())
  await house.importChain()
  const device = await house.device('boiler')

  // Each has a time of its own: of two messages of one millisecond with the same value the cloud's rules count the first
  // only (alarms.md 3.3), and on a quiet machine two did meet in one.
  const since = Date.now() - times
  // Sent one by one and killed between two of them: then it is known which ones are in the journal.
  let sent = 0
  while (sent < times - 1) {
    const next = Math.min(times - 1, sent + 20 + Math.floor(random() * 60))
    while (sent < next) {
      assert.ok(
        await house.send('boiler', { ts: since + sent, values: { temperature: 31 } }),
        `message ${sent} was not acknowledged`,
      )
      sent++
    }
    await house.kill()
  }
  await house.caughtUp()
  assert.deepEqual(await house.alarms(device), [])

  await house.send('boiler', { temperature: 32 })
  const [alarm] = await eventually(async () => {
    const alarms = await house.alarms(device)
    return alarms.length > 0 ? alarms : null
  }, 'the alarm')
  assert.deepEqual(
    [alarm?.severity, alarm?.status, alarm?.details],
    ['MAJOR', 'ACTIVE_UNACK', { data: '32 degrees' }],
  )

  await house.kill()
  await house.send('boiler', { temperature: 5 })
  await eventually(
    async () => (await house.alarms(device))[0]?.status === 'CLEARED_UNACK',
    'clearing the alarm after a restart',
  )
  assert.equal((await house.alarms(device)).length, 1)
})
