import assert from 'node:assert/strict'
import { test } from 'node:test'
import { seeded } from '../../test/support/random.ts'
import { FaultyDisk } from './faults.ts'
import { append, appendOneByOne, folder, opened, segmentPaths, textsOf } from './test-bench.ts'

const texts = ['first', 'second, a bit longer', '', 'fourth', 'last of all']

async function diskWith(records: readonly string[], segmentBytes?: number): Promise<FaultyDisk> {
  const disk = new FaultyDisk()
  const { journal } = await opened(disk, segmentBytes === undefined ? {} : { segmentBytes })
  await appendOneByOne(journal, records)
  await journal.close()
  return disk
}

/** As after a kill: nothing said how far the journal went. */
function withoutCursors(disk: FaultyDisk): FaultyDisk {
  disk.delete(`${folder}/cursors.a`)
  disk.delete(`${folder}/cursors.b`)
  return disk
}

function only<T>(list: readonly T[]): T {
  assert.equal(list.length, 1)
  return list[0] as T
}

test('what was acknowledged is there after a restart, under the same positions', async () => {
  const disk = await diskWith(texts)
  const { journal, logged } = await opened(disk)
  assert.deepEqual(await textsOf(journal), texts)
  assert.equal(journal.end, 5)
  assert.equal(await append(journal, 'after the restart'), 5)
  assert.deepEqual(journal.damage, [])
  assert.deepEqual(logged, [])
  await journal.close()
  assert.equal(segmentPaths(disk).length, 1)
})

test('a write torn at any byte of the last record costs that record alone', async () => {
  const whole = await diskWith(texts)
  const path = only(segmentPaths(whole))
  const bytes = Buffer.from(whole.content(path) ?? [])
  const lastSize = 16 + 'last of all'.length
  for (let missing = 1; missing <= lastSize; missing++) {
    const disk = withoutCursors(whole.copy())
    disk.put(path, bytes.subarray(0, bytes.length - missing))
    const { journal } = await opened(disk)
    assert.deepEqual(await textsOf(journal), texts.slice(0, 4), `${missing} bytes missing`)
    const expected = missing === lastSize ? [] : ['tail']
    assert.deepEqual(
      journal.damage.map(({ kind }) => kind),
      expected,
    )
    assert.equal(journal.lostRecords, 0)
    assert.equal(await append(journal, 'again'), 4)
    await journal.close()

    const again = await opened(disk)
    assert.deepEqual(await textsOf(again.journal), [...texts.slice(0, 4), 'again'])
    assert.deepEqual(again.journal.damage, [])
    await again.journal.close()
  }
})

test('when the end of a journal that was closed properly is gone, the loss is counted exactly', async () => {
  const disk = await diskWith(texts)
  const path = only(segmentPaths(disk))
  const bytes = disk.content(path) ?? Buffer.alloc(0)
  disk.put(path, bytes.subarray(0, bytes.length - 20))
  const { journal, logged } = await opened(disk)
  const { kind, from, to } = only(journal.damage)
  assert.deepEqual({ kind, from, to }, { kind: 'missing', from: 4, to: 5 })
  assert.equal(journal.lostRecords, 1)
  assert.match(only(logged), /^error: The journal lost 1 records/)
  assert.equal(await append(journal, 'new'), 5)
  assert.deepEqual(await textsOf(journal), [...texts.slice(0, 4), 'new'])
  await journal.close()
})

test('a bit flipped anywhere in a segment never stops the journal and costs at most the record it is in', async () => {
  const whole = await diskWith(texts)
  const path = only(segmentPaths(whole))
  const bytes = Buffer.from(whole.content(path) ?? [])
  for (let at = 0; at < bytes.length; at++) {
    for (const kept of [true, false]) {
      const disk = kept ? whole.copy() : withoutCursors(whole.copy())
      const flipped = Buffer.from(bytes)
      flipped[at] = (flipped[at] ?? 0) ^ (1 << (at % 8))
      disk.put(path, flipped)
      const { journal } = await opened(disk)
      const found = await textsOf(journal)
      const where = `bit ${at % 8} of byte ${at}, cursors ${kept ? 'kept' : 'gone'}: ${JSON.stringify(found)}`
      const isHeader = at < 32
      // Without its header and without the cursor files a journal of one segment has lost its salt.
      if (isHeader && kept) assert.deepEqual(found, texts, where)
      if (!isHeader) {
        assert.equal(found.length, texts.length - 1, where)
        assert.deepEqual(
          found,
          texts.filter((text) => found.includes(text)),
          where,
        )
        assert.equal(only(journal.damage).file, '0000000000000000.log', where)
      }
      if (isHeader && !kept && found.length < texts.length) assert.equal(journal.damage.length, 1, where)
      const position = await append(journal, 'still works')
      assert.ok(position >= 1, where)
      assert.deepEqual((await textsOf(journal, position)).at(-1), 'still works', where)
      await journal.close()
    }
  }
})

test('a flipped bit in an old segment is reported when it is read, with the exact positions, and once', async () => {
  const many = Array.from({ length: 40 }, (_, i) => `record ${i}`)
  const disk = await diskWith(many, 256)
  const path = segmentPaths(disk)[1] ?? ''
  const bytes = Buffer.from(disk.content(path) ?? [])
  bytes[60] = (bytes[60] ?? 0) ^ 1
  disk.put(path, bytes)
  const { journal } = await opened(disk)
  assert.deepEqual(journal.damage, [])
  const found = await textsOf(journal)
  const lost = many.filter((text) => !found.includes(text))
  const { from, to, kind } = only(journal.damage)
  assert.equal(kind, 'records')
  assert.deepEqual(lost, many.slice(from, to))
  assert.equal(lost.length, 1)
  await textsOf(journal)
  assert.equal(journal.damage.length, 1)
  await journal.close()
})

