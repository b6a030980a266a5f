/**
 * `npm run dev`: the server, started again on each change of its files, and the editor's development server beside it
 * (which passes `/api` on to the first). Ends both on Ctrl C. Node's own `--watch` is not used: the thread of the embedded
 * database does not start under it.
 */
import { type ChildProcess, spawn } from 'node:child_process'
import { watch } from 'node:fs'

/** milliseconds without a further change before the server is started again */
const quiet = 300

const editor = spawn('vite', ['--config', 'editor/vite.config.ts', 'editor'], { stdio: 'inherit' })
let server = startServer()
let isEnding = false
let timer: NodeJS.Timeout | undefined

for (const folder of ['engine', 'nodes', 'flows']) {
  watch(folder, { recursive: true }, (_event, name) => {
    if (name === null || name.includes('.test.') || !/\.(ts|json|sql)$/.test(name)) return
    clearTimeout(timer)
    timer = setTimeout(() => void restart(name), quiet)
  })
}

function startServer(): ChildProcess {
  return spawn(process.execPath, ['engine/main.ts'], { stdio: 'inherit' })
}

async function restart(name: string): Promise<void> {
  console.log(`${name} changed: starting Weir again`)
  await ended(server)
  if (!isEnding) server = startServer()
}

async function ended(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return
  const exit = new Promise((resolve) => child.once('exit', resolve))
  child.kill('SIGTERM')
  await exit
}

for (const signal of ['SIGINT', 'SIGTERM'] as const) {
  process.on(signal, async () => {
    isEnding = true
    await Promise.all([ended(server), ended(editor)])
    process.exit(0)
  })
}
