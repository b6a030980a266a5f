import { readFileSync } from 'node:fs'
import { isAbsolute, resolve } from 'node:path'

/** Everything an edge is told from outside, validated (docs/reference/configuration.md). */
export interface Config {
  /** journal, embedded database, keys */
  readonly dataDir: string
  readonly host: string
  /** 0 = any free port */
  readonly httpPort: number
  readonly mqttPort: number
  /** null = off */
  readonly mqttsPort: number | null
  readonly coapPort: number
  readonly tls: { readonly cert: Buffer; readonly key: Buffer } | null
  /** undefined = the embedded database */
  readonly databaseUrl: string | undefined
  readonly adminEmail: string | undefined
  readonly adminPassword: string | undefined
  /** what a scraper of `/metrics` shows; undefined = only users with the right */
  readonly metricsToken: string | undefined
  /** folder of custom nodes */
  readonly nodesDir: string | undefined
  readonly logLevel: 'silent' | 'error' | 'warn' | 'info' | 'debug'
  /** bytes that the journal may take */
  readonly diskBudget: number
  /** what happens when the outbox to the cloud has used up its share of the disk */
  readonly cloudFull: 'refuse' | 'drop-oldest'
  /** bytes of messages that may be in memory at a time */
  readonly memoryBudget: number
}

export interface Variable {
  readonly name: string
  readonly default: string
  readonly meaning: string
}

/** The variables, for the reference page. */
export const variables: readonly Variable[] = [
  {
    name: 'WEIR_DATA',
    default: './data',
    meaning: 'folder of the journal, the embedded database and the keys',
  },
  { name: 'WEIR_HOST', default: '0.0.0.0', meaning: 'address that all listeners bind' },
  {
    name: 'WEIR_HTTP_PORT',
    default: '8080',
    meaning: 'editor, REST, WebSocket and device HTTP API; 0 = any free port',
  },
  { name: 'WEIR_MQTT_PORT', default: '1883', meaning: 'MQTT; 0 = any free port' },
  { name: 'WEIR_MQTTS_PORT', default: 'off', meaning: 'MQTT over TLS; needs WEIR_TLS_CERT and WEIR_TLS_KEY' },
  { name: 'WEIR_COAP_PORT', default: '5683', meaning: 'CoAP over UDP; 0 = any free port' },
  { name: 'WEIR_TLS_CERT', default: 'unset', meaning: 'PEM file of the server certificate' },
  { name: 'WEIR_TLS_KEY', default: 'unset', meaning: 'PEM file of its private key' },
  { name: 'WEIR_DATABASE_URL', default: 'unset', meaning: '`postgres://…`; unset = the embedded database' },
  { name: 'WEIR_ADMIN_EMAIL', default: 'made at first start', meaning: 'e-mail of the first administrator' },
  {
    name: 'WEIR_ADMIN_PASSWORD',
    default: 'made at first start',
    meaning:
      'password of the first administrator, 8 characters or more; when unset one is made and printed once',
  },
  {
    name: 'WEIR_METRICS_TOKEN',
    default: 'unset',
    meaning: 'bearer token by which a scraper may read `/metrics`; unset = only administrators',
  },
  { name: 'WEIR_NODES', default: 'unset', meaning: 'folder of custom node files' },
  { name: 'WEIR_LOG', default: 'info', meaning: 'silent, error, warn, info or debug' },
  {
    name: 'WEIR_DISK_BUDGET',
    default: '2GB',
    meaning:
      'bytes that the journals may take: three quarters for the queues of messages, where full means that devices wait, and a quarter for the outbox to the cloud',
  },
  {
    name: 'WEIR_CLOUD_FULL',
    default: 'refuse',
    meaning:
      'what happens when the outbox to the cloud has used up its share of the disk, a quarter of `WEIR_DISK_BUDGET`: `refuse` fails new messages, `drop-oldest` gives up the oldest and counts them',
  },
  {
    name: 'WEIR_MEMORY_BUDGET',
    default: '32MB',
    meaning: 'bytes of messages in memory at a time; full means that devices wait',
  },
]

/** variables of design that this version does not act on: naming them is said, not ignored */
const later: readonly string[] = [
  'WEIR_QUEUE_URL',
  'WEIR_CLOUD_URL',
  'WEIR_CLOUD_KEY',
  'WEIR_CLOUD_SECRET',
  'WEIR_CLOUD_CA',
]

/** Names the variable, the value and the mend. Secrets are not echoed. */
export class ConfigError extends Error {
  override readonly name = 'ConfigError'
}

export interface ReadConfig {
  readonly config: Config
  /** sentences for the log: what was set and has no effect yet */
  readonly remarks: readonly string[]
}

type Env = Readonly<Record<string, string | undefined>>

