import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { test } from 'node:test'
import { compileFunction } from './compile.ts'
import { changingMethods } from './library/changing.ts'
import { allMethods } from './library/methods.ts'
import { referenceTables } from './reference-table.ts'
import { runtime } from './runtime.ts'

const page = readFileSync(new URL('../../../docs/reference/tbel.md', import.meta.url), 'utf8')

test('the reference page lists exactly what the library has', () => {
  const [, listed = ''] = page.split('<!-- library -->\n')
  assert.equal(listed.trim(), referenceTables(), 'copy the tables of reference-table.ts into the page')
})

test('every example of the reference page gives what it says', () => {
  const examples = [...page.matchAll(/^\| `([^`]+)` \| `([^`]+)` \|/gm)]
  assert.ok(examples.length >= 30, `${examples.length} examples`)
  for (const [, script = '', expected] of examples) {
    const code = script.replaceAll('\\|', '|')
    const run = compileFunction(`return JSON.stringify(${code});`, ['msg', 'metadata', 'msgType'])
    assert.equal(run([{ t: 21.5, list: [3, 1, 2] }, { ts: '1700000000123' }, 'T']), expected, code)
  }
})

test('every method that changes its receiver is known to copy its input', () => {
  const reading = new Set(
    (
      'size length isEmpty get contains containsAll indexOf lastIndexOf subList clone toString equals hashCode slice toSpliced ' +
      'concat join toSorted toReversed with validateClazzInArrayIsOnlyNumber toUnmodifiable memorySize getOrDefault ' +
      'containsKey containsValue keySet entrySet values keys toSortedByKey toSortedByValue toInverted toList toArray iterator'
    ).split(' '),
  )
  for (const kind of ['List', 'Map', 'Set']) {
    for (const name of allMethods().get(kind) ?? []) {
      assert.notEqual(reading.has(name), changingMethods.has(name), `${kind}.${name}`)
    }
  }
})

test('generated code reaches nothing but functions of this folder', () => {
  for (const [name, value] of Object.entries(runtime)) {
    assert.match(name, /^[a-z]\w*$/i)
    assert.ok(typeof value === 'function' || name === 'meter', name)
  }
})
