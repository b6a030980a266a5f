import { type ChildProcess, spawn } from 'node:child_process'
import { mkdtemp, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'

const main = fileURLToPath(new URL('../../engine/main.ts', import.meta.url))

/** the administrator of every Weir that tests start */
export const administrator = { email: 'admin@weir.test', password: 'a-password-for-tests' }

/** Servers outlive a test process that ends early, and hold its output open; so none may be left behind. */
const running = new Set<ChildProcess>()
process.on('exit', () => {
  for (const child of running) child.kill('SIGKILL')
})

/** Removes a folder with all that is in it. The last writes of a killed server may still arrive while it is emptied. */
export function removeFolder(path: string): Promise<void> {
  return rm(path, { recursive: true, force: true, maxRetries: 10, retryDelay: 100 })
}

export interface WeirOptions {
  /** kept by the caller; a folder of its own, removed at the end, when absent */
  readonly dataDir?: string
  readonly env?: Readonly<Record<string, string>>
  /** arguments of node itself */
  readonly nodeArgs?: readonly string[]
}

/** A whole Weir in a process of its own, on free ports of the loopback interface. */
export class WeirProcess {
  readonly ports: Readonly<Record<'http' | 'mqtt' | 'coap', number>>
  readonly dataDir: string
  /** milliseconds from spawning to the ready line */
  readonly startTime: number
  readonly #child: ChildProcess
  readonly #ownsData: boolean
  readonly #output: { text: string }
  #token: string | null = null

  private constructor(
    child: ChildProcess,
    ports: WeirProcess['ports'],
    data: { dir: string; isOwn: boolean },
    startTime: number,
    output: { text: string },
  ) {
    this.#child = child
    this.ports = ports
    this.dataDir = data.dir
    this.#ownsData = data.isOwn
    this.startTime = startTime
    this.#output = output
  }

  /** Resolves at the ready line. Rejects with what it printed when it ends before. */
  static async start(options: WeirOptions = {}): Promise<WeirProcess> {
    const dir = options.dataDir ?? (await mkdtemp(join(tmpdir(), 'weir-test-')))
    const begun = performance.now()
    const child = spawn(process.execPath, [...(options.nodeArgs ?? []), main], {
      env: {
        ...process.env,
        WEIR_DATA: dir,
        WEIR_HOST: '127.0.0.1',
        WEIR_HTTP_PORT: '0',
        WEIR_MQTT_PORT: '0',
        WEIR_COAP_PORT: '0',
        WEIR_ADMIN_EMAIL: administrator.email,
        WEIR_ADMIN_PASSWORD: administrator.password,
        WEIR_LOG: 'warn',
        ...options.env,
      },
      stdio: ['ignore', 'pipe', 'pipe'],
    })
    running.add(child)
    child.once('exit', () => running.delete(child))
    const output = { text: '' }
    const ready = new Promise<WeirProcess['ports']>((resolve, reject) => {
      const read = (chunk: Buffer) => {
        output.text = `${output.text}${chunk}`.slice(-100_000)
        const line = /^weir ready (\{.*\})$/m.exec(output.text)
        if (line !== null) resolve(JSON.parse(line[1] ?? '{}'))
      }
      child.stdout?.on('data', read)
      child.stderr?.on('data', read)
      child.once('exit', (code, signal) => {
        reject(new Error(`Weir ended before it was ready (${code ?? signal}):\n${output.text}`))
      })
    })
    const ports = await ready
    return new WeirProcess(
      child,
      ports,
      { dir, isOwn: options.dataDir === undefined },
      performance.now() - begun,
      output,
    )
  }

  get url(): string {
    return `http://127.0.0.1:${this.ports.http}`
  }

  get pid(): number {
    return this.#child.pid as number
  }

  /** what it has printed so far */
  get output(): string {
    return this.#output.text
  }

  get isRunning(): boolean {
    return this.#child.exitCode === null && this.#child.signalCode === null
  }

  /** Ends it cleanly, or with another signal, and answers the exit code. */
  async stop(signal: NodeJS.Signals = 'SIGTERM'): Promise<number | null> {
    if (this.isRunning) {
      const ended = new Promise((resolve) => this.#child.once('exit', resolve))
      this.#child.kill(signal)
      await ended
    }
    if (this.#ownsData) await removeFolder(this.dataDir)
    return this.#child.exitCode
  }

  /** A request of the administrator to the management API. Throws when the answer is no success. */
  async api<T = unknown>(method: string, path: string, body?: unknown): Promise<T> {
    const response = await this.request(method, path, body)
    const text = await response.text()
    if (!response.ok) throw new Error(`${method} ${path} answered ${response.status}: ${text}`)
    return (text === '' ? undefined : JSON.parse(text)) as T
  }

  async request(method: string, path: string, body?: unknown): Promise<Response> {
    this.#token ??= await this.#logIn()
    return fetch(`${this.url}${path}`, {
      method,
      headers: {
        'X-Authorization': `Bearer ${this.#token}`,
        ...(body === undefined ? {} : { 'Content-Type': 'application/json' }),
      },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    })
  }

  async #logIn(): Promise<string> {
    const response = await fetch(`${this.url}/api/auth/login`, {
      method: 'POST',
      headers: { 'Content-Type': 'application/json' },
      body: JSON.stringify({ username: administrator.email, password: administrator.password }),
    })
    if (!response.ok) throw new Error(`The administrator was not let in: ${await response.text()}`)
    return ((await response.json()) as { token: string }).token
  }

  /** Makes a device with this token and answers its id. */
  async createDevice(name: string, token: string): Promise<string> {
    const device = await this.api<{ id: { id: string } }>('POST', `/api/device?accessToken=${token}`, {
      name,
    })
    return device.id.id
  }

  /** resident bytes of the process and all of its children */
  async memory(): Promise<number> {
    const status = await readFile(`/proc/${this.pid}/status`, 'utf8')
    return Number(/VmRSS:\s+(\d+)/.exec(status)?.[1] ?? 0) * 1024
  }

  /** seconds of processor time used so far */
  async cpuTime(): Promise<number> {
    const stat = await readFile(`/proc/${this.pid}/stat`, 'utf8')
    const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ')
    return (Number(fields[11]) + Number(fields[12])) / 100
  }
}

/** Asks again and again until the answer is truthy, or throws after `ms`. For what a real server does in its own time. */
export async function eventually<T>(
  ask: () => Promise<T>,
  what: string,
  ms = 10_000,
): Promise<NonNullable<T>> {
  const until = performance.now() + ms
  for (;;) {
    const answer = await ask()
    if (answer) return answer as NonNullable<T>
    if (performance.now() > until) throw new Error(`${what} did not happen within ${ms} ms`)
    await new Promise((resolve) => setTimeout(resolve, 50))
  }
}
