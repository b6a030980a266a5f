/**
 * Rewrites a WebAssembly module so that none of its loops can run for ever.
 *
 * QuickJS asks whether to go on between instructions of a script, but not inside its own C loops: one
 * `[].indexOf.call({length: 2 ** 53}, 1)` would hold the process for days. So every `loop` of the module gets a
 * counter: each pass takes one unit of fuel, each bulk copy an eighth of the tank, and when the tank is empty an
 * import of the module is asked. Its answer 0 fills the tank again, anything else traps. Trapping leaves the instance half-way through something, so all mutable
 * globals are exported as well: with them and a copy of the memory the caller can put it back to an earlier state.
 *
 * The interpreter's own loop, told by its huge jump table, is left alone: there QuickJS asks by itself, and a toll per
 * bytecode would cost a third of the speed.
 *
 * Functions and globals are only appended, so no index in the module changes. WebAssembly core specification 2.0, 5.
 */
export interface MeterOptions {
  /** the imported function `(i32) -> i32` to ask */
  readonly ask: { readonly module: string; readonly name: string }
  /** passes through loops between two questions */
  readonly tank: number
}

/** Names under which the globals are exported: this, followed by the index. */
export const globalExport = 'metered_global_'

/** Names under which functions of doubles are exported: this, the number of arguments, and the index. */
export const mathExport = 'of_doubles_'

/** The module with metered loops. Throws when it holds what a compiler for plain WebAssembly 2.0 does not write. */
export function meter(wasm: Uint8Array, { ask, tank }: MeterOptions): Uint8Array<ArrayBuffer> {
  const sections = readSections(wasm)
  const imports = readImports(sections.get(section.import))
  const asked = imports.findIndex((each) => each.module === ask.module && each.name === ask.name)
  if (asked === -1) throw new Error(`The module imports no function ${ask.module}.${ask.name}`)

  const types = countOf(sections.get(section.type))
  const functions = countOf(sections.get(section.function))
  const globals = readGlobals(sections.get(section.global))
  const fuel = globals.length
  const check = imports.length + functions
  const tankCode = [op.i32Const, ...signed(tank)]
  const mutable = globals.flatMap((isMutable, index) => (isMutable ? [index] : [])).concat(fuel)

  const checkBody = [
    ...[op.i32Const, 0, op.call, ...unsigned(asked), op.if, emptyBlock, op.unreachable, op.end],
    ...[...tankCode, op.globalSet, ...unsigned(fuel), op.end],
  ]
  const spend = (units: number) =>
    Uint8Array.from([
      ...[
        op.globalGet,
        ...unsigned(fuel),
        op.i32Const,
        ...signed(units),
        op.i32Sub,
        op.globalSet,
        ...unsigned(fuel),
      ],
      ...[op.globalGet, ...unsigned(fuel), op.i32Const, 0, op.i32LessOrEqual],
      ...[op.if, emptyBlock, op.call, ...unsigned(check), op.end],
    ])
  append(sections, section.type, [[0x60, 0, 0]])
  append(sections, section.function, [unsigned(types)])
  append(sections, section.global, [[valueType.i32, 1, ...tankCode, op.end]])
  append(
    sections,
    section.export,
    mutable.map((index) => [...text(globalExport + index), exportKind.global, ...unsigned(index)]),
  )
  append(
    sections,
    section.export,
    functionsOfDoubles(sections).map(({ index, parameters }) => [
      ...text(`${mathExport}${parameters}_${index}`),
      exportKind.function,
      ...unsigned(index + imports.length),
    ]),
  )
  sections.set(section.code, meterCode(sections.get(section.code), spend(1), spend(tank >> 3)))
  append(sections, section.code, [[...unsigned(checkBody.length + 1), 0, ...checkBody]])
  return writeSections(sections)
}

const section = { type: 1, import: 2, function: 3, global: 6, export: 7, code: 10 }
const valueType = { i32: 0x7f, f64: 0x7c }
const exportKind = { function: 0, global: 3 }
const emptyBlock = 0x40
const op = {
  unreachable: 0x00,
  loop: 0x03,
  if: 0x04,
  end: 0x0b,
  jumpTable: 0x0e,
  call: 0x10,
  globalGet: 0x23,
  globalSet: 0x24,
  i32Const: 0x41,
  i32LessOrEqual: 0x4c,
  i32Sub: 0x6b,
  miscellaneous: 0xfc,
}

