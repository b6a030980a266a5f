/**
 * How many records a second does the journal acknowledge, each flushed first, and what does it add to the bare disk? The
 * baseline writes and flushes the same number of bytes per group with nothing around it, in turns with the journal.
 *
 *     node bench/journal.ts [bytes per record]
 */
import fs from 'node:fs'
import { mkdtemp, rm } from 'node:fs/promises'
import { cpus, tmpdir } from 'node:os'
import { join } from 'node:path'
import { openJournal } from '../engine/journal/open.ts'
import { recordOverhead } from '../engine/journal/record.ts'

const recordBytes = Number(process.argv[2] ?? 128)
const msPerRun = 600
const windows = [1, 64, 1_000, 5_000]

const directory = await mkdtemp(join(process.env.WEIR_BENCH_DIR ?? tmpdir(), 'weir-bench-'))
const results: Record<string, number>[] = []
try {
  for (const window of windows) {
    const journal = await runJournal(window)
    const baseline = await runBaseline(journal.bytesPerFlush)
    const result = {
      inFlight: window,
      recordsPerSecond: Math.round(journal.records / journal.seconds),
      mbPerSecond: round((journal.records * recordBytes) / journal.seconds / 1e6),
      recordsPerFlush: round(journal.records / journal.flushes),
      ackP50Ms: round(at(journal.latencies, 0.5)),
      ackP99Ms: round(at(journal.latencies, 0.99)),
      baselineRecordsPerSecond: Math.round(
        ((baseline.latencies.length / baseline.seconds) * journal.records) / journal.flushes,
      ),
      baselineFlushP50Ms: round(at(baseline.latencies, 0.5)),
      baselineFlushP99Ms: round(at(baseline.latencies, 0.99)),
    }
    results.push(result)
  }
} finally {
  await rm(directory, { recursive: true })
}
console.table(results)
console.log(
  JSON.stringify({
    bench: 'journal',
    machine: cpus()[0]?.model,
    cores: cpus().length,
    node: process.version,
    recordBytes,
    results,
  }),
)

/** Keeps `window` records in flight: each acknowledgement appends the next. */
async function runJournal(window: number) {
  const journal = await openJournal({ dir: directory, name: `window-${window}` })
  const cursor = journal.cursor('bench')
  const record = new Uint8Array(recordBytes).fill(42)
  const latencies: number[] = []
  let records = 0
  let flushes = 0
  journal.onFlushed(() => {
    flushes++
    cursor.advance(journal.end)
  })
  const started = performance.now()
  const until = started + msPerRun
  await new Promise<void>((resolve, reject) => {
    let running = window
    const appendNext = () => {
      const begun = performance.now()
      journal.append(record, (error) => {
        if (error !== null) return reject(error)
        const now = performance.now()
        records++
        if (records % 16 === 0 || window < 100) latencies.push(now - begun)
        if (now < until) appendNext()
        else if (--running === 0) resolve()
      })
    }
    for (let i = 0; i < window; i++) appendNext()
  })
  const seconds = (performance.now() - started) / 1000
  await journal.close()
  const bytesPerFlush = Math.round((records / flushes) * (recordBytes + recordOverhead))
  return { records, flushes, seconds, latencies, bytesPerFlush }
}

async function runBaseline(bytesPerFlush: number) {
  const path = join(directory, 'baseline')
  const file = fs.openSync(path, 'w')
  const bytes = Buffer.alloc(bytesPerFlush, 42)
  const latencies: number[] = []
  const started = performance.now()
  await new Promise<void>((resolve, reject) => {
    const next = () => {
      const begun = performance.now()
      fs.write(file, bytes, 0, bytes.length, null, (writeError) => {
        if (writeError) return reject(writeError)
        fs.fdatasync(file, (error) => {
          if (error) return reject(error)
          latencies.push(performance.now() - begun)
          if (performance.now() - started < msPerRun) next()
          else resolve()
        })
      })
    }
    next()
  })
  fs.closeSync(file)
  fs.unlinkSync(path)
  return { latencies, seconds: (performance.now() - started) / 1000 }
}

function at(values: number[], share: number): number {
  return values.toSorted((a, b) => a - b)[Math.floor(values.length * share)] ?? 0
}

function round(value: number): number {
  return Math.round(value * 1000) / 1000
}
