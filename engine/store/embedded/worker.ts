/**
 * The thread of the embedded database. It speaks the PostgreSQL wire protocol: bytes in, bytes out, so that the same
 * driver and the same SQL serve both databases. One client at a time, as PGlite is one backend.
 */
import { existsSync, renameSync, rmSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { parentPort, workerData } from 'node:worker_threads'
import { PGlite } from '@electric-sql/pglite'
import { DurableFiles, flushDirectory } from './durable-files.ts'
import { startParameters } from './start-parameters.ts'

/** `connect` clears what the client before left; `close` writes a checkpoint and ends the thread. */
export type ToWorker = Uint8Array | 'connect' | 'close'
export type FromWorker = Uint8Array | 'ready' | { readonly broken: string }

const { directory, create } = workerData as { directory: string; create: boolean }
const port = parentPort
if (port === null)
  throw new Error('This file is the thread of the embedded database, it does not run by itself')

if (create) {
  await createCluster(directory)
  process.exit(0)
}

const database = await open(directory)
port.postMessage('ready' satisfies FromWorker)

// one message after the other, whatever awaits in between
let done = Promise.resolve()
port.on('message', (message: ToWorker) => {
  done = done.then(() => handle(message))
})

function open(place: string): Promise<PGlite> {
  let lastWords = ''
  const files = new DurableFiles(place, (why) => {
    port?.postMessage({ broken: lastWords || why } satisfies FromWorker)
    process.exit(1)
  })
  const onStderr = (line: string) => {
    if (/PANIC|FATAL/.test(line)) lastWords = line
    return false
  }
  return PGlite.create({ fs: files, startParams: startParameters, onStderr }).catch((error) => {
    throw new Error(lastWords || error.message, { cause: error })
  })
}

async function handle(message: ToWorker): Promise<void> {
  if (message === 'close') {
    await database.close()
    port?.close()
  } else if (message === 'connect') {
    await database.exec('rollback')
    await database.exec('discard all')
  } else {
    await answer(message)
  }
}

async function answer(message: Uint8Array): Promise<void> {
  const parts: Uint8Array[] = []
  await database.execProtocolRawStream(message, {
    syncToFs: false,
    onRawData: (bytes) => parts.push(bytes.slice()),
  })
  port?.postMessage(Buffer.concat(parts) satisfies FromWorker)
}

/** Makes the files of a new database beside their place and moves them there whole: a crash leaves all or none. */
async function createCluster(place: string): Promise<void> {
  const fresh = `${place}.new`
  rmSync(fresh, { recursive: true, force: true })
  const made = await open(fresh)
  await made.close()
  if (!existsSync(join(fresh, 'PG_VERSION'))) throw new Error(`No database was made in ${fresh}`)
  renameSync(fresh, place)
  flushDirectory(dirname(place))
}