/** A position in bytes that moves on as it is read. */
class Reader {
  readonly bytes: Uint8Array
  at: number
  constructor(bytes: Uint8Array, at = 0) {
    this.bytes = bytes
    this.at = at
  }
  byte(): number {
    return this.bytes[this.at++] ?? fail('it ends too early')
  }
  /** an unsigned LEB128 number */
  number(): number {
    let value = 0
    for (let shift = 0; ; shift += 7) {
      const byte = this.byte()
      value += (byte & 0x7f) * 2 ** shift
      if (byte < 0x80) return value
    }
  }
  skipNumbers(count: number): void {
    for (; count > 0; count--) while (this.byte() >= 0x80);
  }
  text(): string {
    const length = this.number()
    this.at += length
    return Buffer.from(this.bytes.subarray(this.at - length, this.at)).toString()
  }
}

function fail(what: string): never {
  throw new Error(`The WebAssembly module can't be metered: ${what}`)
}

/** Sections by id, without the custom ones; the order of ids is the order in the file but for data count (12). */
function readSections(wasm: Uint8Array): Map<number, Uint8Array> {
  const reader = new Reader(wasm, 8)
  const sections = new Map<number, Uint8Array>()
  while (reader.at < wasm.length) {
    const id = reader.byte()
    const size = reader.number()
    if (id !== 0) sections.set(id, wasm.subarray(reader.at, reader.at + size))
    reader.at += size
  }
  return sections
}

function writeSections(sections: Map<number, Uint8Array>): Uint8Array<ArrayBuffer> {
  const parts: Uint8Array[] = [Uint8Array.of(0, 0x61, 0x73, 0x6d, 1, 0, 0, 0)]
  for (const [id, content] of sections)
    parts.push(Uint8Array.from([id, ...unsigned(content.length)]), content)
  return new Uint8Array(Buffer.concat(parts))
}

/** Adds members to the vector that a section is. */
function append(
  sections: Map<number, Uint8Array>,
  id: number,
  members: readonly (readonly number[])[],
): void {
  const content = sections.get(id) ?? fail(`it has no section ${id}`)
  const reader = new Reader(content)
  const count = reader.number() + members.length
  const rest = content.subarray(reader.at)
  sections.set(id, Buffer.concat([Uint8Array.from(unsigned(count)), rest, Uint8Array.from(members.flat())]))
}

function countOf(content: Uint8Array | undefined): number {
  return content === undefined ? 0 : new Reader(content).number()
}

/** Imported functions in order; Emscripten imports one memory besides, and no globals, which would shift indexes. */
function readImports(content: Uint8Array = Uint8Array.of(0)): { module: string; name: string }[] {
  const reader = new Reader(content)
  const functions: { module: string; name: string }[] = []
  for (let left = reader.number(); left > 0; left--) {
    const [module, name, kind] = [reader.text(), reader.text(), reader.byte()]
    if (kind === 0) {
      reader.skipNumbers(1)
      functions.push({ module, name })
    } else if (kind === 2) reader.skipNumbers(reader.byte() & 1 ? 2 : 1)
    else fail(`it imports ${module}.${name} of kind ${kind}`)
  }
  return functions
}

/** The module's own functions that make one double of one or two; the first has index 0. */
function functionsOfDoubles(
  sections: ReadonlyMap<number, Uint8Array>,
): { index: number; parameters: number }[] {
  const types = readTypes(sections.get(section.type))
  const reader = new Reader(sections.get(section.function) ?? Uint8Array.of(0))
  return Array.from({ length: reader.number() }, (_, index) => ({
    index,
    parameters: types[reader.number()] ?? 0,
  })).filter(({ parameters }) => parameters > 0)
}

/** For each type of function the number of its parameters if it is one of doubles, else 0. */
function readTypes(content: Uint8Array = Uint8Array.of(0)): number[] {
  const reader = new Reader(content)
  return Array.from({ length: reader.number() }, () => {
    reader.byte()
    const [parameters, results] = [0, 0].map(() =>
      Array.from({ length: reader.number() }, () => reader.byte()),
    )
    const all = [...(parameters ?? []), ...(results ?? [])]
    const fits = results?.length === 1 && all.every((type) => type === valueType.f64)
    return fits && all.length <= 3 ? all.length - 1 : 0
  })
}

