import assert from 'node:assert/strict'
import { test } from 'node:test'
import { FaultyDisk } from './faults.ts'
import { JournalFailed } from './journal.ts'
import { append, appendOneByOne, opened, segmentPaths, settled, textsOf } from './test-bench.ts'

test('a failed flush acknowledges nothing, and the same file is never flushed again', async () => {
  const disk = new FaultyDisk()
  const { journal, clock, logged } = await opened(disk)
  await append(journal, 'safe')
  disk.failNext('flush', 'EIO', 1, '0000')
  const answers = await Promise.allSettled([append(journal, 'a'), append(journal, 'b')])
  assert.deepEqual(
    answers.map(({ status }) => status),
    ['rejected', 'rejected'],
  )
  assert.ok(journal.failed instanceof JournalFailed)
  assert.match(journal.failed.message, /^The journal ingress cannot write: EIO/)
  const failedFile = segmentPaths(disk)[0]
  await assert.rejects(append(journal, 'c'), JournalFailed)

  clock.pass(100)
  await settled()
  assert.equal(journal.failed, null)
  assert.equal(await append(journal, 'works again'), 3)
  assert.notEqual(segmentPaths(disk).at(-1), failedFile)
  assert.deepEqual(await textsOf(journal), ['safe', 'works again'])
  assert.deepEqual(journal.damage, [])
  assert.equal(logged.filter((line) => line.startsWith('error')).length, 1)
  await journal.close()

  const again = await opened(disk)
  assert.deepEqual(await textsOf(again.journal), ['safe', 'works again'])
  assert.deepEqual(again.journal.damage, [])
  await again.journal.close()
})

test('a failed write fails its group and everything that waits behind it', async () => {
  const disk = new FaultyDisk()
  const { journal, clock } = await opened(disk)
  disk.failNext('write', 'EIO', 1, '0000')
  const first = append(journal, 'in the group')
  const second = Promise.resolve().then(() => append(journal, 'behind'))
  const answers = await Promise.allSettled([first, second])
  assert.ok(answers.every(({ status }) => status === 'rejected'))
  assert.equal(journal.waitingBytes, 0)
  clock.pass(100)
  await settled()
  await append(journal, 'later')
  assert.deepEqual(await textsOf(journal), ['later'])
  await journal.close()
})

test('a full disk refuses, keeps what it acknowledged, and heals within seconds of having space', async () => {
  const disk = new FaultyDisk()
  const { journal, clock } = await opened(disk)
  await append(journal, 'before')
  disk.free = 40
  await assert.rejects(append(journal, 'x'.repeat(100)), { name: 'JournalFailed', message: /ENOSPC/ })
  disk.free = 0
  for (let second = 0; second < 30; second++) {
    clock.pass(1_000)
    await settled()
    assert.ok(journal.failed)
    await assert.rejects(append(journal, 'still full'), JournalFailed)
  }
  assert.deepEqual(await textsOf(journal), ['before'])
  disk.free = Infinity
  clock.pass(2_000)
  await settled()
  assert.equal(journal.failed, null)
  await append(journal, 'after')
  assert.deepEqual(await textsOf(journal), ['before', 'after'])
  assert.equal(segmentPaths(disk).length, 2)
  await journal.close()
})

test('a disk that fails for long leaves no trail of files', async () => {
  const disk = new FaultyDisk()
  const { journal, clock } = await opened(disk)
  await append(journal, 'before')
  for (let round = 0; round < 20; round++) {
    disk.failNext('flush', 'EIO', 1 + (round % 3), '0000')
    await append(journal, 'no').catch(() => {})
    for (let pause = 0; pause < 6; pause++) {
      clock.pass(2_000)
      await settled()
    }
    assert.equal(journal.failed, null)
  }
  await append(journal, 'after')
  assert.ok(segmentPaths(disk).length <= 2, `${segmentPaths(disk).length} files`)
  assert.deepEqual(await textsOf(journal), ['before', 'after'])
  assert.deepEqual(journal.damage, [])
  await journal.close()
})

