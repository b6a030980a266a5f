import assert from 'node:assert/strict'
import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, test } from 'node:test'
import { lockDirectory } from './directory-lock.ts'

let folder = ''
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'weir-lock-'))
})
afterEach(() => rmSync(folder, { recursive: true, force: true }))

test('a lock is held until it is given back', () => {
  const file = join(folder, 'lock')
  const unlock = lockDirectory(file)
  assert.throws(() => lockDirectory(file), new RegExp(`in use by process ${process.pid}`))
  unlock()
  assert.equal(existsSync(file), false)
  lockDirectory(file)()
})

test('a lock whose owner is gone, or was never one, is taken over', () => {
  const file = join(folder, 'lock')
  // the second has our id but began at another time, as after a restart of a container
  for (const left of ['4194303 1', `${process.pid} 1`, '', 'nonsense', '-1 ']) {
    writeFileSync(file, left)
    lockDirectory(file)()
  }
})
