import assert from 'node:assert/strict'
import { readFile } from 'node:fs/promises'
import { test } from 'node:test'
import { fileURLToPath } from 'node:url'
import { globalExport, meter } from './meter.ts'

const { WebAssembly } = globalThis as unknown as {
  WebAssembly: {
    Module: new (bytes: Uint8Array) => object
    Instance: new (module: object, imports: object) => { exports: Record<string, (n: number) => number> }
    validate(bytes: Uint8Array): boolean
  }
}

/** Imports `w.ask (i32) -> i32`; exports `count`, which loops n times and returns n. */
const counting = Uint8Array.from([
  ...[0, 0x61, 0x73, 0x6d, 1, 0, 0, 0],
  ...[1, 6, 1, 0x60, 1, 0x7f, 1, 0x7f],
  ...[2, 9, 1, 1, 0x77, 3, 0x61, 0x73, 0x6b, 0, 0],
  ...[3, 2, 1, 0],
  ...[6, 6, 1, 0x7f, 1, 0x41, 7, 0x0b],
  ...[7, 9, 1, 5, 0x63, 0x6f, 0x75, 0x6e, 0x74, 0, 1],
  ...[10, 23, 1, 21, 1, 1, 0x7f],
  ...[0x03, 0x40, 0x20, 1, 0x41, 1, 0x6a, 0x22, 1, 0x20, 0, 0x48, 0x0d, 0, 0x0b, 0x20, 1, 0x0b],
])

function start(answer: () => number) {
  const metered = meter(counting, { ask: { module: 'w', name: 'ask' }, tank: 100 })
  return new WebAssembly.Instance(new WebAssembly.Module(metered), { w: { ask: answer } }).exports
}

test('a metered loop still does what it did', () => {
  assert.equal(start(() => 0).count?.(1000), 1000)
})

test('it asks each time its tank is empty', () => {
  let asked = 0
  start(() => {
    asked++
    return 0
  }).count?.(1000)
  assert.equal(asked, 10)
})

test('it traps when the answer is no', () => {
  assert.throws(() => start(() => 1).count?.(1000), /unreachable/)
  assert.equal(start(() => 1).count?.(50), 50)
})

test('globals that can change are exported, the fuel with them', () => {
  const names = Object.keys(start(() => 0)).filter((name) => name.startsWith(globalExport))
  assert.deepEqual(names, [`${globalExport}0`, `${globalExport}1`])
})

test('the QuickJS that is shipped can be metered and stays valid', async () => {
  const path = fileURLToPath(import.meta.resolve('@jitl/quickjs-wasmfile-release-sync/wasm'))
  const metered = meter(await readFile(path), { ask: { module: 'a', name: 'i' }, tank: 1000 })
  assert.ok(WebAssembly.validate(metered))
})

test('a module without the function to ask, or with what nobody knows, is refused', () => {
  assert.throws(
    () => meter(counting, { ask: { module: 'w', name: 'other' }, tank: 1 }),
    /imports no function w.other/,
  )
  const strange = counting.slice()
  strange[strange.length - 18] = 0xfd
  assert.throws(() => meter(strange, { ask: { module: 'w', name: 'ask' }, tank: 1 }), /0xfd is unknown/)
})
