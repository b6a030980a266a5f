import { once } from 'node:events'
import { existsSync, mkdirSync } from 'node:fs'
import { dirname, join } from 'node:path'
import type { Duplex } from 'node:stream'
import { Worker } from 'node:worker_threads'
import type { Logger } from '../../rules/needs.ts'
import { lockDirectory } from './directory-lock.ts'
import type { FromWorker, ToWorker } from './worker.ts'
import { stopped, WorkerConnection } from './worker-connection.ts'

/** The embedded database: PGlite in a thread of its own, reached through streams as if it were a socket. */
export interface Embedded {
  /** A new connection, for the `stream` option of the driver. One at a time. */
  connect(): Duplex
  /** Writes a checkpoint and ends the thread. */
  close(): Promise<void>
}

/**
 * Starts the database in `directory`, making it first where there is none. Throws when it can't be opened, or when
 * another process has it. A thread that ends by itself (a failed flush, a fault in WebAssembly) is started again with
 * the next connection, and the database recovers from its log.
 */
export async function startEmbedded(directory: string, log: Pick<Logger, 'error'>): Promise<Embedded> {
  mkdirSync(dirname(directory), { recursive: true })
  const unlock = lockDirectory(`${directory}.lock`)
  let starting: Promise<Worker> | null = null
  let isClosed = false

  const running = (): Promise<Worker> => {
    if (isClosed) return Promise.reject(stopped())
    starting ??= start(directory, log).then(
      (worker) => {
        worker.once('exit', () => {
          starting = null
        })
        return worker
      },
      (error) => {
        starting = null
        throw stopped(`The embedded database did not start: ${error.message}`)
      },
    )
    return starting
  }

  try {
    if (!existsSync(join(directory, 'PG_VERSION'))) await make(directory)
    await running()
  } catch (error) {
    unlock()
    throw error
  }
  return {
    connect: () => new WorkerConnection(running),
    async close() {
      isClosed = true
      const worker = await starting?.catch(() => null)
      if (worker) {
        const ended = once(worker, 'exit')
        worker.postMessage('close' satisfies ToWorker)
        await ended
      }
      unlock()
    },
  }
}

function thread(directory: string, create: boolean): Worker {
  const file = import.meta.url.endsWith('.ts') ? './worker.ts' : './worker.js'
  return new Worker(new URL(file, import.meta.url), { workerData: { directory, create } })
}

async function make(directory: string): Promise<void> {
  const [code] = await once(thread(directory, true), 'exit')
  if (code !== 0) throw new Error(`Making the embedded database in ${directory} failed (exit code ${code})`)
}

/** The thread, once it takes connections. */
function start(directory: string, log: Pick<Logger, 'error'>): Promise<Worker> {
  return new Promise((resolve, reject) => {
    const worker = thread(directory, false)
    worker.on('message', (message: FromWorker) => {
      if (message === 'ready') resolve(worker)
      else if (!(message instanceof Uint8Array)) {
        log.error('The embedded database stopped itself and will recover', { error: message.broken })
        reject(new Error(message.broken))
      }
    })
    worker.on('error', (error) => {
      log.error('The thread of the embedded database failed', { error: (error as Error).message })
      reject(error)
    })
    worker.once('exit', (code) => reject(new Error(`its thread ended (exit code ${code})`)))
  })
}
