import assert from 'node:assert/strict'
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { test } from 'node:test'
import { openJournal } from './open.ts'
import { textsOf } from './test-bench.ts'

const kills = Number(process.env.WEIR_KILLS ?? 5)

/** Appends for ever, 50 at a time, and says which record is acknowledged only after it is. */
const program = (dir: string) => `
  const { openJournal } = await import(${JSON.stringify(join(import.meta.dirname, 'open.ts'))})
  const { writeSync } = await import('node:fs')
  const journal = await openJournal({ dir: ${JSON.stringify(dir)}, name: 'ingress', segmentBytes: 20_000 })
  const append = (serial) => {
    const text = process.pid + '/' + serial
    journal.append(Buffer.from(text), (error) => {
      if (error) throw error
      writeSync(1, text + '\\n')
      append(serial + 50)
    })
  }
  for (let serial = 0; serial < 50; serial++) append(serial)`

test(`nothing acknowledged is lost in ${kills} kills of a real process`, async (t) => {
  const dir = await mkdtemp(join(tmpdir(), 'weir-kill-'))
  t.after(() => rm(dir, { recursive: true }))
  const acknowledged: string[] = []
  for (let kill = 0; kill < kills; kill++) {
    const child = spawn(process.execPath, ['--input-type=module', '-e', program(dir)], {
      stdio: ['ignore', 'pipe', 'inherit'],
    })
    const enough = acknowledged.length + 100 + 137 * kill
    for await (const line of createInterface(child.stdout)) {
      acknowledged.push(line)
      if (acknowledged.length === enough) child.kill('SIGKILL')
    }
    if (child.exitCode === null && child.signalCode === null) await once(child, 'exit')
    assert.equal(child.signalCode, 'SIGKILL')

    const journal = await openJournal({ dir, name: 'ingress' })
    const found = await textsOf(journal)
    const places = new Map(found.map((text, place) => [text, place]))
    assert.equal(places.size, found.length, 'none is there twice')
    let last = -1
    for (const text of acknowledged) {
      const place = places.get(text)
      assert.ok(place !== undefined, `${text} is there`)
      assert.ok(place > last, `${text} is in order`)
      last = place
    }
    assert.equal(journal.lostRecords, 0)
    await journal.close()
  }
  assert.ok(acknowledged.length > 100 * kills)
})
