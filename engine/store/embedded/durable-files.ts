import { closeSync, fdatasyncSync, fsyncSync, openSync } from 'node:fs'
import { NodeFS } from '@electric-sql/pglite/nodefs'

/** What Emscripten hands to the file operations of NODEFS: an open file with the descriptor of the real one. */
interface OpenFile {
  readonly nfd?: number
}

/**
 * The directory of the embedded database, with a flush that is one.
 *
 * PGlite writes through Emscripten's NODEFS, which has no `fsync`: PostgreSQL's flushes end in nothing there. Its
 * system call asks for `stream_ops.fsync`, so setting that gives the database the flush it believes it has.
 * `fdatasync` is enough: it takes along the size of a file, and the times of a file matter to nobody here.
 *
 * PGlite swallows what breaks out of WebAssembly and goes on with a database that should have stopped. So `broken` is
 * called when a flush fails or PostgreSQL gives up (PANIC): it has to end the thread, and the next start recovers.
 */
export class DurableFiles extends NodeFS {
  readonly #broken: (why: string) => void

  constructor(directory: string, broken: (why: string) => void) {
    super(directory)
    this.#broken = broken
  }

  override async init(...[database, options]: Parameters<NodeFS['init']>): ReturnType<NodeFS['init']> {
    const started = await super.init(database, options)
    started.emscriptenOpts.onAbort = (why: unknown) => this.#broken(String(why))
    started.emscriptenOpts.preRun?.push((module) => {
      const files = (module as unknown as { NODEFS: { stream_ops: { fsync?: (file: OpenFile) => number } } })
        .NODEFS
      files.stream_ops.fsync = (file) => this.#flush(file)
    })
    return started
  }

  #flush(file: OpenFile): number {
    try {
      if (file.nfd !== undefined) fdatasyncSync(file.nfd)
    } catch (error) {
      this.#broken(`a flush failed: ${(error as Error).message}`)
    }
    return 0
  }
}

/** Flushes a directory, so that names made, changed or removed in it survive. */
export function flushDirectory(path: string): void {
  const directory = openSync(path, 'r')
  try {
    fsyncSync(directory)
  } finally {
    closeSync(directory)
  }
}
