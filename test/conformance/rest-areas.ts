/** What each area of REST cases finds when it begins: the state that the words of its cases speak of. */
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
    await samples(world, await world.device('A'), { temp: 10 })
    await samples(world, await world.device('B'), { temp: 25 })
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
