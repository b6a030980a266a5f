/**
 * A load of MQTT devices: `node bench/load/mqtt.ts --port 1883 --token 'T{n}' --connections 100 --window 100
 * --seconds 10`. Prints one line of JSON. Closed loop by default; with `--rate` publishes are due at fixed times
 * whatever the server does, and latency counts from when they were due (a closed loop hides queueing).
 */
import { closeSync, openSync, readFileSync, writeSync } from 'node:fs'
import { parseArgs } from 'node:util'
import { LoadDevice } from './device.ts'
import { Latencies } from './latencies.ts'
import { PublishWriter } from './packets.ts'

export interface LoadOptions {
  readonly host?: string
  readonly port: number
  /** one per connection; a device has one session, so no token is used twice */
  readonly tokens: readonly string[]
  /** publishes of one connection without acknowledgement; 100 when absent */
  readonly window?: number
  readonly seconds: number
  /** publishes per second over all connections; absent = closed loop */
  readonly rate?: number
  readonly qos?: 0 | 1
  /** values in each payload; 3 when absent */
  readonly keys?: number
  /** whether each publish carries a time of its own: `tsBase` + seq */
  readonly explicitTs?: boolean
  /** epoch ms */
  readonly tsBase?: number
  /** gets one line `deviceIndex seq` per acknowledged publish */
  readonly ackedFile?: string
  /** whether devices come back when the server is gone, and send again what was not acknowledged */
  readonly reconnect?: boolean
  /** ends the load before its time */
  readonly signal?: AbortSignal
}

export interface LoadResult {
  readonly connections: number
  readonly sent: number
  readonly acked: number
  readonly seconds: number
  readonly perSecond: number
  /** ms from due to acknowledged */
  readonly p50: number
  readonly p99: number
  readonly max: number
  readonly reconnects: number
  /** open loop: publishes that were due and never fitted into a window */
  readonly backlog: number
  /** share of one core that this client used: beyond 0.9 it measures itself */
  readonly clientCpu: number
  readonly trouble: string | null
}

/** ms for all devices to be let in */
const loginTimeout = 30_000

/** Most publishes that wait to be sent in an open loop; beyond, the load stops growing. */
const largestBacklog = 1_000_000

/** Runs the load, waits up to 2 s for the last acknowledgements, and closes. Rejects when a device is refused. */
export async function runLoad(options: LoadOptions): Promise<LoadResult> {
  const latencies = new Latencies()
  const acked = new AckedFile(options.ackedFile)
  let trouble: string | null = null
  const { host = '127.0.0.1', port, window = 100, qos = 1, reconnect = false, rate } = options
  const tsBase = options.explicitTs ? (options.tsBase ?? Date.now()) : null
  const writer = new PublishWriter({ qos, keys: options.keys ?? 3, tsBase })
  const devices = options.tokens.map((token, index) => {
    const isClosedLoop = rate === undefined
    const device = { host, port, index, token, window, qos, reconnect, isClosedLoop, writer, latencies }
    return new LoadDevice({
      ...device,
      onAcked: (index, seq) => acked.add(index, seq),
      onTrouble: (text) => {
        trouble ??= text
      },
    })
  })
  try {
    await within(loginTimeout, Promise.all(devices.map((device) => device.open())))
    const cpu = process.cpuUsage()
    const start = performance.now()
    for (const device of devices) device.start()
    await (rate === undefined
      ? closedLoop(devices, options.seconds, qos, options.signal)
      : openLoop(devices, options.seconds, rate, options.signal))
    const elapsed = (performance.now() - start) / 1000
    const ackedInTime = sum(devices, (device) => device.acked)
    const used = process.cpuUsage(cpu)
    const backlog = sum(devices, (device) => device.backlog)
    for (const device of devices) device.stop()
    await settle(devices)
    return {
      connections: devices.length,
      sent: sum(devices, (device) => device.sent),
      acked: sum(devices, (device) => device.acked),
      seconds: round(elapsed),
      perSecond: Math.round(ackedInTime / elapsed),
      p50: round(latencies.at(0.5)),
      p99: round(latencies.at(0.99)),
      max: round(latencies.largest),
      reconnects: sum(devices, (device) => device.reconnects),
      backlog,
      clientCpu: round((used.user + used.system) / 1e6 / elapsed),
      trouble,
    }
  } finally {
    for (const device of devices) device.destroy()
    acked.close()
  }
}

/** The devices keep themselves going; QoS 0 has nothing to wait for and is pumped. */
async function closedLoop(
  devices: readonly LoadDevice[],
  seconds: number,
  qos: 0 | 1,
  signal: AbortSignal | undefined,
): Promise<void> {
  const end = performance.now() + seconds * 1000
  while (performance.now() < end && signal?.aborted !== true) {
    await tick(qos === 0 ? 1 : Math.min(100, end - performance.now()))
    if (qos === 0) for (const device of devices) device.pump(performance.now())
  }
}

