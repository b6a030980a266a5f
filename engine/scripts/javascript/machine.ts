import { ScriptError } from '../../rules/needs.ts'
import { workedTime } from '../worked-time.ts'
import { isFirstOnly, linesBefore, type WrappedBody } from './body.ts'
import { type BorrowedMath, borrowMath, probeMath } from './borrowed-math.ts'
import { loadQuickJS, type QuickJS, restore, type SavedState, save } from './quickjs.ts'
import { realm } from './realm.ts'

/** What one call of a script may use. */
export interface ScriptLimits {
  /** milliseconds; a call is stopped soon after */
  readonly time: number
  /** bytes of all scripts together: what is compiled, and what the one that runs holds */
  readonly memory: number
  /** bytes of stack */
  readonly stack: number
  /** characters of the result as JSON */
  readonly result: number
}

/** A compiled script inside of the machine; only valid in the generation it was made in. */
export interface Compiled {
  readonly generation: number
  /** pointer to the function */
  readonly call: number
}

/** true, false and nothing travel as such, every other result as JSON text. */
export type Answer = boolean | undefined | { readonly json: string }

const inputBytes = 64 * 1024

/**
 * One QuickJS in WebAssembly, spoken to at its lowest door: per call one text goes in and one value comes out.
 *
 * Two fences hold a runaway script. QuickJS itself asks `mayGoOn` between instructions and stops cleanly. Loops inside
 * of its built-ins are metered (meter.ts) and trap; then, as after a stack overflow of the host or a heap that ran
 * full, the machine is put back to the state it was saved in just after its start. Scripts compiled before are gone
 * then: `generation` tells, and they are compiled again when they are needed.
 */
export class Machine {
  /** counts how often the machine was put back */
  generation = 0
  /** names that scripts can read without declaring them */
  globals: ReadonlySet<string> = new Set()
  /** functions of `Math` as scripts have them, to be called from outside */
  readonly math: BorrowedMath
  readonly limits: ScriptLimits
  readonly #quickjs: QuickJS
  readonly #saved: SavedState
  readonly #runtime: number
  readonly #context: number
  readonly #undefined: number
  readonly #wrap: number
  /** array of pointers to arguments */
  readonly #args: number
  readonly #input: number
  /** milliseconds that the call may take */
  #time = 0
  /** when the call was first asked about its time; 0 = not yet, Infinity = it may take any time (between calls) */
  #startedAt = Number.POSITIVE_INFINITY
  /** milliseconds this thread had worked when half of the time was over; 0 = not yet */
  #halfTime = 0
  #wasTrapped = false

  static async start(limits: ScriptLimits): Promise<Machine> {
    return new Machine(await loadQuickJS(limits.memory), limits)
  }