test('a zeroed page in the middle costs the records it touches and no other', async () => {
  const many = Array.from({ length: 400 }, (_, i) => `record ${i} ${'x'.repeat(i % 90)}`)
  const whole = await diskWith(many)
  const path = only(segmentPaths(whole))
  const size = whole.content(path)?.length ?? 0
  for (let page = 0; page * 4096 < size; page++) {
    const bytes = Buffer.from(whole.content(path) ?? [])
    bytes.subarray(page * 4096, (page + 1) * 4096).fill(0)
    const disk = whole.copy()
    disk.put(path, bytes)
    const { journal } = await opened(disk)
    const found = await textsOf(journal)
    let offset = 32
    const untouched = many.filter((text) => {
      const start = offset
      offset += 16 + text.length
      return offset <= page * 4096 || start >= (page + 1) * 4096
    })
    assert.deepEqual(found, untouched, `page ${page}`)
    assert.equal(journal.lostRecords, many.length - untouched.length)
    await journal.close()
  }
})

test('pages that the disk refuses to read count as damaged', async () => {
  const many = Array.from({ length: 40 }, (_, i) => `record ${i}`)
  const disk = await diskWith(many, 512)
  const { journal } = await opened(disk)
  disk.failNext('read', 'EIO', 2, '0000000000000000.log')
  const found = await textsOf(journal)
  assert.ok(found.length < many.length)
  assert.equal(found.length + journal.lostRecords, many.length)
  await journal.close()
})

test('empty, short and garbage segment files do not stop a start', async () => {
  const later = `${folder}/0000000000000900.log`
  for (const garbage of [
    '',
    'x',
    'x'.repeat(31),
    '\0'.repeat(32),
    'garbage '.repeat(100),
    '\0'.repeat(9000),
  ]) {
    for (const path of [later, `${folder}/0000000000000000.log`]) {
      const disk = path === later ? await diskWith(texts) : new FaultyDisk()
      disk.put(path, Buffer.from(garbage))
      const { journal } = await opened(disk)
      const expected = path === later ? texts : []
      assert.deepEqual(await textsOf(journal), expected)
      const position = await append(journal, 'goes on')
      assert.deepEqual(await textsOf(journal), [...expected, 'goes on'])
      await journal.close()
      const again = await opened(disk)
      assert.deepEqual(await textsOf(again.journal, position), ['goes on'])
      await again.journal.close()
    }
  }
})

test('a segment file that is gone is reported with the positions it held', async () => {
  const many = Array.from({ length: 40 }, (_, i) => `record ${i}`)
  for (const which of [0, 1, -1]) {
    const disk = await diskWith(many, 256)
    disk.delete(segmentPaths(disk).at(which) ?? '')
    const { journal } = await opened(disk)
    const found = await textsOf(journal)
    const lost = many.filter((text) => !found.includes(text))
    assert.ok(lost.length > 0)
    const { from, to } = only(journal.damage)
    assert.deepEqual(many.slice(from, to), lost)
    await journal.close()
  }
})

test('a payload that looks like records of the journal is never taken for one', async () => {
  const disk = new FaultyDisk()
  const spy = await opened(disk)
  await appendOneByOne(spy.journal, ['a', 'b', 'c', 'd'])
  await spy.journal.close()
  const recorded = disk.content(only(segmentPaths(disk)))?.subarray(32) ?? Buffer.alloc(0)

  const target = new FaultyDisk()
  const { journal } = await opened(target)
  await append(journal, 'before')
  await append(journal, recorded.toString('latin1'))
  await append(journal, 'behind')
  await journal.close()
  const path = only(segmentPaths(target))
  const bytes = Buffer.from(target.content(path) ?? [])
  bytes[32 + 16 + 'before'.length] = 0xee
  target.put(path, bytes)
  const damaged = await opened(target)
  assert.deepEqual(await textsOf(damaged.journal), ['before', 'behind'])
  assert.equal(damaged.journal.lostRecords, 1)
  await damaged.journal.close()
})

test('random damage of any kind never stops a start, and what is not reported lost is there', async (t) => {
  const seed = Number(process.env.WEIR_SEED ?? 1)
  t.diagnostic(`seed ${seed}`)
  const random = seeded(seed)
  const many = Array.from({ length: 120 }, (_, i) => `record ${i} ${'y'.repeat((i * 7) % 50)}`)
  const whole = await diskWith(many, 1500)
  for (let round = 0; round < 300; round++) {
    const disk = whole.copy()
    const paths = segmentPaths(disk)
    const path = paths[Math.floor(random() * paths.length)] ?? ''
    const bytes = Buffer.from(disk.content(path) ?? [])
    const at = Math.floor(random() * bytes.length)
    const length = Math.floor(random() * 400)
    const how = random()
    if (how < 0.3) bytes.subarray(at, at + length).fill(0)
    else if (how < 0.6)
      for (let i = at; i < Math.min(at + length, bytes.length); i++) bytes[i] = random() * 256
    else if (how < 0.8) bytes[at] = (bytes[at] ?? 0) ^ (1 << Math.floor(random() * 8))
    disk.put(path, how < 0.8 ? bytes : bytes.subarray(0, at))
    const { journal } = await opened(disk)
    const found = await textsOf(journal)
    const lost = new Set<string>()
    for (const { from, to } of journal.damage) for (const text of many.slice(from, to)) lost.add(text)
    assert.deepEqual(
      found,
      many.filter((text) => !lost.has(text)),
      `seed ${seed}, round ${round}, ${path} at ${at}`,
    )
    assert.equal(journal.lostRecords, lost.size)
    await journal.close()
  }
})