async function openLoop(
  devices: readonly LoadDevice[],
  seconds: number,
  rate: number,
  signal: AbortSignal | undefined,
): Promise<void> {
  const start = performance.now()
  let scheduled = 0
  let pinged = start
  for (let now = start; now < start + seconds * 1000; now = performance.now()) {
    const sent = sum(devices, (device) => device.sent)
    const due = Math.min(Math.floor(((now - start) / 1000) * rate), sent + largestBacklog)
    for (; scheduled < due; scheduled++) {
      devices[scheduled % devices.length]?.schedule(start + (scheduled / rate) * 1000)
    }
    if (signal?.aborted === true) return
    for (const device of devices) device.pump(now)
    if (now - pinged > 20_000) {
      pinged = now
      for (const device of devices) device.ping()
    }
    await tick(1)
  }
}

async function settle(devices: readonly LoadDevice[]): Promise<void> {
  const end = performance.now() + 2_000
  while (performance.now() < end && devices.some((device) => device.underWay > 0)) await tick(10)
}

/** Lines gathered and written in large pieces. */
class AckedFile {
  readonly #file: number | null
  #lines: string[] = []

  constructor(path: string | undefined) {
    this.#file = path === undefined ? null : openSync(path, 'w')
  }

  add(index: number, seq: number): void {
    if (this.#file === null) return
    this.#lines.push(`${index} ${seq}\n`)
    if (this.#lines.length >= 4096) this.#flush(this.#file)
  }

  close(): void {
    if (this.#file === null) return
    this.#flush(this.#file)
    closeSync(this.#file)
  }

  #flush(file: number): void {
    writeSync(file, this.#lines.join(''))
    this.#lines = []
  }
}

async function within(ms: number, opened: Promise<unknown>): Promise<void> {
  let stop = (): void => {}
  const late = new Promise<never>((_, reject) => {
    const timer = setTimeout(() => reject(new Error(`Not all devices were let in within ${ms} ms`)), ms)
    stop = () => clearTimeout(timer)
  })
  await Promise.race([opened, late]).finally(stop)
}

function tick(ms: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, ms))
}

function sum(devices: readonly LoadDevice[], of: (device: LoadDevice) => number): number {
  return devices.reduce((total, device) => total + of(device), 0)
}

function round(value: number): number {
  return Math.round(value * 1000) / 1000
}

function fromCommandLine(): LoadOptions {
  const { values } = parseArgs({
    options: {
      host: { type: 'string' },
      port: { type: 'string', default: '1883' },
      tokens: { type: 'string' },
      token: { type: 'string' },
      connections: { type: 'string' },
      window: { type: 'string' },
      seconds: { type: 'string', default: '10' },
      rate: { type: 'string' },
      qos: { type: 'string' },
      keys: { type: 'string' },
      'explicit-ts': { type: 'boolean' },
      'ts-base': { type: 'string' },
      acked: { type: 'string' },
      reconnect: { type: 'boolean' },
    },
  })
  const connections = values.connections === undefined ? undefined : Number(values.connections)
  return {
    port: Number(values.port),
    tokens: tokensOf(values.tokens, values.token, connections),
    seconds: Number(values.seconds),
    qos: values.qos === '0' ? 0 : 1,
    explicitTs: values['explicit-ts'] ?? false,
    reconnect: values.reconnect ?? false,
    ...(values.host !== undefined && { host: values.host }),
    ...(values.window !== undefined && { window: Number(values.window) }),
    ...(values.rate !== undefined && { rate: Number(values.rate) }),
    ...(values.keys !== undefined && { keys: Number(values.keys) }),
    ...(values['ts-base'] !== undefined && { tsBase: Number(values['ts-base']) }),
    ...(values.acked !== undefined && { ackedFile: values.acked }),
  }
}

/** @param token `T{n}` becomes T0, T1, … */
function tokensOf(
  file: string | undefined,
  token: string | undefined,
  connections: number | undefined,
): string[] {
  if (file !== undefined) {
    const all = readFileSync(file, 'utf8').split(/\s+/).filter(Boolean)
    const wanted = connections ?? all.length
    if (all.length < wanted) throw new Error(`${file} has ${all.length} tokens for ${wanted} connections`)
    return all.slice(0, wanted)
  }
  if (token === undefined) throw new Error('Give --tokens FILE, or --token such as T or T{n}')
  const wanted = connections ?? (token.includes('{n}') ? 100 : 1)
  if (wanted > 1 && !token.includes('{n}')) {
    throw new Error('A device has one session: give --token with {n} in it, or --tokens FILE')
  }
  return Array.from({ length: wanted }, (_, n) => token.replace('{n}', String(n)))
}

if (import.meta.main) {
  try {
    console.log(JSON.stringify(await runLoad(fromCommandLine())))
  } catch (error) {
    console.error(error instanceof Error ? error.message : error)
    process.exitCode = 1
  }
}
