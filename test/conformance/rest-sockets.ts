/** The WebSocket part of REST cases: frames sent in order, and what comes back. */
import WebSocket from 'ws'

/** How long an expected frame may take, in milliseconds. */
const patience = 5000
/** How long nothing has to come for "no message". */
const quiet = 300

export class CaseSocket {
  readonly #socket: WebSocket
  readonly #frames: unknown[] = []
  #closed: number | null = null
  #wake: () => void = () => {}

  constructor(url: string) {
    this.#socket = new WebSocket(url)
    this.#socket.on('message', (data) => {
      this.#frames.push(JSON.parse(data.toString()))
      this.#wake()
    })
    this.#socket.on('close', (code) => {
      this.#closed = code
      this.#wake()
    })
    this.#socket.on('error', () => {})
  }

  async send(frame: unknown): Promise<void> {
    await this.#until(() => this.#socket.readyState !== WebSocket.CONNECTING, patience, this.#socket)
    if (this.isOpen) this.#socket.send(typeof frame === 'string' ? frame : JSON.stringify(frame))
  }

  /** The first frame, of those to come, that `isWanted`; else the last one seen, undefined when none came. */
  async frame(isWanted: (frame: unknown) => boolean): Promise<unknown> {
    let last: unknown
    const end = Date.now() + patience
    for (;;) {
      await this.#until(() => this.#frames.length > 0 || this.#closed !== null, end - Date.now())
      if (this.#frames.length === 0) return last
      last = this.#frames.shift()
      if (isWanted(last)) return last
    }
  }

  /** Everything that comes in a short while. */
  async rest(): Promise<unknown[]> {
    await this.#until(() => false, quiet)
    return this.#frames.splice(0)
  }

  async closeCode(within = 15_000): Promise<number | null> {
    await this.#until(() => this.#closed !== null, within)
    return this.#closed
  }

  get isOpen(): boolean {
    return this.#socket.readyState === WebSocket.OPEN
  }

  close(): void {
    this.#socket.terminate()
  }

  async #until(isDone: () => boolean, ms: number, opening?: WebSocket): Promise<void> {
    const end = Date.now() + ms
    while (!isDone() && Date.now() < end) {
      await new Promise<void>((resolve) => {
        const timer = setTimeout(resolve, Math.max(1, end - Date.now()))
        this.#wake = () => {
          clearTimeout(timer)
          resolve()
        }
        opening?.once('open', this.#wake)
      })
    }
  }
}
