import { fileURLToPath } from 'node:url'

/**
 * Small young generation: scavenges stay in the processor's cache, and an idle edge gives memory back. One malloc arena that
 * is trimmed: the database thread's buffers are large and short-lived. Together they take an idle edge on the embedded
 * database from 355 to below 300 MB (docs/decisions/idle-memory.md).
 */
const flags = ['--max-semi-space-size=4']
const environment = { MALLOC_ARENA_MAX: '1', MALLOC_TRIM_THRESHOLD_: '131072' }

/**
 * Where Node keeps what it made of the source files, so that later starts need not compile them, nor load what strips their
 * types. Within the installation: whoever can write there could as well change the sources. Where it can't be written, each
 * start compiles.
 */
const compileCache = fileURLToPath(new URL('../node_modules/.cache/weir', import.meta.url))

/**
 * Replaces this process by itself with settings that can only be given at its start; same id, same terminal, same signals.
 * False where that is not needed or not possible: already done, set by the user, on another system, or when a parent
 * process is connected by a channel that would be lost.
 */
export function restartTuned(): boolean {
  const isSet = Object.keys(environment).some((name) => process.env[name] !== undefined)
  if (isSet || process.platform !== 'linux' || process.channel !== undefined) return false
  if (typeof process.execve !== 'function') return false
  const [, script = '', ...args] = process.argv
  const given = process.execArgv
  const added = flags.filter((flag) => !given.some((own) => own.startsWith(flag.slice(0, flag.indexOf('=')))))
  process.execve(process.execPath, [process.execPath, ...added, ...given, script, ...args], {
    NODE_COMPILE_CACHE: compileCache,
    ...process.env,
    ...environment,
  })
  return true
}