  private constructor(quickjs: QuickJS, limits: ScriptLimits) {
    this.limits = limits
    this.#quickjs = quickjs
    const { ffi, module } = quickjs
    module.callbacks = { shouldInterrupt: (_, runtime) => (this.#mayGoOn(runtime) ? 0 : 1) }
    this.#runtime = ffi.QTS_NewRuntime()
    ffi.QTS_RuntimeSetMaxStackSize(this.#runtime, limits.stack)
    ffi.QTS_RuntimeEnableInterruptHandler(this.#runtime)
    this.#context = ffi.QTS_NewContext(this.#runtime, 0)
    this.#undefined = ffi.QTS_GetUndefined()
    this.#args = module._malloc(16)
    this.#input = module._malloc(inputBytes)
    this.#wrap = this.#evaluate(realm, 'realm')
    const names = this.#evaluate('JSON.stringify(Object.getOwnPropertyNames(globalThis))', 'globals')
    this.globals = new Set(JSON.parse(this.#takeText(names)) as string[])
    this.math = borrowMath(quickjs, this.#takeText(this.#evaluate(probeMath, 'math')))
    this.#saved = save(quickjs)
  }

  /**
   * Compiles what body.ts made of a script. Throws `ScriptError`.
   */
  compile({ source, inner, fresh, uses }: WrappedBody): Compiled {
    this.#begin(this.limits.time)
    try {
      const { ffi } = this.#quickjs
      const context = this.#context
      const factory = this.#evaluate(source, '<script>')
      const options = [fresh, isFirstOnly(uses), this.limits.result].map((option) =>
        ffi.QTS_NewFloat64(context, Number(option)),
      )
      const pair = this.#callWith(this.#wrap, [factory, ...options])
      for (const value of [factory, ...options]) ffi.QTS_FreeValuePointer(context, value)
      const own = this.#takeText(ffi.QTS_GetPropNumber(context, pair, 0))
      const call = ffi.QTS_GetPropNumber(context, pair, 1)
      ffi.QTS_FreeValuePointer(context, pair)
      if (own !== inner) throw new ScriptError('Its braces do not match: it closes one that it never opened')
      return { generation: this.generation, call }
    } catch (error) {
      throw this.#scriptError(error)
    } finally {
      this.#startedAt = Number.POSITIVE_INFINITY
    }
  }

  /**
   * Calls a script with the text of its arguments, see realm.ts. Throws `ScriptError`. The hot path.
   * @param time milliseconds, where less is left than the limit
   */
  call(compiled: Compiled, input: string, time: number = this.limits.time): Answer {
    this.#begin(time)
    try {
      return this.#answer(compiled.call, input)
    } catch (error) {
      throw this.#scriptError(error)
    } finally {
      this.#startedAt = Number.POSITIVE_INFINITY
    }
  }

  #begin(time: number): void {
    this.#time = time
    this.#startedAt = 0
    this.#halfTime = 0
    this.#wasTrapped = false
  }

  /** Forgets a compiled script. */
  free(compiled: Compiled): void {
    if (compiled.generation !== this.generation) return
    this.#quickjs.ffi.QTS_FreeValuePointer(this.#context, compiled.call)
  }

  #answer(callable: number, input: string): Answer {
    const { ffi } = this.#quickjs
    const context = this.#context
    const text = this.#newText(input)
    this.#setArg(0, text)
    const result = ffi.QTS_Call(context, callable, this.#undefined, 1, this.#args)
    ffi.QTS_FreeValuePointer(context, text)
    const code = ffi.QTS_GetFloat64(context, result)
    const answer = Number.isNaN(code) ? this.#takeText(this.#checked(result)) : code
    if (typeof answer === 'number') ffi.QTS_FreeValuePointer(context, result)
    if (ffi.QTS_IsJobPending(this.#runtime) !== 0)
      throw this.#afterReset('It is asynchronous; a script has to answer at once')
    if (typeof answer === 'string') return this.#answerOf(answer)
    return answer === 2 ? undefined : answer === 1
  }

  #answerOf(text: string): Answer {
    if (text.startsWith('=')) return { json: text.slice(1) }
    const [, position = '', ...what] = text.split('!')
    const message = what.join('!')
    if (message === 'InternalError: out of memory') throw this.#afterReset(this.#tooMuchMemory())
    if (message === 'InternalError: stack overflow')
      throw new ScriptError('It calls itself too deeply', at(position))
    throw new ScriptError(message + placeOf(position), at(position))
  }

  /** What to tell about an error; one that broke the machine puts it back. */
  #scriptError(error: unknown): ScriptError {
    if (error instanceof ScriptError) return error
    if (this.#wasTrapped) return this.#afterReset(this.#tooLong())
    if (error instanceof RangeError) return this.#afterReset('It nests or calls itself too deeply')
    return this.#afterReset(`It broke the script engine: ${(error as Error).message}`)
  }

  /** Asked every few thousand instructions by QuickJS, which says for which runtime, and by metered loops. */
  #mayGoOn(runtime: number): boolean {
    const now = performance.now()
    if (this.#startedAt === 0) this.#startedAt = now
    const time = this.#time
    if (now - this.#startedAt < time / 2) return true
    // The second half is counted in time of this thread: on a busy machine a script is not stopped for having waited.
    const worked = workedTime()
    if (this.#halfTime === 0) this.#halfTime = worked
    const spent = worked - this.#halfTime
    if (runtime !== 0) return spent < time / 2
    // The clean way out comes first where there is one.
    this.#wasTrapped = spent > time * 0.54
    return !this.#wasTrapped
  }

  #evaluate(source: string, name: string): number {
    const { ffi, module } = this.#quickjs
    const size = module.lengthBytesUTF8(source) + 1
    const pointer = module._malloc(size)
    module.stringToUTF8(source, pointer, size)
    const value = ffi.QTS_Eval(this.#context, pointer, size - 1, name, 0, 0)
    module._free(pointer)
    return this.#checked(value)
  }

  #callWith(callable: number, args: readonly number[]): number {
    const { ffi } = this.#quickjs
    for (const [index, arg] of args.entries()) this.#setArg(index, arg)
    return this.#checked(ffi.QTS_Call(this.#context, callable, this.#undefined, args.length, this.#args))
  }

  #setArg(index: number, pointer: number): void {
    const memory = this.#quickjs.module.HEAPU8
    const at = this.#args + index * 4
    memory[at] = pointer
    memory[at + 1] = pointer >> 8
    memory[at + 2] = pointer >> 16
    memory[at + 3] = pointer >> 24
  }

  /** The value, unless it is an exception, which is thrown here. */
  #checked(value: number): number {
    const { ffi, module } = this.#quickjs
    const error = ffi.QTS_ResolveException(this.#context, value)
    if (error === 0) return value
    const pointer = ffi.QTS_Dump(this.#context, error)
    const dump = module.UTF8ToString(pointer)
    ffi.QTS_FreeCString(this.#context, pointer)
    ffi.QTS_FreeValuePointer(this.#context, error)
    ffi.QTS_FreeValuePointer(this.#context, value)
    throw this.#errorOf(dump)
  }

  #errorOf(dump: string): ScriptError {
    const { name = 'Error', message = dump, stack = '' } = parseDump(dump)
    if (message === 'interrupted') return new ScriptError(this.#tooLong())
    if (message === 'out of memory') return this.#afterReset(this.#tooMuchMemory())
    const [, line = '', column = ''] = /<script>:(\d+):(\d+)/.exec(stack) ?? []
    const position = `${line}:${column}`
    return new ScriptError(`${name}: ${message}${placeOf(position)}`, at(position))
  }

  #newText(text: string): number {
    const { ffi, module } = this.#quickjs
    if (text.length * 3 < inputBytes) {
      const { written } = encoder.encodeInto(
        text,
        module.HEAPU8.subarray(this.#input, this.#input + inputBytes),
      )
      module.HEAPU8[this.#input + written] = 0
      return ffi.QTS_NewString(this.#context, this.#input)
    }
    const size = module.lengthBytesUTF8(text) + 1
    const pointer = module._malloc(size)
    module.stringToUTF8(text, pointer, size)
    const value = ffi.QTS_NewString(this.#context, pointer)
    module._free(pointer)
    return value
  }

  #text(value: number): string {
    const { ffi, module } = this.#quickjs
    const pointer = ffi.QTS_GetString(this.#context, value)
    const text = module.UTF8ToString(pointer)
    ffi.QTS_FreeCString(this.#context, pointer)
    return text
  }

  #takeText(value: number): string {
    const text = this.#text(value)
    this.#quickjs.ffi.QTS_FreeValuePointer(this.#context, value)
    return text
  }

  #afterReset(message: string): ScriptError {
    restore(this.#quickjs, this.#saved)
    this.generation++
    return new ScriptError(message)
  }

  #tooLong(): string {
    return `It ran longer than ${this.limits.time} ms and was stopped`
  }

  #tooMuchMemory(): string {
    return `It needs more than ${Math.round(this.limits.memory / 1024 / 1024)} MB of memory`
  }
}

const encoder = new TextEncoder()

/** Position in the user's body from one in what was compiled. */
function at(position: string): { line?: number; column?: number } {
  const [line, column] = position.split(':').map(Number)
  return line && column ? { line: line - linesBefore, column } : {}
}

function placeOf(position: string): string {
  const { line, column } = at(position)
  return line === undefined ? '' : ` (line ${line}, column ${column})`
}

function parseDump(dump: string): { name?: string; message?: string; stack?: string } {
  try {
    const error: unknown = JSON.parse(dump)
    return typeof error === 'object' && error !== null ? error : {}
  } catch {
    return {}
  }
}