/** Reads the configuration. Throws `ConfigError` listing everything that is wrong. */
export function readConfig(env: Env, cwd: string): ReadConfig {
  const wrong: string[] = []
  const read = <T>(read: () => T, otherwise: T): T => {
    try {
      return read()
    } catch (error) {
      wrong.push((error as Error).message)
      return otherwise
    }
  }
  const config: Config = {
    dataDir: path(env.WEIR_DATA ?? './data', cwd),
    host: env.WEIR_HOST || '0.0.0.0',
    httpPort: read(() => port(env, 'WEIR_HTTP_PORT', 8080), 0),
    mqttPort: read(() => port(env, 'WEIR_MQTT_PORT', 1883), 0),
    mqttsPort: read(() => (isOff(env.WEIR_MQTTS_PORT) ? null : port(env, 'WEIR_MQTTS_PORT', 0)), null),
    coapPort: read(() => port(env, 'WEIR_COAP_PORT', 5683), 0),
    tls: read(() => tls(env, cwd), null),
    databaseUrl: read(() => databaseUrl(env.WEIR_DATABASE_URL), undefined),
    adminEmail: read(() => email(env.WEIR_ADMIN_EMAIL), undefined),
    adminPassword: read(() => password(env.WEIR_ADMIN_PASSWORD), undefined),
    metricsToken: env.WEIR_METRICS_TOKEN || undefined,
    nodesDir: env.WEIR_NODES ? path(env.WEIR_NODES, cwd) : undefined,
    logLevel: read(() => level(env.WEIR_LOG), 'info'),
    diskBudget: read(() => bytes(env, 'WEIR_DISK_BUDGET', 2 * 1024 ** 3, 16 * 1024 ** 2), 0),
    cloudFull: read(() => cloudFull(env.WEIR_CLOUD_FULL), 'refuse'),
    memoryBudget: read(() => bytes(env, 'WEIR_MEMORY_BUDGET', 32 * 1024 ** 2, 1024 ** 2), 0),
  }
  if (config.mqttsPort !== null && config.tls === null && wrong.length === 0) {
    wrong.push(
      'WEIR_MQTTS_PORT is set, and WEIR_TLS_CERT and WEIR_TLS_KEY are not. Give the PEM files of a certificate and its key',
    )
  }
  if (wrong.length > 0) throw new ConfigError(wrong.join('\n'))
  const remarks = later
    .filter((name) => env[name])
    .map((name) => `${name} is set, and this version of Weir does not use it yet`)
  return { config, remarks }
}

function path(value: string, cwd: string): string {
  return isAbsolute(value) ? value : resolve(cwd, value)
}

function isOff(value: string | undefined): boolean {
  return value === undefined || value === '' || value === 'off'
}

function port(env: Env, name: string, otherwise: number): number {
  const value = env[name]
  if (value === undefined || value === '') return otherwise
  if (/^\d{1,5}$/.test(value) && Number(value) <= 65_535) return Number(value)
  throw new Error(`${name} is “${value}”, which is no port. Use a number from 0 (any free port) to 65535`)
}

function bytes(env: Env, name: string, otherwise: number, least: number): number {
  const value = env[name]
  if (value === undefined || value === '') return otherwise
  const match = /^(\d+(?:\.\d+)?)\s*(B|KB|MB|GB|TB)?$/i.exec(value.trim())
  if (match === null)
    throw new Error(`${name} is “${value}”, which is no size. Use a number with a unit, as 512MB or 2GB`)
  const unit = { B: 0, KB: 1, MB: 2, GB: 3, TB: 4 }[(match[2] ?? 'B').toUpperCase()] ?? 0
  const size = Math.floor(Number(match[1]) * 1024 ** unit)
  if (size < least)
    throw new Error(
      `${name} is “${value}”, which is too little to work with. Use at least ${least / 1024 ** 2}MB`,
    )
  return size
}

function databaseUrl(value: string | undefined): string | undefined {
  if (value === undefined || value === '') return undefined
  if (/^postgres(ql)?:\/\/\S+$/.test(value)) return value
  throw new Error(
    'WEIR_DATABASE_URL is no PostgreSQL address. Use postgres://user:password@host:5432/database, or unset it for the embedded database',
  )
}

function email(value: string | undefined): string | undefined {
  if (value === undefined || value === '') return undefined
  if (/^[^\s@]+@[^\s@]+$/.test(value)) return value
  throw new Error(`WEIR_ADMIN_EMAIL is “${value}”, which is no e-mail address. Use one as admin@example.com`)
}

function password(value: string | undefined): string | undefined {
  if (value === undefined || value === '') return undefined
  if (value.length >= 8) return value
  throw new Error(
    'WEIR_ADMIN_PASSWORD is shorter than 8 characters. Use a longer one, or unset it to have one made',
  )
}

function level(value: string | undefined): Config['logLevel'] {
  const levels = ['silent', 'error', 'warn', 'info', 'debug'] as const
  const found = levels.find((name) => name === (value || 'info'))
  if (found !== undefined) return found
  throw new Error(`WEIR_LOG is “${value}”. Use one of ${levels.join(', ')}`)
}

function cloudFull(value: string | undefined): Config['cloudFull'] {
  if (value === undefined || value === '' || value === 'refuse') return 'refuse'
  if (value === 'drop-oldest') return value
  throw new Error(`WEIR_CLOUD_FULL is “${value}”. Use refuse or drop-oldest`)
}

function tls(env: Env, cwd: string): Config['tls'] {
  const { WEIR_TLS_CERT: cert, WEIR_TLS_KEY: key } = env
  if (!cert && !key) return null
  if (!cert || !key)
    throw new Error(
      `${cert ? 'WEIR_TLS_KEY' : 'WEIR_TLS_CERT'} is not set. A certificate and its key go together`,
    )
  return { cert: file('WEIR_TLS_CERT', cert, cwd), key: file('WEIR_TLS_KEY', key, cwd) }
}

function file(name: string, value: string, cwd: string): Buffer {
  try {
    return readFileSync(path(value, cwd))
  } catch (error) {
    throw new Error(
      `${name} is “${value}”, which can't be read (${(error as NodeJS.ErrnoException).code}). Give the path of a PEM file`,
    )
  }
}
