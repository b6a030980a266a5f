/**
 * A PostgreSQL server of our own for the length of a test: a fresh cluster in a temporary folder, reached over a Unix
 * socket. It is looked for in PATH and in /usr/lib/postgresql; a test that can't have one is skipped by name.
 */
import { execFileSync, spawnSync } from 'node:child_process'
import { accessSync, chmodSync, chownSync, constants, mkdtempSync, readdirSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { delimiter, join } from 'node:path'

export interface TemporaryPostgresql {
  /** for `openStore` */
  readonly url: string
  /** Stops at once, as a power cut would, and leaves the files. */
  crash(): void
  /** Stops in order; clients are cut off. */
  stop(): void
  /** Starts again after `crash` or `stop`; resolves when it takes connections. */
  start(): void
  /** Stops and removes the files. */
  remove(): void
}

/** Why there is no server to test with; null when there is one. */
export const whyNoPostgresql: string | null =
  binaries() === null ? 'no PostgreSQL server is installed here' : null

export function startPostgresql(): TemporaryPostgresql {
  const folder = binaries()
  if (folder === null) throw new Error('No PostgreSQL server is installed here')
  const owner = unprivileged()
  const place = mkdtempSync(join(tmpdir(), 'weir-pg-'))
  const data = join(place, 'data')
  if (owner !== null) chownSync(place, owner.uid, owner.gid)
  chmodSync(place, 0o700)
  const run = (program: string, args: string[]) => {
    const options = { cwd: place, stdio: 'ignore', ...(owner ?? {}) } as const
    execFileSync(join(folder, program), args, options)
  }
  run('initdb', ['-D', data, '-U', 'weir', '-A', 'trust', '-E', 'UTF8', '--no-locale', '--no-sync'])
  const settings = `-c listen_addresses='' -c unix_socket_directories=${place} -c shared_buffers=32MB`
  const control = (...args: string[]) => run('pg_ctl', ['-D', data, '-w', '-l', join(place, 'log'), ...args])
  const isRunning = () => spawnSync(join(folder, 'pg_ctl'), ['-D', data, 'status'], owner ?? {}).status === 0
  const stop = (mode: string) => {
    if (isRunning()) control('-m', mode, 'stop')
  }
  control('-o', settings, 'start')
  return {
    url: `postgresql://weir@/postgres?host=${encodeURIComponent(place)}`,
    crash: () => stop('immediate'),
    stop: () => stop('fast'),
    start: () => control('-o', settings, 'start'),
    remove() {
      stop('immediate')
      rmSync(place, { recursive: true, force: true })
    },
  }
}

function binaries(): string | null {
  const packaged = '/usr/lib/postgresql'
  const versions = isReadable(packaged) ? readdirSync(packaged).sort((a, b) => Number(b) - Number(a)) : []
  const places = [
    ...(process.env.PATH ?? '').split(delimiter),
    ...versions.map((version) => join(packaged, version, 'bin')),
  ]
  return (
    places.find((place) => ['initdb', 'pg_ctl', 'postgres'].every((name) => isReadable(join(place, name)))) ??
    null
  )
}

/** PostgreSQL refuses to run as root; then it runs as nobody. */
function unprivileged(): { uid: number; gid: number } | null {
  return process.getuid?.() === 0 ? { uid: 65534, gid: 65534 } : null
}

function isReadable(path: string): boolean {
  try {
    accessSync(path, constants.R_OK)
    return true
  } catch {
    return false
  }
}
