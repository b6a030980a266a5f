import { relative } from 'node:path'
import { pino } from 'pino'
import { openCatalogue } from '../nodes/catalogue.ts'
import { libraryOf } from '../nodes/sdk/library.ts'
import { ConfigError, readConfig } from './config.ts'
import { runKeptTests } from './edge/kept-tests.ts'
import { type RunningEdge, startEdge } from './edge.ts'
import type { Logger } from './rules/needs.ts'
import { createScripts } from './scripts/scripts.ts'
import { runFlowTests } from './trial/flow-tests.ts'

const commands: Readonly<Record<string, (args: string[]) => Promise<void>>> = { edge, test }

/** Runs `edge` when no command is named. What goes wrong is said on stderr, and ends the process. */
export async function runCommand(words: readonly string[]): Promise<void> {
  const [name = 'edge', ...args] = words
  try {
    const command = Object.hasOwn(commands, name) ? commands[name] : undefined
    if (command === undefined) {
      throw new Usage(`There is no command “${name}”. Use one of: ${Object.keys(commands).join(', ')}`)
    }
    await command(args)
  } catch (error) {
    const isExpected = error instanceof ConfigError || error instanceof Usage
    const text =
      error instanceof Error ? (isExpected ? error.message : (error.stack ?? error.message)) : String(error)
    process.stderr.write(`${text}\n`)
    process.exit(isExpected ? 2 : 1)
  }
}

class Usage extends Error {}

async function edge(): Promise<void> {
  const { config, remarks } = readConfig(process.env, process.cwd())
  const log = openLog(config.logLevel)
  for (const remark of remarks) log.warn(remark)
  const running = await startEdge(config, log)
  process.stdout.write(greeting(running, config.host))
  stopOnSignals(running, log)
}

/**
 * `weir test`: runs the tests kept beside the chains of this installation; `weir test PATH …`: those of files. Prints one
 * line a case, and exits 1 when one failed.
 */
async function test(paths: string[]): Promise<void> {
  const { catalogue, problems } = await openCatalogue(process.env.WEIR_NODES)
  for (const { file, message } of problems)
    process.stderr.write(`The custom node ${file} is left out: ${message}\n`)
  const parts = { library: libraryOf(catalogue), scripts: await createScripts() }
  const count = { passed: 0, failed: 0 }
  const tell = (about: string, problem: string | null) => {
    count[problem === null ? 'passed' : 'failed']++
    process.stdout.write(problem === null ? `ok    ${about}\n` : `FAIL  ${about}: ${problem}\n`)
  }
  if (paths.length === 0) {
    const { config } = readConfig(process.env, process.cwd())
    for (const { file, name, problem } of await runKeptTests(config, parts, openLog(config.logLevel)))
      tell(`${file}: ${name}`, problem)
  }
  for (const path of paths) {
    for (const { file, name, problem } of await runFlowTests(path, parts))
      tell(`${relative(process.cwd(), file)}: ${name}`, problem)
  }
  process.stdout.write(`${count.passed} passed, ${count.failed} failed\n`)
  process.exit(count.failed === 0 ? 0 : 1)
}

/** What a person and a script read after the start: one line of JSON, then words. Secrets come only the first time. */
function greeting({ ports, administrator, sampleDevice }: RunningEdge, host: string): string {
  const address = host === '0.0.0.0' || host === '::' ? 'localhost' : host
  const lines = [`weir ready ${JSON.stringify(ports)}`, '', `  Open      http://${address}:${ports.http}`]
  if (administrator !== null) {
    lines.push(`  E-mail    ${administrator.email}`)
    lines.push(`  Password  ${administrator.generatedPassword ?? 'as given in WEIR_ADMIN_PASSWORD'}`)
    if (administrator.generatedPassword !== null)
      lines.push('            (shown only this once; change it under your name)')
  }
  if (sampleDevice !== null) {
    const { name, token } = sampleDevice
    lines.push(
      '',
      `  “${name}” is a device to begin with; its token is ${token}. Send its first message:`,
      '',
      `  mosquitto_pub -h ${address} -p ${ports.mqtt} -t v1/devices/me/telemetry -u ${token} -m '{"temperature":21.5}' -q 1`,
      `  curl -X POST http://${address}:${ports.http}/api/v1/${token}/telemetry -H 'Content-Type: application/json' -d '{"temperature":21.5}'`,
    )
  }
  return `${lines.join('\n')}\n\n`
}

function stopOnSignals(running: RunningEdge, log: Logger): void {
  let isStopping = false
  const stop = (signal: string) => {
    if (isStopping) process.exit(1)
    isStopping = true
    log.info(`Stopping on ${signal}`)
    void running.close().then(() => process.exit(0))
  }
  process.on('SIGTERM', () => stop('SIGTERM'))
  process.on('SIGINT', () => stop('SIGINT'))
}

/** Log lines go to stderr, so that stdout stays for the ready line. */
function openLog(level: string): Logger {
  const out = pino({ level, base: null, timestamp: pino.stdTimeFunctions.isoTime }, pino.destination(2))
  return {
    debug: (text, about) => out.debug(about ?? {}, text),
    info: (text, about) => out.info(about ?? {}, text),
    warn: (text, about) => out.warn(about ?? {}, text),
    error: (text, about) => out.error(about ?? {}, text),
  }
}
