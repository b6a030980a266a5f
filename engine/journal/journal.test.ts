import assert from 'node:assert/strict'
import { mkdtemp, readdir, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { test } from 'node:test'
import { seeded } from '../../test/support/random.ts'
import { FaultyDisk } from './faults.ts'
import { JournalFull } from './journal.ts'
import { openJournal } from './open.ts'
import { append, appendOneByOne, folder, opened, segmentPaths, settled, textsOf } from './test-bench.ts'

test('records of one turn are flushed together, in order, and answered after the flush', async () => {
  const disk = new FaultyDisk()
  const { journal } = await opened(disk)
  const before = disk.flushes
  const positions = await Promise.all(['a', 'b', 'c'].map((text) => append(journal, text)))
  assert.deepEqual(positions, [0, 1, 2])
  assert.equal(disk.flushes - before, 1)
  assert.equal(journal.end, 3)
  assert.ok(journal.lastFlushMs > 0)
  await journal.close()
})

test('several records appended as one are answered once, with the position of the first', async () => {
  const { journal } = await opened(new FaultyDisk())
  const first = await new Promise<number>((resolve, reject) => {
    const records = ['a', 'b', 'c'].map((text) => Buffer.from(text))
    journal.appendMany(records, (error, position) => (error ? reject(error) : resolve(position)))
  })
  assert.equal(first, 0)
  assert.equal(await append(journal, 'd'), 3)
  assert.deepEqual(await textsOf(journal, 1), ['b', 'c', 'd'])
  await journal.close()
})

test('the caller may reuse its buffer at once', async () => {
  const { journal } = await opened(new FaultyDisk())
  const buffer = Buffer.from('mine')
  const answered = new Promise<void>((resolve) => journal.append(buffer, () => resolve()))
  buffer.fill('x')
  await answered
  assert.deepEqual(await textsOf(journal), ['mine'])
  await journal.close()
})

test('a record of any size up to 16 MiB comes back as it was; a larger one is refused', async () => {
  const { journal } = await opened(new FaultyDisk())
  const sizes = [0, 1, 65_520, 65_536, 300_000, 16 * 1024 * 1024]
  const random = seeded(7)
  const records = sizes.map((size) => Buffer.alloc(size, Math.floor(random() * 256)))
  await Promise.all(
    records.map((record) => new Promise<void>((done) => journal.append(record, () => done()))),
  )
  let i = 0
  for await (const { record } of journal.read(0)) assert.ok(records[i++]?.equals(record))
  assert.equal(i, sizes.length)
  const tooLarge = new Promise((resolve) => journal.append(Buffer.alloc(16 * 1024 * 1024 + 1), resolve))
  assert.match(String(await tooLarge), /^RecordTooLarge: A record of 16777217 bytes does not fit/)
  await journal.close()
})

test('a reader can start anywhere and reads only what is asked for', async () => {
  const { journal } = await opened(new FaultyDisk(), { segmentBytes: 300_000 })
  const texts = Array.from({ length: 3000 }, (_, i) => `${i} ${'x'.repeat(i % 500)}`)
  for (let i = 0; i < 3000; i += 50) {
    await Promise.all(texts.slice(i, i + 50).map((text) => append(journal, text)))
  }
  assert.ok(journal.segments > 2)
  for (const from of [0, 1, 49, 50, 777, 2999, 3000]) {
    assert.deepEqual(await textsOf(journal, from), texts.slice(from))
  }
  await journal.close()
})

test('a reader keeps up with appends that go on, across new segments', async () => {
  const { journal } = await opened(new FaultyDisk(), { segmentBytes: 500 })
  let written = 0
  await append(journal, `record ${written++}`)
  const seen: string[] = []
  for await (const { record } of journal.read(0)) {
    seen.push(Buffer.from(record).toString())
    if (written < 200) await append(journal, `record ${written++}`)
  }
  assert.deepEqual(
    seen,
    Array.from({ length: 200 }, (_, i) => `record ${i}`),
  )
  assert.deepEqual(journal.damage, [])
  await journal.close()
})

test('a reader that segments are dropped under sees no damage', async () => {
  const disk = new FaultyDisk()
  const { journal } = await opened(disk, { segmentBytes: 200 })
  await appendOneByOne(
    journal,
    Array.from({ length: 60 }, (_, i) => `record ${i}`),
  )
  const cursor = journal.cursor('rules')
  let count = 0
  for await (const { position } of journal.read(0)) {
    cursor.advance(position + 1)
    await settled()
    count++
  }
  assert.equal(count, 60)
  assert.deepEqual(journal.damage, [])
  assert.equal(journal.segments, 1)
  await journal.close()
})

test('a segment goes once every cursor has passed it, and the newest stays', async () => {
  const disk = new FaultyDisk()
  const { journal } = await opened(disk, { segmentBytes: 200 })
  const rules = journal.cursor('rules')
  const cloud = journal.cursor('cloud')
  await appendOneByOne(
    journal,
    Array.from({ length: 60 }, (_, i) => `record ${i}`),
  )
  const all = segmentPaths(disk).length
  rules.advance(60)
  await settled()
  assert.equal(segmentPaths(disk).length, all)
  cloud.advance(30)
  await settled()
  assert.ok(journal.first > 0 && journal.first <= 30)
  assert.ok(segmentPaths(disk).length < all)
  journal.forgetCursor('cloud')
  await settled()
  assert.equal(segmentPaths(disk).length, 1)
  assert.equal(
    journal.bytes,
    segmentPaths(disk).reduce((sum, path) => sum + (disk.content(path)?.length ?? 0), 0),
  )
  await journal.close()
})

test('nothing is dropped while no cursor has been asked for', async () => {
  const disk = new FaultyDisk()
  const { journal } = await opened(disk, { segmentBytes: 100 })
  await appendOneByOne(journal, ['a'.repeat(90), 'b'.repeat(90), 'c'.repeat(90)])
  await journal.close()
  const again = await opened(disk, { segmentBytes: 100 })
  assert.equal((await textsOf(again.journal)).length, 3)
  await again.journal.close()
})

test('cursors stand where they stood after a close, and at most a second back after a crash', async () => {
  const disk = new FaultyDisk()
  const first = await opened(disk)
  await appendOneByOne(first.journal, ['a', 'b', 'c', 'd'])
  first.journal.cursor('rules').advance(2)
  first.clock.pass(1_000)
  await settled()
  first.journal.cursor('rules').advance(3)
  disk.cutPower(() => 0.9)

  const second = await opened(disk)
  assert.equal(second.journal.cursor('rules').position, 2)
  second.journal.cursor('rules').advance(4)
  await second.journal.close()

  const third = await opened(disk)
  assert.equal(third.journal.cursor('rules').position, 4)
  await third.journal.close()
})

test('a cursor never moves back, nor behind the end', async () => {
  const { journal } = await opened(new FaultyDisk())
  await appendOneByOne(journal, ['a', 'b'])
  const cursor = journal.cursor('rules')
  cursor.advance(2)
  cursor.advance(1)
  assert.equal(cursor.position, 2)
  assert.throws(
    () => cursor.advance(3),
    /RangeError: cursor rules cannot move to 3: the journal ingress ends at 2/,
  )
  assert.throws(() => cursor.advance(Number.NaN), RangeError)
  await journal.close()
})

test('a torn cursor file costs a little replay and nothing else', async () => {
  const disk = new FaultyDisk()
  const first = await opened(disk)
  await appendOneByOne(first.journal, ['a', 'b', 'c'])
  for (const position of [1, 2, 3]) {
    first.journal.cursor('rules').advance(position)
    first.clock.pass(1_000)
    await settled()
  }
  disk.cutPower(() => 0.9)
  for (const slot of ['cursors.a', 'cursors.b']) {
    const copy = disk.copy()
    const bytes = copy.content(`${folder}/${slot}`) ?? Buffer.alloc(0)
    copy.put(`${folder}/${slot}`, bytes.subarray(0, 30))
    const { journal } = await opened(copy)
    assert.ok([2, 3].includes(journal.cursor('rules').position))
    assert.deepEqual(await textsOf(journal), ['a', 'b', 'c'])
    await journal.close()
  }
})

test('a used-up budget refuses with a clear error and takes records again once a cursor moves on', async () => {
  const disk = new FaultyDisk()
  const { journal, logged } = await opened(disk, { maxBytes: 2_000 })
  const cursor = journal.cursor('cloud')
  let taken = 0
  await assert.rejects(async () => {
    for (;;) {
      await append(journal, 'x'.repeat(84))
      taken++
    }
  }, JournalFull)
  assert.ok(journal.bytes <= 2_000)
  assert.ok(taken >= 15, `${taken} records fitted`)
  assert.equal((await textsOf(journal)).length, taken, 'nothing was dropped')
  await assert.rejects(append(journal, 'x'.repeat(84)), /has used up its 2000 bytes/)
  assert.equal(logged.filter((line) => line.includes('budget')).length, 1)
  cursor.advance(journal.end)
  await settled()
  await append(journal, 'x'.repeat(84))
  await journal.close()
})

test('a budget used up by one large group is free again when the group is done', async () => {
  const { journal } = await opened(new FaultyDisk(), { maxBytes: 10_000 })
  const cursor = journal.cursor('cloud')
  const answers = await Promise.allSettled(
    Array.from({ length: 200 }, (_, i) => append(journal, `${i} ${'y'.repeat(100)}`)),
  )
  assert.ok(answers.some(({ status }) => status === 'rejected'))
  assert.equal(journal.segments, 1)
  cursor.advance(journal.end)
  await settled()
  await append(journal, 'room again')
  await journal.close()
})

test('closing flushes what waits, and refuses what comes later', async () => {
  const disk = new FaultyDisk()
  const { journal } = await opened(disk)
  const waiting = append(journal, 'just in time')
  await journal.close()
  assert.equal(await waiting, 0)
  await assert.rejects(append(journal, 'too late'), { name: 'JournalClosed' })
  await journal.close()
  const again = await opened(disk)
  assert.deepEqual(await textsOf(again.journal), ['just in time'])
  await again.journal.close()
})

test('listeners hear of each flushed group until they stop', async () => {
  const { journal } = await opened(new FaultyDisk())
  const ends: number[] = []
  const stop = journal.onFlushed(() => ends.push(journal.end))
  await appendOneByOne(journal, ['a', 'b'])
  stop()
  await append(journal, 'c')
  assert.deepEqual(ends, [1, 2])
  await journal.close()
})

test('a journal on a real disk survives being opened again', async (t) => {
  const dir = await mkdtemp(join(tmpdir(), 'weir-journal-'))
  t.after(() => rm(dir, { recursive: true }))
  const options = { dir: join(dir, 'deep', 'data'), name: 'ingress', segmentBytes: 20_000 }
  const first = await openJournal(options)
  const texts = Array.from({ length: 2_000 }, (_, i) => `record ${i}`)
  const positions = await Promise.all(texts.map((text) => append(first, text)))
  assert.deepEqual(
    positions,
    texts.map((_, i) => i),
  )
  await appendOneByOne(first, ['x', 'y'])
  first.cursor('rules').advance(2_001)
  await first.close()

  const second = await openJournal(options)
  assert.deepEqual(await textsOf(second), second.segments === 1 ? ['x', 'y'] : [...texts, 'x', 'y'])
  assert.equal(second.cursor('rules').position, 2_001)
  assert.deepEqual(second.damage, [])
  await second.close()
  const files = await readdir(join(options.dir, 'ingress'))
  assert.ok(!files.includes('lock'))
})

test('a name that could leave the folder is refused', async () => {
  for (const name of ['..', 'a/b', '', 'a\0b']) {
    await assert.rejects(
      openJournal({ dir: '/data', name, files: new FaultyDisk().files }),
      /cannot name a journal/,
    )
  }
})
