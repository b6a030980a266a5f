import assert from 'node:assert/strict'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { test } from 'node:test'
import { journalIdentity } from './identity.ts'

test('a journal keeps its name as long as it is there, and gets another one afterwards', async (t) => {
  const directory = await mkdtemp(join(tmpdir(), 'weir-identity-'))
  t.after(() => rm(directory, { recursive: true, force: true }))
  const first = await journalIdentity(directory)
  assert.equal(await journalIdentity(directory), first)
  await writeFile(join(directory, 'identity'), 'half')
  const second = await journalIdentity(directory)
  assert.notEqual(second, first)
  assert.equal(await journalIdentity(directory), second)
})

test('where nothing can be written there is a name all the same', async () => {
  const directory = join(tmpdir(), 'weir-no-such-folder', 'journal')
  assert.match(await journalIdentity(directory), /^[0-9a-f]{16}$/)
})
