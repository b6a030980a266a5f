import assert from 'node:assert/strict'
import { test } from 'node:test'
import { seeded } from '../../test/support/random.ts'
import { FaultyDisk } from './faults.ts'
import { type Opened, opened } from './test-bench.ts'

const universes = Number(process.env.WEIR_SEEDS ?? 250)

/**
 * One seed is one universe: appends, cursors, failing disks and power cuts in random order. The checker knows sets: every
 * acknowledged record that no cursor passed is read back, in order, none twice, and nothing that was never appended.
 */
async function live(seed: number): Promise<void> {
  const random = seeded(seed)
  const below = (limit: number) => Math.floor(random() * limit)
  const disk = new FaultyDisk()
  const options = { segmentBytes: 200 + below(20_000) }
  const acknowledged = new Map<number, string>()
  const appended = new Set<string>()
  let latest = -1
  let done = 0
  let serial = 0
  let now: Opened = await opened(disk, options)

  const append = () => {
    const text = `${seed}/${serial++} ${'z'.repeat(random() < 0.05 ? below(12_000) : below(120))}`
    appended.add(text)
    const life = now
    life.journal.append(Buffer.from(text), (error, position) => {
      if (error !== null) return
      assert.ok(life === now, 'no answer comes from before the power cut')
      assert.ok(position > latest, 'answers come in order')
      latest = position
      acknowledged.set(position, text)
    })
  }
  const check = async () => {
    const read = new Map<number, string>()
    let last = -1
    for await (const { position, record } of now.journal.read(0)) {
      assert.ok(position > last, `position ${position} follows ${last}`)
      last = position
      const text = Buffer.from(record).toString()
      assert.ok(appended.has(text), 'was appended')
      read.set(position, text)
    }
    assert.equal(new Set(read.values()).size, read.size, 'none is there twice')
    for (const [position, text] of acknowledged) {
      if (position >= done) assert.equal(read.get(position), text, `record ${position}`)
    }
    assert.equal(now.journal.lostRecords, 0, 'no acknowledged record is called lost')
  }

  now.journal.cursor('rules')
  for (let step = 0; step < 40; step++) {
    const what = random()
    if (what < 0.55) for (let i = below(12); i >= 0; i--) append()
    else if (what < 0.75) for (let i = below(6); i >= 0; i--) await new Promise(setImmediate)
    else if (what < 0.82) {
      const to = done + below(now.journal.end - done + 1)
      now.journal.cursor('rules').advance(to)
      done = Math.max(done, to)
    } else if (what < 0.86) disk.failNext(random() < 0.5 ? 'flush' : 'write', 'EIO', 1 + below(2))
    else if (what < 0.88) disk.free = below(3_000)
    else if (what < 0.9) disk.heal()
    else if (what < 0.94) now.clock.pass(below(3_000))
    else if (what < 0.96) await check()
    else {
      if (random() < 0.2) await now.journal.close()
      disk.cutPower(random)
      const before = now
      now = await opened(disk, options)
      assert.notEqual(now, before)
      assert.ok(now.journal.cursor('rules').position <= Math.max(done, now.journal.first))
      // What survived without an acknowledgement keeps its place; numbers go on behind it.
      latest = Math.max(latest, now.journal.end - 1)
      await check()
    }
  }
  disk.heal()
  for (let i = 0; i < 5; i++) {
    now.clock.pass(2_000)
    for (let turn = 0; turn < 10; turn++) await new Promise(setImmediate)
  }
  assert.equal(now.journal.failed, null, 'heals alone')
  await check()
  await now.journal.close()
}

test(`no acknowledged record is lost in ${universes} universes of power cuts and failing disks`, async (t) => {
  const first = Number(process.env.WEIR_SEED ?? 1)
  t.diagnostic(`seeds ${first} to ${first + universes - 1}`)
  for (let seed = first; seed < first + universes; seed++) {
    try {
      await live(seed)
    } catch (error) {
      throw new Error(`seed ${seed} (run again with WEIR_SEED=${seed} WEIR_SEEDS=1)`, { cause: error })
    }
  }
})
