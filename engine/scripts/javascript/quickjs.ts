import { readFile } from 'node:fs/promises'
import { fileURLToPath } from 'node:url'
import variant from '@jitl/quickjs-wasmfile-release-sync'
import { globalExport, mathExport, meter } from './meter.ts'

/** The part of the WebAssembly API that is used here; TypeScript only has it with the types of browsers. */
interface WebAssemblyApi {
  readonly Module: new (bytes: Uint8Array) => object
  readonly Instance: new (module: object, imports: object) => Instance
  readonly Memory: new (pages: { initial: number; maximum: number }) => object
}
interface Instance {
  readonly exports: Readonly<Record<string, unknown>>
}

/** The package's own types describe another module format. */
interface Variant {
  importModuleLoader(): Promise<(options: object) => Promise<QuickJSModule>>
  importFFI(): Promise<new (module: QuickJSModule) => QuickJSCalls>
}
const { WebAssembly } = globalThis as unknown as { WebAssembly: WebAssemblyApi }

/** QuickJS in WebAssembly with metered loops, by its lowest door. */
export interface QuickJS {
  readonly ffi: QuickJSCalls
  readonly module: QuickJSModule
  readonly exports: Instance['exports']
}

/** The part of quickjs-emscripten's foreign function interface that is used here; all pointers are numbers. */
interface QuickJSCalls {
  QTS_NewRuntime(): number
  QTS_RuntimeSetMaxStackSize(runtime: number, bytes: number): void
  QTS_RuntimeEnableInterruptHandler(runtime: number): void
  QTS_NewContext(runtime: number, intrinsics: number): number
  QTS_IsJobPending(runtime: number): number
  QTS_GetUndefined(): number
  QTS_GetTrue(): number
  QTS_GetFalse(): number
  QTS_NewFloat64(context: number, value: number): number
  QTS_NewString(context: number, text: number): number
  QTS_GetFloat64(context: number, value: number): number
  QTS_GetString(context: number, value: number): number
  QTS_GetPropNumber(context: number, object: number, index: number): number
  QTS_Eval(
    context: number,
    code: number,
    length: number,
    name: string,
    asModule: number,
    flags: number,
  ): number
  QTS_Call(context: number, callable: number, self: number, count: number, args: number): number
  QTS_ResolveException(context: number, value: number): number
  QTS_Dump(context: number, value: number): number
  QTS_FreeValuePointer(context: number, value: number): void
  QTS_FreeCString(context: number, text: number): void
}

interface QuickJSModule {
  callbacks: { shouldInterrupt(unused: undefined, runtime: number): number }
  readonly HEAPU8: Uint8Array
  _malloc(bytes: number): number
  _free(pointer: number): void
  lengthBytesUTF8(text: string): number
  stringToUTF8(text: string, pointer: number, bytes: number): void
  UTF8ToString(pointer: number): string
}

const pageBytes = 64 * 1024
/** What the module asks for at least. */
const initialBytes = 16 * 1024 * 1024

/**
 * @param memory bytes at most. Given to WebAssembly, because QuickJS's own limit does not work in this build: its
 * allocator can't tell how large a block is.
 */
export async function loadQuickJS(memory: number): Promise<QuickJS> {
  const wasm = fileURLToPath(import.meta.resolve('@jitl/quickjs-wasmfile-release-sync/wasm'))
  // In the pinned build this import is QuickJS's question whether to go on; sandbox.test.ts notices when it is not.
  const metered = new WebAssembly.Module(
    meter(await readFile(wasm), { ask: { module: 'a', name: 'i' }, tank: 500_000 }),
  )
  let instance: Instance | undefined
  const { importModuleLoader, importFFI } = variant as unknown as Variant
  const [makeModule, Calls] = await Promise.all([importModuleLoader(), importFFI()])
  const module = await makeModule({
    wasmMemory: new WebAssembly.Memory({
      initial: initialBytes / pageBytes,
      maximum: Math.ceil(Math.max(memory, initialBytes) / pageBytes),
    }),
    instantiateWasm(imports: object, use: (made: Instance) => void) {
      instance = new WebAssembly.Instance(metered, imports)
      use(instance)
      return instance.exports
    },
  })
  if (instance === undefined) throw new Error('QuickJS did not start')
  return {
    ffi: new Calls(module),
    module,
    exports: instance.exports,
  }
}

export type MathFunction = (a: number, b?: number) => number

/** The module's functions of doubles, by the number of their arguments. Which is which, nobody says. */
export function functionsOfDoubles({ exports }: QuickJS, parameters: 1 | 2): MathFunction[] {
  const prefix = `${mathExport}${parameters}_`
  return Object.entries(exports).flatMap(([name, value]) =>
    name.startsWith(prefix) ? [value as MathFunction] : [],
  )
}

/** A machine to go back to. */
export interface SavedState {
  /** the blocks of memory that hold anything; all between them is zero, and that is most of it: the stack is 5 MB */
  readonly blocks: readonly { readonly at: number; readonly bytes: Uint8Array }[]
  readonly globals: ReadonlyMap<{ value: unknown }, unknown>
}

const blockBytes = 4096
const zeros = new Uint8Array(blockBytes)

export function save({ module, exports }: QuickJS): SavedState {
  const { HEAPU8 } = module
  const blocks: { at: number; bytes: Uint8Array }[] = []
  for (let at = 0; at < HEAPU8.length; at += blockBytes) {
    const block = HEAPU8.subarray(at, at + blockBytes)
    if (Buffer.compare(block, zeros) !== 0) blocks.push({ at, bytes: block.slice() })
  }
  const globals = new Map<{ value: unknown }, unknown>()
  for (const [name, value] of Object.entries(exports))
    if (name.startsWith(globalExport)) {
      const global = value as { value: unknown }
      globals.set(global, global.value)
    }
  return { blocks, globals }
}

export function restore({ module }: QuickJS, saved: SavedState): void {
  module.HEAPU8.fill(0)
  for (const { at, bytes } of saved.blocks) module.HEAPU8.set(bytes, at)
  for (const [global, value] of saved.globals) global.value = value
}
