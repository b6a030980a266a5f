/** What each area of REST cases finds when it begins: the state that the words of its cases speak of. */
import { answeringDevice } from './rest-calls.ts'
import type { RestWorld } from './rest-world.ts'

export const areas: Readonly<Record<string, (world: RestWorld) => Promise<void>>> = {
  async auth(world) {
    const { id } = await world.user('off@plant.example', 'CUSTOMER_USER', 'S3cret-pw')
    await world.ask('POST', `/api/user/${id}/userCredentialsEnabled?userCredentialsEnabled=false`)
  },

  async page(world) {
    await numberedDevices(world)
  },

  async query(world) {
    await numberedDevices(world)
    await attributes(world, await world.value('DEV'), { limit: 75 })
    await world.device('C')
    const [a, b] = [await world.device('A'), await world.device('B')]
    await samples(world, a, { temp: 10 })
    await samples(world, b, { temp: 25 })
    for (const device of [a, b]) await world.relate(await world.value('AST'), device)
  },

  async rel(world) {
    await world.relate(await world.value('AST'), await world.value('DEV'), { n: 1 })
  },

  async attr(world) {
    await attributes(world, await world.value('DEV'), { limit: 75, name: 'a', on: true, cfg: { x: 1 } })
  },

  async ts(world) {
    const device = await world.value('DEV')
    await samples(world, device, { ts: 1_731_000_000_000, values: { temp: 21.5, mode: 'eco', on: true } })
    await samples(world, device, { x: 1 })
    await bucketed(world, device)
  },

  async ws(world) {
    const device = await world.device('T-1', '?accessToken=tok-123')
    await samples(world, device, { ts: 1_731_000_002_000, values: { temp: 23 } })
    await attributes(world, device, { limit: 75 })
    await bucketed(world, device)
  },

  async http(world) {
    const device = await world.device('T-1', '?accessToken=tok-123')
    await world.send('POST', '/api/v1/tok-123/attributes', {}, JSON.stringify({ serial: 'A1' }))
    await samples(world, device, { temp: 20 })
    await becomes(world, device, 'attributes', 'serial')
  },

  async rpc(world) {
    const device = await world.device('T-1', '?accessToken=tok-123')
    world.set('DEV', device)
    await answeringDevice(world, 'tok-123')
  },

  async rule(world) {
    const device = await world.device('T-1', '?accessToken=tok-123')
    await world.value('NODE')
    const telemetry = () => world.send('POST', '/api/v1/tok-123/telemetry', {}, JSON.stringify({ temp: 20 }))
    await telemetry()
    // The first message makes the device active, which is told in a message of its own.
    await becomes(world, device, 'attributes', 'active')
    await telemetry()
  },
}

/** What single cases find, where an earlier case that is not among them would have made it. */
export const givens: Readonly<Record<string, (world: RestWorld) => Promise<void>>> = {
  async 'device-17'(world) {
    await world.ask('POST', `/api/customer/${await world.value('CUST')}/device/${await world.value('DEV')}`)
  },

  async 'alarm-06'(world) {
    await world.ask('POST', `/api/alarm/${await world.value('AL')}/assign/${await world.value('TAUID')}`)
  },

  async 'ws-33'(world) {
    await world.value('AL')
    // The open socket looks four times a second, and has to see the alarm before it is cleared.
    await new Promise((resolve) => setTimeout(resolve, 600))
  },

  async 'http-06'(world) {
    const path = `/api/rpc/twoway/${await world.value('DEV')}`
    // Answered by the poll of this case and the reply of the next.
    void world.ask('POST', path, { method: 'ping', params: {} })
  },

  async 'device-23'(world) {
    const device = await world.device('T-1')
    world.set('DEV', device)
    await world.ask('POST', '/api/entityView', {
      name: 'T-1 in part',
      type: 'part',
      entityId: { entityType: 'DEVICE', id: device },
    })
  },
}

/** D00 to D24. */
async function numberedDevices(world: RestWorld): Promise<void> {
  for (let n = 0; n < 25; n++)
    await world.ask('POST', '/api/device', { name: `D${String(n).padStart(2, '0')}` })
}

async function samples(world: RestWorld, device: string, body: object): Promise<void> {
  await world.ask('POST', `/api/plugins/telemetry/DEVICE/${device}/timeseries/ANY`, body)
}

/** Key `a`: 10 and 20 in the first minute, 40 in the second. */
async function bucketed(world: RestWorld, device: string): Promise<void> {
  for (const [ts, a] of [
    [10_000, 10],
    [20_000, 20],
    [70_000, 40],
  ]) {
    await samples(world, device, { ts, values: { a } })
  }
}

async function attributes(world: RestWorld, device: string, values: object): Promise<void> {
  await world.ask('POST', `/api/plugins/telemetry/DEVICE/${device}/attributes/SERVER_SCOPE`, values)
}

/** Waits until what the device sent has come through the chain. */
async function becomes(
  world: RestWorld,
  device: string,
  kind: 'attributes' | 'timeseries',
  key: string,
): Promise<void> {
  for (let tries = 0; tries < 100; tries++) {
    const { json } = await world.ask('GET', `/api/plugins/telemetry/DEVICE/${device}/keys/${kind}`)
    if (json.includes(key)) return
    await new Promise((resolve) => setTimeout(resolve, 50))
  }
}
