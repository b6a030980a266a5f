import { Duplex } from 'node:stream'
import type { Worker } from 'node:worker_threads'
import type { FromWorker, ToWorker } from './worker.ts'

/** What the driver takes for a socket to the server. */
export class WorkerConnection extends Duplex {
  readonly #open: () => Promise<Worker>
  #worker: Worker | null = null
  readonly #receive = (message: FromWorker) => {
    if (message instanceof Uint8Array)
      this.push(Buffer.from(message.buffer, message.byteOffset, message.byteLength))
  }
  readonly #lost = () => this.destroy(stopped())

  constructor(open: () => Promise<Worker>) {
    super()
    this.#open = open
  }

  connect(): this {
    this.#open().then(
      (worker) => {
        this.#worker = worker
        worker.on('message', this.#receive)
        worker.once('exit', this.#lost)
        worker.postMessage('connect' satisfies ToWorker)
        this.emit('connect')
      },
      (error) => this.destroy(error),
    )
    return this
  }

  override _read(): void {}

  override _write(chunk: Uint8Array, _encoding: string, done: () => void): void {
    this.#worker?.postMessage(new Uint8Array(chunk))
    done()
  }

  override _writev(chunks: { chunk: Uint8Array }[], done: () => void): void {
    this.#worker?.postMessage(new Uint8Array(Buffer.concat(chunks.map(({ chunk }) => chunk))))
    done()
  }

  override _final(done: () => void): void {
    done()
    this.destroy()
  }

  override _destroy(error: Error | null, done: (error: Error | null) => void): void {
    this.#worker?.off('message', this.#receive)
    this.#worker?.off('exit', this.#lost)
    this.push(null)
    done(error)
  }

  // Of a socket's settings there is nothing to set here.
  setNoDelay(): void {}
  setKeepAlive(): void {}
  ref(): void {}
  unref(): void {}
}

/** Reads like a server that went away, which is what it is to the one who asks. */
export function stopped(why = 'The embedded database stopped'): Error {
  return Object.assign(new Error(why), { code: 'ECONNRESET' })
}