/** For each global whether it can change. */
function readGlobals(content: Uint8Array = Uint8Array.of(0)): boolean[] {
  const reader = new Reader(content)
  const globals: boolean[] = []
  for (let left = reader.number(); left > 0; left--) {
    reader.byte()
    globals.push(reader.byte() === 1)
    while (skipInstruction(reader) !== op.end);
  }
  return globals
}

/** Jump tables this long are those of an interpreter. */
const interpreterJumps = 150

/** All function bodies with a toll behind the head of each loop and before each bulk copy. */
function meterCode(
  content: Uint8Array = Uint8Array.of(0),
  loopToll: Uint8Array,
  bulkToll: Uint8Array,
): Uint8Array {
  const reader = new Reader(content)
  const count = reader.number()
  const parts: Uint8Array[] = [Uint8Array.from(unsigned(count))]
  for (let left = count; left > 0; left--) {
    const end = reader.number() + reader.at
    const body = meterBody(reader, end, loopToll, bulkToll)
    parts.push(Uint8Array.from(unsigned(body.length)), body)
  }
  return Buffer.concat(parts)
}

function meterBody(reader: Reader, end: number, loopToll: Uint8Array, bulkToll: Uint8Array): Uint8Array {
  const { bytes, at: start } = reader
  const metered: Uint8Array[] = []
  let copied = start
  const insert = (toll: Uint8Array, at: number) => {
    metered.push(bytes.subarray(copied, at), toll)
    copied = at
  }
  for (let locals = reader.number(); locals > 0; locals--) reader.skipNumbers(2)
  while (reader.at < end) {
    const at = reader.at
    const code = skipInstruction(reader)
    if (code === op.loop) insert(loopToll, reader.at)
    else if (code === op.miscellaneous && isBulk(bytes[at + 1])) insert(bulkToll, at)
    else if (code === op.jumpTable && new Reader(bytes, at + 1).number() > interpreterJumps) {
      reader.at = end
      return bytes.subarray(start, end)
    }
  }
  metered.push(bytes.subarray(copied, end))
  return Buffer.concat(metered)
}

/** memory.copy and memory.fill */
function isBulk(code: number | undefined): boolean {
  return code === 10 || code === 11
}

/** Moves past one instruction with its immediates (core specification 5.4) and returns its first byte. */
function skipInstruction(reader: Reader): number {
  const code = reader.byte()
  if (code >= 0x45 && code <= 0xc4) return code
  if (code >= 0x28 && code <= 0x3e) reader.skipNumbers(2)
  else if (code >= 0x20 && code <= 0x26) reader.skipNumbers(1)
  else
    switch (code) {
      case 0x00:
      case 0x01:
      case 0x05:
      case 0x0b:
      case 0x0f:
      case 0x1a:
      case 0x1b:
      case 0xd1:
        break
      case 0x02:
      case 0x03:
      case 0x04:
      case 0x0c:
      case 0x0d:
      case 0x10:
      case 0x3f:
      case 0x40:
      case 0x41:
      case 0x42:
      case 0xd0:
      case 0xd2:
        reader.skipNumbers(1)
        break
      case 0x11:
        reader.skipNumbers(2)
        break
      case 0x0e:
        reader.skipNumbers(reader.number() + 1)
        break
      case 0x1c:
        reader.skipNumbers(reader.number())
        break
      case 0x43:
        reader.at += 4
        break
      case 0x44:
        reader.at += 8
        break
      case 0xfc:
        skipMiscellaneous(reader)
        break
      default:
        fail(`instruction 0x${code.toString(16)} is unknown`)
    }
  return code
}

/** Saturating conversions, bulk memory and tables. */
function skipMiscellaneous(reader: Reader): void {
  const code = reader.number()
  if (code <= 7) return
  const immediates = [2, 1, 2, 1, 2, 1, 2, 1, 1, 1][code - 8]
  reader.skipNumbers(immediates ?? fail(`instruction 0xfc ${code} is unknown`))
}

function unsigned(value: number): number[] {
  const bytes: number[] = []
  for (; value >= 0x80; value = Math.floor(value / 0x80)) bytes.push((value & 0x7f) | 0x80)
  return [...bytes, value]
}

function signed(value: number): number[] {
  const bytes: number[] = []
  for (; value < -64 || value >= 64; value >>= 7) bytes.push((value & 0x7f) | 0x80)
  return [...bytes, value & 0x7f]
}

function text(value: string): number[] {
  const bytes = Buffer.from(value)
  return [...unsigned(bytes.length), ...bytes]
}