test('a disk that is full at the start gives a journal that can be read and worked off', async () => {
  const disk = new FaultyDisk()
  const before = await opened(disk, { segmentBytes: 100 })
  await appendOneByOne(before.journal, ['a'.repeat(60), 'b'.repeat(60), 'c'.repeat(60)])
  before.journal.cursor('rules')
  await before.journal.close()
  disk.free = 0
  const { journal, clock } = await opened(disk, { segmentBytes: 100 })
  assert.equal((await textsOf(journal)).length, 3)
  await append(journal, 'd').catch(() => {})
  assert.ok(journal.failed)
  journal.cursor('rules').advance(3)
  for (let pause = 0; pause < 6; pause++) {
    clock.pass(2_000)
    await settled()
  }
  assert.equal(journal.failed, null, 'dropping segments gave the space to go on')
  await append(journal, 'e')
  assert.deepEqual(await textsOf(journal, journal.cursor('rules').position), ['e'])
  await journal.close()
})

test('what was worked off and dropped on a full disk is not called lost after a power cut', async () => {
  const disk = new FaultyDisk()
  const { journal } = await opened(disk, { segmentBytes: 100 })
  const rules = journal.cursor('rules')
  await appendOneByOne(journal, ['a'.repeat(60), 'b'.repeat(60), 'c'.repeat(60)])
  disk.free = 0
  rules.advance(2)
  await settled()
  assert.equal(journal.segments, 1, 'no free block is needed to move on and give space back')

  disk.cutPower(() => 0)
  const after = await opened(disk)
  assert.deepEqual(after.journal.damage, [])
  assert.equal(after.journal.cursor('rules').position, 2)
  assert.deepEqual(await textsOf(after.journal), ['c'.repeat(60)])
  await after.journal.close()
})

test('segments wait until the cursors that passed them are saved, on a full disk too', async () => {
  const disk = new FaultyDisk()
  const { journal, clock } = await opened(disk, { segmentBytes: 100 })
  const rules = journal.cursor('rules')
  await appendOneByOne(journal, ['a'.repeat(60), 'b'.repeat(60), 'c'.repeat(60)])
  disk.failNext('write', 'ENOSPC', Infinity, 'cursors')
  rules.advance(2)
  await settled()
  assert.equal(journal.segments, 3)

  disk.heal()
  clock.pass(1_000)
  await settled()
  assert.equal(journal.segments, 1)
  await journal.close()
})

test('a slow flush lets the next group grow, and the order stays', async () => {
  const disk = new FaultyDisk()
  const { journal } = await opened(disk)
  const acknowledged: number[] = []
  const note = (error: Error | null, position: number) => {
    assert.equal(error, null)
    acknowledged.push(position)
  }
  disk.holdFlushes()
  journal.append(Buffer.from('0'), note)
  await settled()
  for (let i = 1; i <= 1000; i++) journal.append(Buffer.from(String(i)), note)
  await settled()
  assert.deepEqual(acknowledged, [])
  assert.equal(journal.end, 0)
  assert.deepEqual(await textsOf(journal), [], 'only what is flushed is read')
  const waiting = journal.waitingBytes
  assert.ok(waiting > 1001 * 16)

  const flushesBefore = disk.flushes
  disk.releaseFlushes()
  await settled()
  assert.equal(disk.flushes - flushesBefore, 2)
  assert.deepEqual(
    acknowledged,
    Array.from({ length: 1001 }, (_, i) => i),
  )
  assert.equal(journal.waitingBytes, 0)
  assert.equal((await textsOf(journal)).length, 1001)
  await journal.close()
})

test('closing while the disk fails ends, and answers everyone who waits', async () => {
  const disk = new FaultyDisk()
  const { journal } = await opened(disk)
  disk.failNext('flush', 'EIO', Infinity)
  const answer = assert.rejects(append(journal, 'x'), JournalFailed)
  await journal.close()
  await answer
  await assert.rejects(append(journal, 'y'), { name: 'JournalClosed' })
})

test('a caller that throws costs no other its answer', async (t) => {
  const disk = new FaultyDisk()
  const { journal } = await opened(disk)
  const thrown: unknown[] = []
  const keep = process.listeners('uncaughtException')
  process.removeAllListeners('uncaughtException')
  process.on('uncaughtException', (error) => thrown.push(error))
  t.after(() => {
    process.removeAllListeners('uncaughtException')
    for (const listener of keep) process.on('uncaughtException', listener)
  })
  journal.append(Buffer.from('a'), () => {
    throw new Error('a bug of the caller')
  })
  assert.equal(await append(journal, 'b'), 1)
  await settled()
  assert.equal(String(thrown[0]), 'Error: a bug of the caller')
  await journal.close()
})
